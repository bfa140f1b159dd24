import OutboardDSP

/// What a strip's two gains are made of. They are ramps of their own only where curves move a strip: a hand
/// may have its level while a curve has its pan.
struct StripControl: BitwiseCopyable {
    /// Linear.
    var level: GainRamp
    /// What the pan makes of each side.
    var left: GainRamp
    var right: GainRamp
    /// 0 where mutes and solos silence the strip.
    var audible = GainRamp(gain: 1)
    /// The engine's frame up to which the ramps have gone.
    private(set) var frame: Int64 = 0
    /// The engine's frames from which curves move level and pan.
    var levelHeldUntil: Int64 = 0
    var panHeldUntil: Int64 = 0
    /// The gains come from here since a curve moved one of them.
    var isFollowing = false

    init(level: Float = 0, left: Float = 1, right: Float = 1) {
        self.level = GainRamp(gain: level)
        self.left = GainRamp(gain: left)
        self.right = GainRamp(gain: right)
    }

    /// Moves the ramps on to a frame of the engine.
    @_noLocks
    mutating func advance(to target: Int64) {
        guard target > frame else { return }
        let frames = Int(min(target - frame, 1 << 30))
        level.advance(frames: frames)
        left.advance(frames: frames)
        right.advance(frames: frames)
        audible.advance(frames: frames)
        frame = target
    }

    /// How many of the next `most` frames its gains are straight lines.
    @_noLocks
    func straightFrames(most: Int) -> Int {
        let pan = max(left.remainingFrames, right.remainingFrames)
        var count = most
        var movingCount = 0
        if level.remainingFrames > 0 {
            count = min(count, level.remainingFrames)
            movingCount += 1
        }
        if pan > 0 {
            count = min(count, pan)
            movingCount += 1
        }
        if audible.remainingFrames > 0 {
            count = min(count, audible.remainingFrames)
            movingCount += 1
        }
        // The product of two lines is bent.
        return movingCount > 1 ? min(count, Self.bentStepFrames) : count
    }

    /// How long a line is drawn where two ramps run at a time.
    private static var bentStepFrames: Int { @_noLocks get { 32 } }

    /// Sends level and pan along their curves, and returns for how many frames they are straight lines.
    @_noLocks
    mutating func steer(_ lanes: StripLanes, by course: CurveCourse, most: Int) -> Int {
        var count = most
        if let lane = lanes.level {
            var other = GainRamp(gain: 0)
            count = course.steer(lane, &level, &other, heldUntil: &levelHeldUntil, most: count)
        }
        if let lane = lanes.pan {
            count = course.steer(lane, &left, &right, heldUntil: &panHeldUntil, most: count)
        }
        return count
    }

    /// Sends the pan to where its curve will be.
    @_noLocks
    mutating func glidePan(_ lane: UnsafeMutablePointer<AutomationLane>, by course: CurveCourse) {
        course.glide(lane, &left, &right, frames: course.catchFrames)
    }
}

/// Where in time curves are read.
struct CurveCourse: BitwiseCopyable {
    /// The engine's frame, and the song's.
    let frame: Int64
    let songFrame: Int64
    /// How long a control takes to its curve that is not on it: the song has jumped, or the curve is new.
    let catchFrames: UInt32
    /// Nothing has sounded yet: no need to go there slowly.
    let isUnheard: Bool

    /// Sends a pair of gains along a curve, and returns for how many frames they are straight lines.
    @_noLocks
    func steer(
        _ lane: UnsafeMutablePointer<AutomationLane>,
        _ first: inout GainRamp,
        _ second: inout GainRamp,
        heldUntil: inout Int64,
        most: Int
    ) -> Int {
        if heldUntil > frame { return Int(min(Int64(most), heldUntil - frame)) }
        let here = lane.pointee.value(at: songFrame, isStepped: false)
        if isUnheard {
            first = GainRamp(gain: here.0)
            second = GainRamp(gain: here.1)
        } else if (first.current - here.0).magnitude > lane.pointee.tolerance
            || (second.current - here.1).magnitude > lane.pointee.tolerance
        {
            heldUntil = frame + Int64(catchFrames)
            glide(lane, &first, &second, frames: catchFrames)
            return min(most, max(1, Int(catchFrames)))
        }
        let count = max(1, lane.pointee.framesToPoint(from: songFrame, most: most))
        let there = lane.pointee.value(at: songFrame + Int64(count), isStepped: false)
        first.head(for: there.0, frames: UInt32(truncatingIfNeeded: count))
        second.head(for: there.1, frames: UInt32(truncatingIfNeeded: count))
        return count
    }

    /// Sends a pair of gains to where the curve will be then.
    @_noLocks
    func glide(
        _ lane: UnsafeMutablePointer<AutomationLane>,
        _ first: inout GainRamp,
        _ second: inout GainRamp,
        frames: UInt32
    ) {
        let there = lane.pointee.value(at: songFrame + Int64(frames), isStepped: false)
        first.head(for: there.0, frames: frames)
        second.head(for: there.1, frames: frames)
    }
}

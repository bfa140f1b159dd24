import CRealtime

/// The song's tempo and time signature over its length: changes in the order of their frames.
///
/// Made by the control side; a new one takes the old one's place with the plan that names it.
package struct TempoMap: BitwiseCopyable {
    /// From `frame` on, until the next change.
    package struct Change: BitwiseCopyable, Sendable {
        package var frame: Int64
        /// Quarter notes since the song's start.
        package var beat: Double
        package var beatsPerFrame: Double
        package var beatsPerMinute: Double
        /// The beat and the number of the bar from which the time signature counts.
        package var barBeat: Double
        package var bar: Int32
        package var numerator: UInt16
        package var denominator: UInt16

        package init(
            frame: Int64,
            beat: Double,
            beatsPerFrame: Double,
            beatsPerMinute: Double,
            barBeat: Double,
            bar: Int32,
            numerator: UInt16,
            denominator: UInt16
        ) {
            self.frame = frame
            self.beat = beat
            self.beatsPerFrame = beatsPerFrame
            self.beatsPerMinute = beatsPerMinute
            self.barBeat = barBeat
            self.bar = bar
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    let changes: UnsafeMutablePointer<Change>
    let count: Int

    /// - Parameter changes: at least one; the first holds before its frame, too. [control]
    package static func allocate(_ changes: [Change]) -> UnsafeMutablePointer<TempoMap> {
        precondition(!changes.isEmpty, "a song has a tempo")
        let memory = UnsafeMutablePointer<Change>.allocate(capacity: changes.count)
        memory.initialize(from: changes, count: changes.count)
        let map = UnsafeMutablePointer<TempoMap>.allocate(capacity: 1)
        map.initialize(to: TempoMap(changes: memory, count: changes.count))
        return map
    }

    /// [control]
    package static func deallocate(_ map: UnsafeMutablePointer<TempoMap>) {
        map.pointee.changes.deallocate()
        map.deallocate()
    }

    /// Where the music is at a frame of the song.
    @_noLocks
    func position(at frame: Int64, beatsPerFrame: inout Double) -> ob_transport {
        var low = 0
        var high = count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if changes[middle].frame <= frame { low = middle } else { high = middle - 1 }
        }
        let change = changes[low]
        beatsPerFrame = change.beatsPerFrame
        let beat = change.beat + Double(frame - change.frame) * change.beatsPerFrame
        let beatsPerBar = Double(change.numerator) * 4 / Double(change.denominator)
        let bars = flooredQuotient(beat - change.barBeat, beatsPerBar)
        return ob_transport(
            frame: frame,
            beat: beat,
            beats_per_minute: change.beatsPerMinute,
            bar_beat: change.barBeat + Double(bars) * beatsPerBar,
            bar: change.bar &+ Int32(truncatingIfNeeded: bars),
            numerator: change.numerator,
            denominator: change.denominator,
            is_rolling: false,
            generation: 0
        )
    }
}

/// Rounded towards minus infinity. The standard library's rounding calls into libm.
@_noLocks
private func flooredQuotient(_ number: Double, _ divisor: Double) -> Int64 {
    let quotient = number / divisor
    guard quotient > -1e15, quotient < 1e15 else { return 0 }
    let truncated = Int64(quotient)
    return Double(truncated) > quotient ? truncated - 1 : truncated
}

/// Where the song is, and whether it goes on. The render thread's own.
struct SongClock: BitwiseCopyable {
    var frame: Int64 = 0
    var isRolling = false
    var loopStart: Int64 = 0
    /// Not after `loopStart`: there is no loop.
    var loopEnd: Int64 = 0
    /// Changes with everything but the passing of time.
    var generation: UInt32 = 1

    @_noLocks
    mutating func setRolling(_ rolling: Bool) {
        guard rolling != isRolling else { return }
        isRolling = rolling
        generation &+= 1
    }

    @_noLocks
    mutating func locate(_ target: Int64) {
        frame = target
        generation &+= 1
    }

    /// How many of the next `frames` frames lie before a jump.
    @_noLocks
    func framesBeforeJump(_ frames: Int) -> Int {
        guard isRolling, loopStart < loopEnd, frame < loopEnd else { return frames }
        return Int(min(Int64(frames), loopEnd - frame))
    }

    @_noLocks
    mutating func advance(_ frames: Int) {
        guard isRolling else { return }
        frame += Int64(frames)
        if loopStart < loopEnd, frame == loopEnd { locate(loopStart) }
    }
}

import OutboardDSP

/// Runs a strip's gains: as commands left them, or along its curves.
@_noLocks
func runFader(
    _ state: UnsafeMutablePointer<RenderState>,
    _ slot: Int,
    _ channels: ChannelPointers,
    _ lanes: StripLanes
) {
    let frames = state.pointee.block.pointee.frames
    let strip = state.pointee.strips + slot
    if lanes.level != nil || lanes.pan != nil {
        followCurves(lanes, state, slot, channels)
    } else {
        if strip.pointee.isFollowing {
            // Its curves were taken away: it goes where it was on its way to.
            strip.pointee.isFollowing = false
            let level = strip.pointee.audible.goal * strip.pointee.level.goal
            for channel in 0..<Int(channels.count) / 2 {
                let side = channel == 1 ? strip.pointee.right.goal : strip.pointee.left.goal
                state.pointee.gains[slot + channel].head(
                    for: level * side,
                    frames: state.pointee.songFadeFrames
                )
            }
        }
        applyGains(state, slot, channels, from: 0, frames: frames)
    }
}

@_noLocks @inline(__always)
private func applyGains(
    _ state: UnsafeMutablePointer<RenderState>,
    _ slot: Int,
    _ channels: ChannelPointers,
    from first: Int,
    frames: Int
) {
    let count = Int(channels.count) / 2
    for channel in 0..<count {
        let level = state.pointee.gains[slot + channel].apply(
            channels.first[channel] + first,
            to: channels.first[count + channel] + first,
            frames: frames
        )
        state.pointee.meters.add(
            slot + channel,
            peak: level.peak,
            sumOfSquares: level.sumOfSquares
        )
    }
}

/// Sends a strip's gains along its curves, in pieces that are straight.
@_noLocks
private func followCurves(
    _ lanes: StripLanes,
    _ state: UnsafeMutablePointer<RenderState>,
    _ slot: Int,
    _ channels: ChannelPointers
) {
    let strip = state.pointee.strips + slot
    let block = state.pointee.block
    strip.pointee.advance(to: block.pointee.frame)
    strip.pointee.isFollowing = true
    var done = 0
    while done < block.pointee.frames {
        let frame = block.pointee.frame + Int64(done)
        var count = block.pointee.frames - done
        if block.pointee.passage.isRolling {
            let course = CurveCourse(
                frame: frame,
                songFrame: block.pointee.passage.frame + Int64(done),
                catchFrames: state.pointee.songFadeFrames,
                isUnheard: state.pointee.isUnheard && done == 0
            )
            count = strip.pointee.steer(lanes, by: course, most: count)
        }
        count = strip.pointee.straightFrames(most: count)
        strip.pointee.advance(to: frame + Int64(count))
        let level = strip.pointee.audible.current * strip.pointee.level.current
        for channel in 0..<Int(channels.count) / 2 {
            let side = channel == 1 ? strip.pointee.right.current : strip.pointee.left.current
            if state.pointee.isUnheard, done == 0 {
                state.pointee.gains[slot + channel] = GainRamp(gain: level * side)
            }
            state.pointee.gains[slot + channel].head(
                for: level * side,
                frames: UInt32(truncatingIfNeeded: count)
            )
        }
        applyGains(state, slot, channels, from: done, frames: count)
        done += count
    }
}

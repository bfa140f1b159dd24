import CALSA
import CRealtime
import Glibc

// Called on the device's thread, between two cycles of the renderer. All answer 0, or alsa-lib's
// negative error number.
extension PCM {
    /// Moves a quantum to a device for playback.
    /// - Parameter source: `channelCount` pointers to a quantum of samples, or nil for silence.
    func write(_ source: UnsafePointer<UnsafeMutablePointer<Float>>?) -> Int32 {
        move { lane, channel, start, frames in
            if let source, channel < channelCount {
                format.write(source[channel] + start, to: lane, frames: frames)
            } else {
                silence(lane, frames: frames)
            }
        }
    }

    /// Moves a quantum from a device that captures.
    /// - Parameter destination: `channelCount` pointers to room for a quantum of samples.
    func read(into destination: UnsafePointer<UnsafeMutablePointer<Float>>) -> Int32 {
        move { lane, channel, start, frames in
            guard channel < channelCount else { return }
            format.read(lane, into: destination[channel] + start, frames: frames)
        }
    }

    private typealias Convert = (
        _ lane: DeviceLane, _ channel: Int, _ start: Int, _ frames: Int
    ) -> Void

    @inline(__always)
    private func move(_ convert: Convert) -> Int32 {
        switch access {
        case .mappedInterleaved, .mappedPlanar: moveMapped(convert)
        case .copiedInterleaved, .copiedPlanar: moveCopied(convert)
        }
    }

    /// Converts in the device's own memory, in two pieces where its buffer ends.
    @inline(__always)
    private func moveMapped(_ convert: Convert) -> Int32 {
        var done = 0
        while done < quantumFrames {
            var areas: UnsafePointer<snd_pcm_channel_area_t>?
            var offset: snd_pcm_uframes_t = 0
            var count = snd_pcm_uframes_t(quantumFrames - done)
            let error = snd_pcm_mmap_begin(pcm, &areas, &offset, &count)
            if error < 0 { return error }
            guard let areas, count > 0 else { return -EPIPE }
            for channel in 0..<deviceChannelCount {
                let (area, step) = (areas[channel], Int(areas[channel].step) / 8)
                let base = area.addr! + Int(area.first) / 8 + Int(offset) * step
                convert(
                    DeviceLane(base: base, strideBytes: step),
                    channel,
                    done,
                    Int(count)
                )
            }
            let committed = snd_pcm_mmap_commit(pcm, offset, count)
            if committed < 0 { return Int32(committed) }
            // Less than there was room for means that the device went on without us.
            if committed != Int(count) { return -EPIPE }
            done += committed
        }
        return 0
    }

    /// Converts in memory of our own, which alsa-lib copies: for devices that cannot be mapped.
    @inline(__always)
    private func moveCopied(_ convert: Convert) -> Int32 {
        if direction == .capture {
            let error = exchange()
            if error < 0 { return error }
        }
        for channel in 0..<deviceChannelCount {
            let lane =
                access == .copiedInterleaved
                ? DeviceLane(
                    base: scratch + channel * format.sampleBytes,
                    strideBytes: deviceChannelCount * format.sampleBytes
                )
                : DeviceLane(
                    base: scratch + channel * quantumFrames * format.sampleBytes,
                    strideBytes: format.sampleBytes
                )
            convert(lane, channel, 0, quantumFrames)
        }
        return direction == .playback ? exchange() : 0
    }

    /// Hands `scratch` to the device, or has the device fill it.
    private func exchange() -> Int32 {
        var done = 0
        while done < quantumFrames {
            let count = exchange(from: done, frames: snd_pcm_uframes_t(quantumFrames - done))
            if count < 0, count != -Int(EAGAIN) { return Int32(count) }
            // There was room for all of it a moment ago.
            if count <= 0 { return -EPIPE }
            done += count
        }
        return 0
    }

    private func exchange(from start: Int, frames: snd_pcm_uframes_t) -> Int {
        guard access == .copiedPlanar else {
            let at = scratch + start * deviceChannelCount * format.sampleBytes
            return direction == .playback
                ? snd_pcm_writei(pcm, at, frames) : snd_pcm_readi(pcm, at, frames)
        }
        for channel in 0..<deviceChannelCount {
            scratchLanes[channel] =
                scratch + (channel * quantumFrames + start) * format.sampleBytes
        }
        return direction == .playback
            ? snd_pcm_writen(pcm, scratchLanes, frames) : snd_pcm_readn(pcm, scratchLanes, frames)
    }

    private func silence(_ lane: DeviceLane, frames: Int) {
        // In all four formats silence is zeros.
        for frame in 0..<frames {
            memset(lane.base + frame * lane.strideBytes, 0, format.sampleBytes)
        }
    }

    // MARK: Waiting and starting

    /// Waits until a quantum can be moved: `ETIMEDOUT` after two seconds, in which no device sleeps.
    /// - Parameter isEnding: asked every 100 ms; if so, answers `ECANCELED`.
    @inline(__always)
    func wait(isEnding: () -> Bool) -> Int32 {
        let end = ob_now_nanoseconds() + 2_000_000_000
        while true {
            let available = snd_pcm_avail_update(pcm)
            if available < 0 { return Int32(available) }
            if available >= quantumFrames { return 0 }
            if isEnding() { return -ECANCELED }
            if ob_now_nanoseconds() > end { return -ETIMEDOUT }
            let woken = snd_pcm_wait(pcm, 100)
            if woken < 0 { return woken }
            // Some plugins wake us for less than a period: come back later rather than at once.
            if woken > 0, snd_pcm_avail_update(pcm) < quantumFrames {
                let quarter = Int64(quantumFrames) * 250_000_000 / Int64(sampleRateHertz)
                ob_sleep_until(ob_now_nanoseconds() + quarter)
            }
        }
    }

    /// Fills what lies ahead of a device for playback with silence.
    func fillAhead() -> Int32 {
        for _ in 0..<min(3, bufferFrames / quantumFrames) {
            let error = write(nil)
            if error < 0 { return error }
        }
        return 0
    }
}

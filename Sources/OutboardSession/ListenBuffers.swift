import OutboardRender

/// Room for a run of the master between the render thread's ring and a listener's frame.
final class ListenBuffers {
    /// 20 ms at 48 kHz: a frame on the wire costs little, and adds little delay.
    private static let blockFrames = 960
    private let samples: UnsafeMutablePointer<Float>
    private let channels: UnsafeMutablePointer<UnsafeMutablePointer<Float>>

    init() {
        samples = .allocate(capacity: 2 * Self.blockFrames)
        samples.initialize(repeating: 0, count: 2 * Self.blockFrames)
        channels = .allocate(capacity: 2)
        channels.initialize(to: samples)
        (channels + 1).initialize(to: samples + Self.blockFrames)
    }

    deinit {
        samples.deallocate()
        channels.deallocate()
    }

    /// The next run, or nil when there is none.
    func read(from renderer: Renderer) -> ListenBlock? {
        let (frames, firstFrame) = renderer.readTap(into: channels, frames: Self.blockFrames)
        guard frames > 0 else { return nil }
        var interleaved = [Int16](repeating: 0, count: 2 * frames)
        for frame in 0..<frames {
            interleaved[2 * frame] = Self.code(channels[0][frame])
            interleaved[2 * frame + 1] = Self.code(channels[1][frame])
        }
        return ListenBlock(firstFrame: firstFrame, samples: interleaved)
    }

    /// Full scale is 32767 both ways; what is beyond is clipped. The renderer lets nothing through that
    /// is not finite.
    private static func code(_ sample: Float) -> Int16 {
        Int16((min(max(sample, -1), 1) * 32_767).rounded())
    }
}

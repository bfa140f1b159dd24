import CRealtime
import OutboardHost
import OutboardModel

/// Runs a plugin as the renderer would: quiet noise, a note where it takes any, and silence, in blocks of
/// several lengths. What it gives is nobody's.
enum ScanTrial {
    static let configuration = ProcessConfiguration(
        sampleRateHertz: 48_000,
        blockFramesMax: 256,
        isOffline: false
    )
    private static let blocks = [256, 64, 1, 256, 100, 256]

    static func run(_ bench: PluginBench) {
        for (index, frames) in blocks.enumerated() {
            fillInputs(of: bench, isSilent: index > 3, seed: UInt32(index + 1))
            bench.run(frames, events: events(of: bench, block: index))
        }
    }

    private static func fillInputs(of bench: PluginBench, isSilent: Bool, seed: UInt32) {
        var random = seed
        for channel in 0..<bench.instance.descriptor.audioInputs {
            let samples = bench.input(channel)
            for frame in 0..<bench.framesMax {
                random = random &* 1_664_525 &+ 1_013_904_223
                samples[frame] =
                    isSilent ? 0 : (Float(random >> 8) / Float(1 << 24) - 0.5) * 0.1
            }
        }
    }

    /// A note begins in the first block and ends in the second.
    private static func events(of bench: PluginBench, block: Int) -> [ob_event] {
        guard bench.instance.descriptor.eventInputs > 0, block < 2 else { return [] }
        var event = ob_event()
        event.size = 3
        event.bytes.0 = block == 0 ? 0x90 : 0x80
        event.bytes.1 = 60
        event.bytes.2 = 64
        return [event]
    }
}

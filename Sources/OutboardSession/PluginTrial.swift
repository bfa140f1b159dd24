import CRealtime
import OutboardHost

/// Runs a plugin that nobody hears yet, to know what it will take.
enum PluginTrial {
    private static let blocks = 24

    /// The part of its duration that a block takes: the median over some blocks of quiet noise. The plugin
    /// is as new afterwards.
    static func load(of instance: any PluginInstance, _ configuration: ProcessConfiguration)
        -> Double
    {
        let frames = min(256, configuration.blockFramesMax)
        // What it takes when it works is what counts.
        let enabled = instance.processor.enabled
        let wasEnabled = enabled?.pointee ?? 1
        enabled?.pointee = 1
        let taken = nanoseconds(of: instance, frames)
        enabled?.pointee = wasEnabled
        // The bench is gone, and has deactivated it.
        try? instance.activate()
        let duration = Double(frames) / Double(configuration.sampleRateHertz)
        return Double(taken.sorted()[blocks / 2]) / 1e9 / duration
    }

    private static func nanoseconds(of instance: any PluginInstance, _ frames: Int) -> [Int64] {
        guard let bench = try? PluginBench(instance, framesMax: frames) else {
            return Array(repeating: 0, count: blocks)
        }
        var random: UInt32 = 1
        for channel in 0..<instance.descriptor.audioInputs {
            for frame in 0..<frames {
                random = random &* 1_664_525 &+ 1_013_904_223
                bench.input(channel)[frame] = (Float(random >> 8) / Float(1 << 24) - 0.5) * 0.1
            }
        }
        let mode = ob_flush_subnormals()
        defer { ob_restore_float_mode(mode) }
        return (0..<blocks).map { _ in
            let began = ob_now_nanoseconds()
            bench.process(frames)
            return ob_now_nanoseconds() - began
        }
    }
}

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
        let inputs = instance.descriptor.audioInputs
        let outputs = instance.descriptor.audioOutputs
        let samples = UnsafeMutablePointer<Float>.allocate(
            capacity: (inputs + outputs + 1) * frames
        )
        samples.initialize(repeating: 0, count: (inputs + outputs + 1) * frames)
        let channels = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(
            capacity: inputs + outputs + 1
        )
        defer {
            samples.deallocate()
            channels.deallocate()
        }
        for channel in 0...inputs + outputs {
            (channels + channel).initialize(to: samples + channel * frames)
        }
        var random: UInt32 = 1
        for sample in 0..<inputs * frames {
            random = random &* 1_664_525 &+ 1_013_904_223
            samples[sample] = (Float(random >> 8) / Float(1 << 24) - 0.5) * 0.1
        }
        var block = ob_process_block(
            inputs: UnsafeRawPointer(channels).assumingMemoryBound(to: UnsafePointer<Float>.self),
            outputs: UnsafePointer(channels + inputs),
            input_count: UInt32(inputs),
            output_count: UInt32(outputs),
            offset: 0,
            frames: UInt32(frames),
            frame: 0,
            input_events: nil,
            output_events: nil,
            transport: nil,
            buffers: 0
        )
        // What it takes when it works is what counts.
        let enabled = instance.processor.enabled
        let wasEnabled = enabled?.pointee ?? 1
        enabled?.pointee = 1
        let mode = ob_flush_subnormals()
        var taken: [Int64] = []
        for _ in 0..<blocks {
            let began = ob_now_nanoseconds()
            _ = instance.processor.function(instance.processor.context, &block)
            taken.append(ob_now_nanoseconds() - began)
        }
        ob_restore_float_mode(mode)
        enabled?.pointee = wasEnabled
        instance.deactivate()
        try? instance.activate()
        let duration = Double(frames) / Double(configuration.sampleRateHertz)
        return Double(taken.sorted()[blocks / 2]) / 1e9 / duration
    }
}

import CRealtime
import OutboardHost
import OutboardModel

/// Runs an active plugin as the renderer would: quiet noise, a note where it takes any, and silence, in
/// blocks of several lengths. What it gives is nobody's.
struct ScanTrial: ~Copyable {
    static let configuration = ProcessConfiguration(
        sampleRateHertz: 48_000,
        blockFramesMax: 256,
        isOffline: false
    )
    private static let blocks = [256, 64, 1, 256, 100, 256]
    private static let eventsMax = 256

    private let instance: any PluginInstance
    private let inputs: Int
    private let outputs: Int
    private let samples: UnsafeMutablePointer<Float>
    private let channels: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let events: UnsafeMutablePointer<ob_event>
    private static var frames: Int { configuration.blockFramesMax }

    init(_ instance: any PluginInstance) {
        self.instance = instance
        inputs = instance.descriptor.audioInputs
        outputs = instance.descriptor.audioOutputs
        // One more, so that the pointers are some where there are no channels.
        let count = inputs + outputs + 1
        samples = .allocate(capacity: count * Self.frames)
        samples.initialize(repeating: 0, count: count * Self.frames)
        channels = .allocate(capacity: count)
        for channel in 0..<count {
            (channels + channel).initialize(to: samples + channel * Self.frames)
        }
        events = .allocate(capacity: 2 * Self.eventsMax)
        events.initialize(repeating: ob_event(), count: 2 * Self.eventsMax)
    }

    deinit {
        samples.deallocate()
        channels.deallocate()
        events.deallocate()
    }

    func run() {
        let mode = ob_flush_subnormals()
        defer { ob_restore_float_mode(mode) }
        var frame: Int64 = 0
        for (index, frames) in Self.blocks.enumerated() {
            fillInputs(isSilent: index > 3, seed: UInt32(index + 1))
            run(frames: frames, at: frame, note: index < 2 ? (index == 0 ? 0x90 : 0x80) : nil)
            frame += Int64(frames)
        }
    }

    private func fillInputs(isSilent: Bool, seed: UInt32) {
        var random = seed
        for sample in 0..<inputs * Self.frames {
            random = random &* 1_664_525 &+ 1_013_904_223
            samples[sample] =
                isSilent ? 0 : (Float(random >> 8) / Float(1 << 24) - 0.5) * 0.1
        }
    }

    private func run(frames: Int, at frame: Int64, note: UInt8?) {
        var received = ob_event_list(
            events: events,
            count: 0,
            capacity: UInt32(Self.eventsMax),
            dropped: 0
        )
        if let note, instance.descriptor.eventInputs > 0 {
            events.pointee = ob_event()
            events.pointee.size = 3
            events.pointee.bytes.0 = note
            events.pointee.bytes.1 = 60
            events.pointee.bytes.2 = 64
            received.count = 1
        }
        var sent = ob_event_list(
            events: events + Self.eventsMax,
            count: 0,
            capacity: UInt32(Self.eventsMax),
            dropped: 0
        )
        withUnsafePointer(to: &received) { received in
            withUnsafeMutablePointer(to: &sent) { sent in
                var block = ob_process_block(
                    inputs: UnsafeRawPointer(channels)
                        .assumingMemoryBound(to: UnsafePointer<Float>.self),
                    outputs: UnsafePointer(channels + inputs),
                    input_count: UInt32(inputs),
                    output_count: UInt32(outputs),
                    offset: 0,
                    frames: UInt32(frames),
                    frame: frame,
                    input_events: received,
                    output_events: sent,
                    transport: nil,
                    buffers: 0
                )
                _ = instance.processor.function(instance.processor.context, &block)
            }
        }
    }
}

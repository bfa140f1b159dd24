import CRealtime
import OutboardModel

/// Runs a plugin that is in no plan, on buffers of its own: to try it, to measure it, to test it. [control]
package final class PluginBench {
    package let instance: any PluginInstance
    private let buffers: [UnsafeMutablePointer<Float>]
    private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    package let framesMax: Int
    private var frame: Int64 = 0

    package init(_ instance: any PluginInstance, framesMax: Int = 512) throws(HostError) {
        self.instance = instance
        self.framesMax = framesMax
        let count = instance.descriptor.audioInputs + instance.descriptor.audioOutputs
        buffers = (0..<count).map { _ in
            let buffer = UnsafeMutablePointer<Float>.allocate(capacity: framesMax)
            buffer.initialize(repeating: 0, count: framesMax)
            return buffer
        }
        pointers = .allocate(capacity: max(1, count))
        for (index, buffer) in buffers.enumerated() { (pointers + index).initialize(to: buffer) }
        try instance.activate()
    }

    deinit {
        instance.deactivate()
        for buffer in buffers { buffer.deallocate() }
        pointers.deallocate()
    }

    package func input(_ channel: Int) -> UnsafeMutablePointer<Float> { buffers[channel] }
    package func output(_ channel: Int) -> UnsafeMutablePointer<Float> {
        buffers[instance.descriptor.audioInputs + channel]
    }

    package func set(_ symbol: String, _ value: Float) {
        let index = instance.descriptor.parameters.firstIndex { $0.symbol == symbol }!
        instance.processor.parameters.pointee.values[index] = value
    }

    package func value(_ symbol: String) -> Float {
        let index = instance.descriptor.parameters.firstIndex { $0.symbol == symbol }!
        return instance.processor.parameters.pointee.values[index]
    }

    /// What the plugin gave in the last block.
    package private(set) var givenEvents: [ob_event] = []
    /// How many of its events the last block's list did not carry.
    package private(set) var givenDropped = 0
    /// How many events the list for the plugin's has room for, 4,096 at most.
    package var givenCapacity = 4_096

    /// Processes one block and gives the first output.
    ///
    /// - Parameter name: the name of its buffers.
    @discardableResult
    package func run(
        _ frames: Int,
        offset: Int = 0,
        name: UInt64 = 0,
        events: [ob_event] = [],
        transport: ob_transport? = nil
    ) -> [Float] {
        var events = events
        var given = [ob_event](repeating: ob_event(), count: 4_096)
        return events.withUnsafeMutableBufferPointer { events in
            given.withUnsafeMutableBufferPointer { given in
                var none = ob_event()
                return withUnsafeMutablePointer(to: &none) { none in
                    var list = ob_event_list(
                        events: events.baseAddress ?? none,
                        count: UInt32(events.count),
                        capacity: UInt32(events.count),
                        dropped: 0
                    )
                    var out = ob_event_list(
                        events: given.baseAddress!,
                        count: 0,
                        capacity: UInt32(givenCapacity),
                        dropped: 0
                    )
                    var song = transport ?? ob_transport()
                    return withUnsafePointer(to: &song) { song in
                        defer {
                            givenEvents = Array(given.prefix(Int(out.count)))
                            givenDropped = Int(out.dropped)
                        }
                        process(
                            frames,
                            offset: offset,
                            name: name,
                            events: &list,
                            given: &out,
                            transport: transport == nil ? nil : song
                        )
                        guard instance.descriptor.audioOutputs > 0 else { return [] }
                        return (0..<frames).map { output(0)[offset + $0] }
                    }
                }
            }
        }
    }

    /// Processes one block, and allocates nothing for it.
    package func process(
        _ frames: Int,
        offset: Int = 0,
        name: UInt64 = 0,
        events: UnsafePointer<ob_event_list>? = nil,
        given: UnsafeMutablePointer<ob_event_list>? = nil,
        transport: UnsafePointer<ob_transport>? = nil
    ) {
        let inputs = instance.descriptor.audioInputs
        let outputs = instance.descriptor.audioOutputs
        var block = ob_process_block(
            inputs: UnsafeRawPointer(pointers).assumingMemoryBound(to: UnsafePointer<Float>.self),
            outputs: UnsafePointer(pointers + inputs),
            input_count: UInt32(inputs),
            output_count: UInt32(outputs),
            offset: UInt32(offset),
            frames: UInt32(frames),
            frame: frame,
            input_events: events,
            output_events: given,
            transport: transport,
            buffers: name
        )
        _ = instance.processor.function(instance.processor.context, &block)
        frame += Int64(frames)
    }
}

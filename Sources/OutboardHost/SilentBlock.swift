import CRealtime

extension Processor {
    /// Runs a block without buffers: the plugin keeps those that it is connected to. For an active plugin
    /// that is in no plan. [control]
    package func runSilence(frames: Int) {
        let none = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(capacity: 1)
        defer { none.deallocate() }
        var block = ob_process_block(
            inputs: UnsafeRawPointer(none).assumingMemoryBound(to: UnsafePointer<Float>.self),
            outputs: UnsafePointer(none),
            input_count: 0,
            output_count: 0,
            offset: 0,
            frames: UInt32(frames),
            frame: 0,
            input_events: nil,
            output_events: nil,
            transport: nil,
            buffers: 0
        )
        _ = function(context, &block)
    }
}

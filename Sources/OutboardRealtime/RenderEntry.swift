import CRealtime

/// What a driver calls once a cycle: a context and a C function that fills the outputs.
///
/// The context outlives the driver's `stop`. Calls never overlap.
package struct RenderEntry: @unchecked Sendable {
    // SAFETY: the context is only ever used by the one thread that renders at a time.
    package let context: UnsafeMutableRawPointer
    package let function: ob_render_function

    package init(context: UnsafeMutableRawPointer, function: @escaping ob_render_function) {
        self.context = context
        self.function = function
    }

    /// Renders `frames` frames. `inputs` and `outputs` hold as many channels as the driver announced;
    /// `events` lie within the cycle, in the order of their frames. [render]
    @_noLocks @inline(__always)
    package func callAsFunction(
        inputs: UnsafePointer<UnsafePointer<Float>>,
        outputs: UnsafePointer<UnsafeMutablePointer<Float>>,
        frames: UInt32,
        events: UnsafeBufferPointer<ob_event> = UnsafeBufferPointer(start: nil, count: 0)
    ) {
        var cycle = ob_cycle(
            inputs: inputs,
            outputs: outputs,
            frames: frames,
            event_count: UInt32(truncatingIfNeeded: events.count),
            events: events.baseAddress
        )
        ob_call_render(function, context, &cycle)
    }
}

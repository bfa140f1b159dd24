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

    /// Renders `frames` frames. `inputs` and `outputs` hold as many channels as the driver announced.
    /// [render]
    @_noLocks @inline(__always)
    package func callAsFunction(
        inputs: UnsafePointer<UnsafePointer<Float>>,
        outputs: UnsafePointer<UnsafeMutablePointer<Float>>,
        frames: UInt32
    ) {
        ob_call_render(function, context, inputs, outputs, frames)
    }
}

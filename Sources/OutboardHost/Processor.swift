import CRealtime

/// The render half of a plugin: a context, a C function, and the memory that both sides share.
///
/// Plain pointers, so that a plan can hold it. The instance owns everything behind them.
package struct Processor: BitwiseCopyable, @unchecked Sendable {
    // SAFETY: only the thread that renders uses these between the publication of the first plan that
    // names the processor and the homecoming of the last one.
    package let context: UnsafeMutableRawPointer
    package let function: ob_process_function
    package let parameters: UnsafeMutablePointer<ParameterBank>
    /// The plugin itself, where calling it is all that `function` does once the buffers are connected. A
    /// block with the same name for its buffers as the one before may go there straight.
    package let plain: Plain?
    /// What the plugin delays its signal by. Its function writes it; the renderer reports a change.
    package let latencyFrames: UnsafeMutablePointer<Int32>
    /// The plugin's own bypass: 1 where it works, 0 where it passes its input through. nil: it has none.
    package let enabled: UnsafeMutablePointer<Float>?

    /// How many of the messages that `send` gave to the instance the plugin may have by now, counted from
    /// the first. nil: it takes none.
    package let admittedMessages: UnsafeMutablePointer<UInt32>?

    package init(
        context: UnsafeMutableRawPointer,
        function: @escaping ob_process_function,
        parameters: UnsafeMutablePointer<ParameterBank>,
        latencyFrames: UnsafeMutablePointer<Int32>,
        plain: Plain? = nil,
        enabled: UnsafeMutablePointer<Float>? = nil,
        admittedMessages: UnsafeMutablePointer<UInt32>? = nil
    ) {
        self.admittedMessages = admittedMessages
        self.enabled = enabled
        self.plain = plain
        self.context = context
        self.function = function
        self.parameters = parameters
        self.latencyFrames = latencyFrames
    }

    package struct Plain: BitwiseCopyable {
        package let function: ob_plain_function
        package let plugin: UnsafeMutableRawPointer

        package init(function: @escaping ob_plain_function, plugin: UnsafeMutableRawPointer) {
            self.function = function
            self.plugin = plugin
        }
    }
}

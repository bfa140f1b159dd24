import OutboardModel

/// The control half of a loaded plugin. The render half is its `processor`.
///
///     loaded ── activate ──▶ active ── (a published plan names it) ──▶ processing
///            ◀─ deactivate ─        ◀─ (that plan has come home) ────
///
/// All calls are [control]. `deactivate`, `restoreState` and the deinitialiser want the plugin out of
/// every plan: never while it is processing.
package protocol PluginInstance: AnyObject {
    /// As it is at this sample rate.
    var descriptor: PluginDescriptor { get }

    /// The render half. Its pointers live as long as the instance.
    var processor: Processor { get }

    /// What the plugin delays its signal by, as far as is known before it has run. [control]
    var initialLatencyFrames: Int { get }

    /// Gets ready to process. [control & !active]
    func activate() throws(HostError)

    /// Ends processing and forgets what is in delay lines. [control & active & !processing]
    func deactivate()

    /// The value's text as the plugin, or else the format's unit, writes it: "-18.0 dB". [control]
    func text(of parameter: Int, value: Double) -> String

    /// The plain value that a text means, as the plugin, or else the format's unit, reads it. nil: none.
    /// [control]
    func value(of parameter: Int, text: String) -> Double?

    /// Whether it keeps anything beside its parameters, so that they alone do not bring its sound back.
    /// [control]
    var hasState: Bool { get }

    /// Everything that the plugin needs to sound like this again. May run while it processes. [control]
    func saveState() throws(HostError) -> [UInt8]

    /// The same for a preset, which is of no session: files that it names lie where they lie, and not beneath a
    /// session's directory. [control]
    func saveStateByItself() throws(HostError) -> [UInt8]

    /// The session goes on in another directory, which has all files of the one before. [control]
    func noteDirectory(_ directory: String)

    /// Takes back what `saveState` gave. Parameters move to the values in it. A failure leaves the
    /// plugin as it was. [control & !processing]
    func restoreState(_ state: [UInt8]) throws(HostError)

    /// Does what the plugin wants done on this thread, and says what happened since the last call. Called
    /// every 30 ms or so, whether it processes or not. [control]
    func attend() -> [PluginNotice]

    /// Writes down a message that sets a property, for the render thread to give to the plugin: not
    /// before `Processor.admittedMessages` counts it. [control]
    ///
    /// - Returns: how many messages there are now, this one included.
    /// - Throws: `unsupported`: it has no such property, or one of another kind; `busy`: it has not taken
    ///   those before it.
    func send(_ value: PropertyValue, to property: String) throws(HostError) -> UInt32

    /// What is known of the properties by now, by their URIs. [control]
    var knownProperties: [String: PropertyValue] { get }

    /// Events that did not reach the plugin, or could not be taken from it. [control]
    var droppedEvents: Int { get }

    /// What the plugin wrote to its log since the last call. [control]
    func takeLog() -> [PluginLogEntry]
}

extension PluginInstance {
    package func saveStateByItself() throws(HostError) -> [UInt8] { try saveState() }

    package func noteDirectory(_ directory: String) {}

    package func send(_ value: PropertyValue, to property: String) throws(HostError) -> UInt32 {
        throw HostError(
            .unsupported,
            subject: descriptor.id.text,
            message: "the plugin has no property \(property)"
        )
    }

    package var knownProperties: [String: PropertyValue] { [:] }
}

/// What a plugin did or wants by itself.
package enum PluginNotice: Sendable, Equatable {
    /// Its parameter went to another plain value; the bank has it.
    case parameterMoved(index: Int, value: Double)
    /// Its property has another value.
    case propertyChanged(uri: String, value: PropertyValue)
    /// It delays otherwise or has other ports, once it has been activated anew.
    case restartWanted
    /// Its parameters have other names, ranges or texts.
    case descriptorChanged
    /// Something changed that only its state holds.
    case stateChanged
}

/// A line that a plugin logged.
package struct PluginLogEntry: Sendable, Equatable {
    package enum Level: Sendable { case error, warning, note, trace }
    package let level: Level
    package let text: String

    package init(level: Level, text: String) {
        self.level = level
        self.text = text
    }
}

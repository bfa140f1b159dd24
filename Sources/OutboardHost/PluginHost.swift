import OutboardModel

/// One plugin format: what is installed, and instances of it.
///
/// Everything here is called from the control thread, which is one thread for the host's whole life.
package protocol PluginHost: AnyObject {
    var format: PluginFormat { get }

    /// All installed plugins of this format, by identifier. The first call reads every plugin's
    /// description, which takes a second or more; later ones answer from memory. [control]
    func installedPlugins() -> [PluginDescriptor]

    /// One plugin's description, without reading those of the others. [control]
    func descriptor(of id: PluginID) throws(HostError) -> PluginDescriptor

    /// The presets that are installed for a plugin, by name. Reads the files that they are in at the first
    /// call; later ones answer from memory. [control]
    func presets(of id: PluginID) throws(HostError) -> [InstalledPreset]

    /// What one of them holds, without reading the others. [control]
    ///
    /// - Throws: `presetNotFound`, or `presetUnreadable`.
    func preset(_ preset: PresetID, of id: PluginID) throws(HostError) -> Preset

    /// Loads a plugin. It comes back inactive, its parameters at their defaults. [control]
    func instantiate(
        _ id: PluginID,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance
}

/// What an instance may rely on for its whole life.
package struct ProcessConfiguration: Sendable, Equatable {
    package var sampleRateHertz: Int
    /// No call to process has more frames than this.
    package var blockFramesMax: Int
    /// Nobody waits for a deadline.
    package var isOffline: Bool
    /// Work that a plugin would hand to another thread is done at once, so that the same input gives the
    /// same output every time.
    package var worksSynchronously: Bool
    /// Files beneath it are named by their paths in it wherever a plugin's state names them, so that the
    /// state may move with them. nil: all are named by their absolute paths.
    package var directory: String?

    /// - Parameter worksSynchronously: nil: it does offline.
    package init(
        sampleRateHertz: Int,
        blockFramesMax: Int,
        isOffline: Bool,
        worksSynchronously: Bool? = nil
    ) {
        self.worksSynchronously = worksSynchronously ?? isOffline
        self.sampleRateHertz = sampleRateHertz
        self.blockFramesMax = blockFramesMax
        self.isOffline = isOffline
    }
}

/// A preset that came with a plugin, or that somebody made for it with another host.
package struct InstalledPreset: Sendable, Equatable {
    package let id: PresetID
    package let name: String

    package init(id: PresetID, name: String) {
        self.id = id
        self.name = name
    }
}

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

    /// Whether it keeps anything beside its parameters, so that they alone do not bring its sound back.
    /// [control]
    var hasState: Bool { get }

    /// Everything that the plugin needs to sound like this again. May run while it processes. [control]
    func saveState() throws(HostError) -> [UInt8]

    /// Takes back what `saveState` gave. Parameters move to the values in it. A failure leaves the
    /// plugin as it was. [control & !processing]
    func restoreState(_ state: [UInt8]) throws(HostError)

    /// Events that did not reach the plugin, or could not be taken from it. [control]
    var droppedEvents: Int { get }

    /// What the plugin wrote to its log since the last call. [control]
    func takeLog() -> [PluginLogEntry]
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

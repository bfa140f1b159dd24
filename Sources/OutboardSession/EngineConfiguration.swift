import OutboardHost
import OutboardIO
import OutboardScan
import OutboardStore

/// What the engine is to do, as the person who starts it says.
package struct EngineConfiguration: Sendable {
    package enum DriverChoice: Sendable, Equatable {
        /// The first of the drivers that opens.
        case automatic
        /// That one. While it is not there, the last of the drivers, the embedded clock, stands in.
        case named(String)
    }

    package var driver = DriverChoice.automatic
    package var device: String?
    /// nil: the session's.
    package var sampleRateHertz: Int?
    package var quantumFrames = 256
    /// How often a moving parameter reaches the render thread.
    package var debounceMilliseconds = 20
    /// How often collaborators hear of it.
    package var collaboratorMilliseconds = 50
    /// How long gains and continuous parameters take to a new value.
    package var rampMilliseconds = 10
    /// While a plugin's parameters move, it is called for so many frames at a time.
    package var splitFrames = 32
    /// Whether a driver's first sound rises and its last one falls.
    package var fadesDrivers = true
    /// How long the engine waits before it tries a lost device again.
    package var retryMilliseconds = 2_000
    /// How long drivers may take to list their devices, and a device to open beside the one that plays.
    package var deviceListMilliseconds = 2_000
    package var deviceOpenMilliseconds = 5_000
    /// The file that keeps which device people chose while the engine ran. nil: none does.
    package var deviceChoicePath: String?

    /// Threads that render, the device's own included. nil: as many as the machine has cores, 4 at the
    /// most.
    package var threadCount: Int?
    /// The part of a cycle's duration that the session should not exceed.
    package var loadLimit = 0.8
    /// Whether what would exceed it is refused; else it is accepted with a warning.
    package var refusesOverload = false
    /// Where the flight recorder is written after an xrun. nil: nowhere.
    package var flightDirectory: String?
    /// Where recordings are written. nil: nothing can be recorded.
    package var recordingsDirectory: String?
    /// Where rendered files are written. nil: none can be rendered.
    package var rendersDirectory: String?
    /// Where a journal of everything that is done is kept. nil: none is.
    package var journalDirectory: String?
    /// Whether plugins that are new or have changed are scanned as soon as the session plays.
    package var scansAtStart = false
    /// How much of what was told is kept for clients that were away.
    package var deltas = DeltaRing.Limits()

    package init() {}
}

/// A driver that the engine may use.
package struct DriverKind: Sendable {
    package let name: String
    package let make: @Sendable () -> any AudioDriver
    /// What it opens where no device is named.
    package let defaultDevice: String
    /// Whether others may be named.
    package let hasDevices: Bool
    /// Whether the device decides on sample rate and quantum, whoever asks for what.
    package let decidesFormat: Bool
    /// Says what it could play through now. May wait for what does not answer. [any]
    package let list: @Sendable () -> DriverListing

    package init(
        name: String,
        defaultDevice: String = "default",
        hasDevices: Bool = true,
        decidesFormat: Bool = false,
        list: @escaping @Sendable () -> DriverListing = { DriverListing(isRunning: true) },
        make: @escaping @Sendable () -> any AudioDriver
    ) {
        self.name = name
        self.defaultDevice = defaultDevice
        self.hasDevices = hasDevices
        self.decidesFormat = decidesFormat
        self.list = list
        self.make = make
    }

    /// Why it is not there, for people: "alsa: hw:1: somebody else has it", or "jack: no server runs".
    func words(for error: DriverError) -> String {
        error.subject == name ? error.description : "\(name): \(error)"
    }
}

/// What the composition root brings: nobody else knows formats and drivers.
package struct EngineParts: Sendable {
    /// Makes hosts for the thread that calls it, where they then stay: the control thread, and the
    /// catalogue's.
    package var makeHosts: @Sendable () -> [any PluginHost]
    /// Knows which plugins may be loaded. nil: the hosts find out, by opening them.
    package var scan: PluginScan?
    /// In the order in which `automatic` tries them. The last one always opens.
    package var drivers: [DriverKind]
    package var sessions: SessionStore
    package var presets: [PresetStore]
    /// Keeps the activity log and the chat. nil: they are told, and nothing is kept.
    package var activity: (any ActivitySink)?
    /// The time of day, in milliseconds since 1970 in UTC; tests bring their own.
    package var timeOfDay: @Sendable () -> Int64 = systemTimeOfDay

    package init(
        makeHosts: @escaping @Sendable () -> [any PluginHost],
        drivers: [DriverKind],
        sessions: SessionStore,
        presets: [PresetStore],
        scan: PluginScan? = nil,
        activity: (any ActivitySink)? = nil
    ) {
        self.activity = activity
        self.scan = scan
        self.makeHosts = makeHosts
        self.drivers = drivers
        self.sessions = sessions
        self.presets = presets
    }
}

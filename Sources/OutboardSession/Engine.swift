import Logging
import OutboardHost
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRealtime
import OutboardStore

/// The one owner of what plays: it changes the session, and nobody else does.
///
/// Everything happens on one control thread, in the order of arrival. Requests go down to the render
/// thread as commands and come back up as reports; the engine's tick takes those, and then replies.
package actor Engine {
    nonisolated package let thread: ControlThread
    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    let configuration: EngineConfiguration
    nonisolated let parts: EngineParts
    let log: Logger
    /// Monotonic, in nanoseconds.
    let now: @Sendable () -> Int64

    nonisolated let catalog: PluginCatalog
    /// From the start on.
    var library: PluginLibrary?
    var player: SessionPlayer?
    var disk: DiskThread?
    var sampleRateHertz = 48_000
    /// The engine's frame since which that holds, and the seconds from the start to it.
    var rateBegan: (frame: Int64, seconds: Double) = (0, 0)
    var isMemoryLocked = false

    // Requests on their way: see Engine+Requests.
    var inFlight: [UInt64: InFlightEdit] = [:]
    var editOfCommand: [UInt64: UInt64] = [:]
    var editOfTicket: [UInt64: UInt64] = [:]
    var nextSequence: UInt64 = 1
    var debouncer: Debouncer<ParameterKey, PendingParameter>
    var announcer: Debouncer<ParameterKey, PendingAnnouncement>
    var clients: [String: Client] = [:]
    /// All outputs are silent because somebody said so: see Engine+Panic.
    var isPanicking = false
    /// What people did, and can take back: see Engine+History.
    var history = History()
    var stepGroups = StepGroups()
    var stepTexts = StepTexts()
    /// Of the last change of the structure.
    var structureRevision: UInt64 = 0
    /// What clients know of the session: see Engine+State.
    var state: StateDesk?
    /// Hands on controls: see Engine+Automation.
    var automation = AutomationDesk()

    // The driver: see Engine+Driver.
    var driver: DriverInUse?
    /// What is asked for, and how devices are found: see Engine+Devices.
    var devices: DeviceDesk
    /// The session as it was loaded.
    var bundle: SessionBundle?
    /// When the driver that is missed is tried again.
    var retryAt: Int64?
    /// Which one that is; nil: the one that was asked for.
    var retryKind: DriverKind?
    /// It is being tried.
    var isRetrying = false
    var driverMessage = ""

    // What is fed and told at intervals: see Engine+Tick.
    var feeds = Feeds()
    /// What is wrong with which insert's output.
    var faults: [String: String] = [:]
    /// By strip; the master's is always there.
    var loudness: [TrackID: LoudnessWatch] = [:]
    var readings = ReadingTimes()
    /// By strip.
    var recordings: [TrackID: Recording] = [:]
    var watch = EngineWatch()
    /// Of the device, for the journal: see Engine+Journal.
    var inputRecorder: FileRecorder?
    /// See Engine+Scan.
    var scanDesk = ScanDesk()
    /// What is on its way to the disk: see Engine+Library.
    var libraryDesk = LibraryDesk()
    /// People, jobs and measurements: see Engine+Events.
    var events: EventDesks
    nonisolated package let latency = LatencyBook()
    /// What connections carry: the server counts.
    nonisolated package let traffic = Traffic()
    /// Why the journal is not whole.
    var journalFailure: String?

    /// - Parameter now: a monotonic clock; tests bring their own.
    package init(
        configuration: EngineConfiguration,
        parts: EngineParts,
        log: Logger,
        thread: ControlThread = ControlThread(),
        now: @escaping @Sendable () -> Int64
    ) {
        self.configuration = configuration
        self.parts = parts
        self.log = log
        self.thread = thread
        self.now = now
        events = EventDesks(parts)
        devices = DeviceDesk(configuration, parts)
        catalog = PluginCatalog(makeHosts: parts.makeHosts, scan: parts.scan)
        debouncer = Debouncer(
            windowNanoseconds: Int64(configuration.debounceMilliseconds) * 1_000_000
        )
        announcer = Debouncer(
            windowNanoseconds: Int64(configuration.collaboratorMilliseconds) * 1_000_000
        )
    }

    /// Loads a session and begins to play it.
    ///
    /// - Throws: `SESSION_NOT_FOUND`, or `ENGINE_ERROR` when not even the embedded clock starts.
    package func start(_ id: SessionID) throws(RequestError) {
        let bundle: SessionBundle
        do {
            bundle = try parts.sessions.load(id)
        } catch {
            throw RequestError(
                .sessionNotFound,
                error.code == .notFound
                    ? "There is no session \"\(id)\"."
                    : "Session \"\(id)\" cannot be loaded: \(error.message)."
            )
        }
        try start(bundle)
    }

    package func start(_ bundle: SessionBundle) throws(RequestError) {
        precondition(player == nil, "the engine has been started")
        self.bundle = bundle
        if library == nil { library = PluginLibrary(parts.makeHosts()) }
        knowPlugins(of: bundle.document)
        lockMemory()
        do {
            disk = try DiskThread()
        } catch {
            throw RequestError(.engineError, "The disk thread does not start: \(error).")
        }
        sampleRateHertz = configuration.sampleRateHertz ?? bundle.document.sampleRateHertz
        try startDriver()
        watch.begin(at: now())
        noteStart(of: bundle.document)
        noteListed(bundle.document)
        if configuration.scansAtStart { scanPlugins(.changed) }
    }

    /// Has the control thread tick by itself. Tests call `tick` instead.
    nonisolated package func run() {
        thread.startTicking(
            pauseAfterWork: { [self] in assumeIsolated { $0.pauseUntilReports() } },
            { [self] in assumeIsolated { $0.tick() } }
        )
    }

    /// Ends the sound and frees everything. The engine is of no use afterwards.
    package func stop() {
        thread.stopTicking()
        scanDesk.end.order()
        endJobs()
        endDeviceChange()
        endSound()
        closeDriver()
        abandonRecordings()
        endJournal()
        player = nil
        disk = nil
        library = nil
        for edit in inFlight.values {
            for reply in edit.replies {
                reply.send(.failure(RequestError(.engineError, "The engine is shutting down.")))
            }
        }
        inFlight = [:]
        parts.activity?.end()
        thread.end()
    }

    private func lockMemory() {
        let error = RealtimeThread.lockMemory()
        isMemoryLocked = error == 0
        if error != 0 {
            log.warning("memory is not locked, so a page fault may cause an xrun; raise memlock")
        }
    }
}

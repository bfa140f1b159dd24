import CALSA
import CRealtime
import OutboardIO
import OutboardRealtime
import Synchronization

/// Renders into a sound card, by the device's name in ALSA: "hw:USB", "plughw:1", "default".
///
/// A device that only plays, or only captures, is opened with the channels that it has. Sample rate
/// and quantum are the nearest that it gives. Its thread runs under SCHED_FIFO where that is allowed;
/// missed deadlines and the machine's sleep are recovered from, and counted. MIDI comes from the
/// kernel's sequencer, whatever the device; without one there is none, and `sequencerError` says why.
package final class ALSADriver: AudioDriver {
    package let name = "alsa"
    private let formats: [SampleFormat]
    private let accesses: [PCM.Access]
    private let opener: PCM.Opener
    private let sequencerOpener: SequencerSource.Opener
    private var device = "default"
    private var playback: PCM?
    private var capture: PCM?
    private var state: UnsafeMutablePointer<ALSAState>?
    private var thread: RealtimeThread?
    private var sequencer: ALSASequencerInput?
    private var sequencerOpeningError: DriverError?
    private var wasLossReported = false

    private static let priority = 80

    package convenience init() {
        self.init(formats: SampleFormat.allCases, accesses: PCM.Access.allCases)
    }

    /// - Parameters:
    ///   - formats: what may be agreed on with a device, in order of preference.
    ///   - accesses: the same for the way that samples get there.
    ///   - opener: how devices are found.
    ///   - sequencerOpener: how the sequencer is.
    init(
        formats: [SampleFormat],
        accesses: [PCM.Access],
        opener: @escaping PCM.Opener = PCM.openByName,
        sequencerOpener: @escaping SequencerSource.Opener = SequencerSource.open
    ) {
        self.formats = formats
        self.accesses = accesses
        self.opener = opener
        self.sequencerOpener = sequencerOpener
    }

    deinit {
        if thread != nil { stop() }
        if playback != nil || capture != nil { close() }
    }

    package func open(_ request: DriverRequest) throws(DriverError) -> DriverFormat {
        precondition(playback == nil && capture == nil, "the driver is open")
        ob_alsa_silence()
        device = request.device ?? "default"
        do {
            try openBoth(request)
            let format = try agree()
            openSequencer()
            return format
        } catch {
            close()
            throw error
        }
    }

    package func start(_ entry: RenderEntry) throws(DriverError) {
        precondition(playback != nil || capture != nil, "the driver is closed")
        precondition(thread == nil, "the driver runs")
        var isLinked = false
        // What was played while nothing ran is not wanted all at once.
        sequencer?.queue.pointee.reset()
        if let playback, let capture { isLinked = snd_pcm_link(capture.pcm, playback.pcm) == 0 }
        let state = UnsafeMutablePointer<ALSAState>.allocate(capacity: 1)
        state.initialize(
            to: ALSAState(
                entry: entry,
                playback: playback,
                capture: capture,
                isLinked: isLinked,
                sequencer: sequencer?.queue
            )
        )
        wasLossReported = false
        thread = RealtimeThread(
            name: "outboard-alsa",
            priority: Self.priority,
            argument: state,
            body: runALSA
        )
        self.state = state
        guard thread != nil else {
            free(state)
            throw DriverError(
                .system,
                subject: device,
                message: "the system has no thread to give"
            )
        }
    }

    package func stop() {
        guard let thread, let state else { preconditionFailure("the driver does not run") }
        state.pointee.isEnding.store(true, ordering: .relaxed)
        thread.join()
        self.thread = nil
        free(state)
    }

    private func free(_ state: UnsafeMutablePointer<ALSAState>) {
        if state.pointee.isLinked, let capture { snd_pcm_unlink(capture.pcm) }
        state.deinitialize(count: 1)
        state.deallocate()
        self.state = nil
    }

    package func close() {
        precondition(thread == nil, "the driver runs")
        playback?.close()
        capture?.close()
        playback = nil
        capture = nil
        sequencer = nil
        sequencerOpeningError = nil
    }

    package func pollEvent() -> DriverEvent? {
        guard let state, !wasLossReported else { return nil }
        let error = state.pointee.loss.load(ordering: .acquiring)
        guard error < 0 else { return nil }
        wasLossReported = true
        return .lost(DriverError(alsa: error, subject: device, wasRunning: true))
    }

    package var status: DriverStatus {
        guard let thread, let state else { return DriverStatus() }
        return DriverStatus(
            xruns: state.pointee.xruns.load(ordering: .relaxed),
            isRealtime: thread.isRealtime,
            priority: thread.isRealtime ? Self.priority : nil,
            droppedEvents: droppedEvents,
            eventProblem: sequencerError.map { "\($0)" }
        )
    }

    /// Why an open driver gets no MIDI, or nil when it does. [control]
    package var sequencerError: DriverError? { sequencer?.failure ?? sequencerOpeningError }

    /// MIDI messages since `start` that did not reach the entry: of a kind that is not carried, or too
    /// many. [control]
    package var droppedEvents: Int { sequencer?.droppedEvents ?? 0 }
}

// MARK: Opening

extension ALSADriver {
    /// Opens the directions that are asked for; one of them may not exist.
    private func openBoth(_ request: DriverRequest) throws(DriverError) {
        guard request.outputChannels > 0 || request.inputChannels > 0,
            request.sampleRateHertz > 0, request.quantumFrames > 0
        else {
            throw DriverError(
                .unsupported,
                subject: device,
                message: "needs a channel, a sample rate and a quantum above 0"
            )
        }
        var missing: DriverError?
        if request.outputChannels > 0 {
            playback = try openIfPresent(.playback, request, &missing)
        }
        if request.inputChannels > 0 {
            var request = request
            if let playback {
                request.sampleRateHertz = playback.sampleRateHertz
                request.quantumFrames = playback.quantumFrames
            }
            capture = try openIfPresent(.capture, request, &missing)
        }
        if playback == nil, capture == nil, let missing { throw missing }
    }

    private func openIfPresent(
        _ direction: PCM.Direction,
        _ request: DriverRequest,
        _ missing: inout DriverError?
    ) throws(DriverError) -> PCM? {
        do {
            return try PCM.open(
                PCM.Request(
                    device: device,
                    direction: direction,
                    sampleRateHertz: request.sampleRateHertz,
                    quantumFrames: request.quantumFrames,
                    channelCount: direction == .playback
                        ? request.outputChannels : request.inputChannels,
                    formats: formats,
                    accesses: accesses,
                    opener: opener
                )
            )
        } catch  where error.code == .notFound {
            missing = missing ?? error
            return nil
        }
    }

    /// Without the sequencer there is still audio.
    private func openSequencer() {
        do throws(DriverError) {
            sequencer = try ALSASequencerInput(opener: sequencerOpener)
        } catch {
            sequencerOpeningError = error
        }
    }

    private func agree() throws(DriverError) -> DriverFormat {
        if let playback, let capture,
            playback.sampleRateHertz != capture.sampleRateHertz
                || playback.quantumFrames != capture.quantumFrames
        {
            throw DriverError(
                .unsupported,
                subject: device,
                message: "it plays and captures at different rates or periods; ask for no inputs"
            )
        }
        let leader = playback ?? capture!
        return DriverFormat(
            sampleRateHertz: leader.sampleRateHertz,
            quantumFrames: leader.quantumFrames,
            inputChannels: capture?.channelCount ?? 0,
            outputChannels: playback?.channelCount ?? 0
        )
    }
}

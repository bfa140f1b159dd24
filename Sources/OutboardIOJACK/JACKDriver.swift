import CJACK
import CRealtime
import OutboardIO
import OutboardRealtime
import Synchronization

/// Renders in the process callback of a JACK server, through ports `in_1`..., `out_1`... and
/// `midi_in`.
///
/// The server decides on sample rate and quantum; the request's are not looked at, because changing
/// them would change them for everyone. The request's device is the server's name. When the server
/// dies, `pollEvent` says so, and `stop` and `close` still return.
package final class JACKDriver: AudioDriver {
    package let name = "jack"
    private let clientName: String
    private let connectsToDevice: Bool
    private var client: OpaquePointer?
    private var state: UnsafeMutablePointer<JACKState>?
    private var subject = "jack"
    private var isStarted = false
    /// Whether JACK calls us. It does so from the first start on, until `close`: a server that is
    /// frozen would not answer a request to end that, and `stop` must return.
    private var isActive = false
    /// What the session was told last.
    private var known = DriverFormat(
        sampleRateHertz: 0,
        quantumFrames: 0,
        inputChannels: 0,
        outputChannels: 0
    )
    private var wasLossReported = false

    /// - Parameters:
    ///   - clientName: as others see it; the server appends a number where it is taken.
    ///   - connectsToDevice: whether the ports are connected to the device's, in order, on the first start:
    ///     `system:capture_1` to `in_1`, `out_1` to `system:playback_1`, and every MIDI source to
    ///     `midi_in`.
    package init(clientName: String = "outboard", connectsToDevice: Bool = true) {
        self.clientName = clientName
        self.connectsToDevice = connectsToDevice
    }

    deinit {
        if isStarted { stop() }
        if client != nil { close() }
    }

    package func open(_ request: DriverRequest) throws(DriverError) -> DriverFormat {
        precondition(client == nil, "the driver is open")
        subject = request.device ?? "jack"
        jack_set_error_function(jackIsSilent)
        jack_set_info_function(jackIsSilent)
        let client = try connect(request.device)
        let format = DriverFormat(
            sampleRateHertz: Int(jack_get_sample_rate(client)),
            quantumFrames: Int(jack_get_buffer_size(client)),
            inputChannels: request.inputChannels,
            outputChannels: request.outputChannels
        )
        let state = UnsafeMutablePointer<JACKState>.allocate(capacity: 1)
        state.initialize(to: JACKState(format))
        self.client = client
        self.state = state
        known = format
        wasLossReported = false
        jack_set_thread_init_callback(client, jackThreadBegan, nil)
        jack_set_process_callback(client, processJACKCycle, state)
        jack_set_buffer_size_callback(client, jackQuantumChanged, state)
        jack_set_sample_rate_callback(client, jackSampleRateChanged, state)
        jack_set_xrun_callback(client, jackMissedDeadline, state)
        jack_on_shutdown(client, jackShutDown, state)
        do {
            try registerPorts(client, state)
        } catch {
            close()
            throw error
        }
        return format
    }

    package func start(_ entry: RenderEntry) throws(DriverError) {
        guard let client, let state, !isStarted else {
            preconditionFailure("only an open driver starts")
        }
        // No cycle reads it: `isRunning` has been false since the last one ended.
        state.pointee.entry = entry
        state.pointee.xruns.store(0, ordering: .relaxed)
        state.pointee.midi.dropped.store(0, ordering: .relaxed)
        state.pointee.isRunning.store(true, ordering: .sequentiallyConsistent)
        isStarted = true
        guard !isActive else { return }
        guard jack_activate(client) == 0 else {
            stop()
            throw DriverError(
                .gone,
                subject: subject,
                message: "the JACK server went away; start it again"
            )
        }
        isActive = true
        if connectsToDevice { connectPorts(client, state) }
    }

    /// The client stays in JACK's graph with its connections, silent, until `close`.
    package func stop() {
        guard let state, isStarted else {
            preconditionFailure("the driver does not run")
        }
        isStarted = false
        state.pointee.isRunning.store(false, ordering: .sequentiallyConsistent)
        // A cycle under way ends by itself: it runs our code, and needs no server.
        while state.pointee.isInCycle.load(ordering: .sequentiallyConsistent) {
            ob_sleep_until(ob_now_nanoseconds() + 200_000)
        }
    }

    package func close() {
        guard let client, let state else { preconditionFailure("the driver is closed") }
        precondition(!isStarted, "the driver runs")
        self.client = nil
        self.state = nil
        isActive = false
        JACKClosing.close(client, state)
    }

    package func pollEvent() -> DriverEvent? {
        guard let state else { return nil }
        if state.pointee.isLost.load(ordering: .acquiring) {
            if wasLossReported { return nil }
            wasLossReported = true
            return .lost(
                DriverError(
                    .gone,
                    subject: subject,
                    message: "the JACK server ended or dropped us; start it again"
                )
            )
        }
        let hertz = state.pointee.sampleRateHertz.load(ordering: .relaxed)
        if hertz != known.sampleRateHertz {
            known.sampleRateHertz = hertz
            return .sampleRateChanged(hertz: hertz)
        }
        let frames = state.pointee.quantumFrames.load(ordering: .relaxed)
        if frames != known.quantumFrames {
            known.quantumFrames = frames
            return .quantumChanged(frames: frames)
        }
        return nil
    }

    package var status: DriverStatus {
        guard let client, let state else { return DriverStatus() }
        let priority = Int(jack_client_real_time_priority(client))
        return DriverStatus(
            xruns: state.pointee.xruns.load(ordering: .relaxed),
            isRealtime: jack_is_realtime(client) != 0,
            priority: priority > 0 ? priority : nil,
            droppedEvents: droppedEvents
        )
    }

    /// MIDI messages since `start` that did not reach the entry: longer than an event carries, or too
    /// many for one cycle. [control]
    package var droppedEvents: Int {
        state?.pointee.midi.dropped.load(ordering: .relaxed) ?? 0
    }
}

// MARK: Clients and ports

extension JACKDriver {
    private func connect(_ server: String?) throws(DriverError) -> OpaquePointer {
        var status = jack_status_t(0)
        if let client = ob_jack_open(clientName, server, &status) { return client }
        if status.rawValue & JackServerFailed.rawValue != 0 {
            throw DriverError(
                .notFound,
                subject: subject,
                message: "no JACK server of that name runs here, or it belongs to another user; "
                    + "start jackd"
            )
        }
        if status.rawValue & JackVersionError.rawValue != 0 {
            throw DriverError(
                .unsupported,
                subject: subject,
                message: "the JACK server speaks another version than libjack; update one"
            )
        }
        throw DriverError(
            .system,
            subject: subject,
            message: "the JACK server refused us (status 0x\(String(status.rawValue, radix: 16)))"
        )
    }

    private func registerPorts(
        _ client: OpaquePointer,
        _ state: UnsafeMutablePointer<JACKState>
    ) throws(DriverError) {
        for channel in 0..<state.pointee.inputCount {
            (state.pointee.inputPorts + channel).initialize(
                to: try registerPort(client, "in_\(channel + 1)", JackPortIsInput)
            )
        }
        for channel in 0..<state.pointee.outputCount {
            (state.pointee.outputPorts + channel).initialize(
                to: try registerPort(client, "out_\(channel + 1)", JackPortIsOutput)
            )
        }
        state.pointee.midi.port = try registerPort(
            client,
            "midi_in",
            JackPortIsInput,
            type: JACK_DEFAULT_MIDI_TYPE
        )
    }

    private func registerPort(
        _ client: OpaquePointer,
        _ portName: String,
        _ flags: JackPortFlags,
        type: String = JACK_DEFAULT_AUDIO_TYPE
    ) throws(DriverError) -> OpaquePointer {
        if let port = jack_port_register(
            client,
            portName,
            type,
            UInt(flags.rawValue),
            0
        ) {
            return port
        }
        throw DriverError(
            .system,
            subject: subject,
            message: "the JACK server has no more ports; ask for fewer channels"
        )
    }

    /// Connects audio in order, as far as both sides have ports, and all MIDI to the one port. What is
    /// left can be connected by hand.
    private func connectPorts(_ client: OpaquePointer, _ state: UnsafeMutablePointer<JACKState>) {
        let sources = devicePorts(client, JackPortIsOutput, JACK_DEFAULT_AUDIO_TYPE)
        for (channel, source) in sources.prefix(state.pointee.inputCount).enumerated() {
            jack_connect(client, source, jack_port_name(state.pointee.inputPorts[channel]))
        }
        let sinks = devicePorts(client, JackPortIsInput, JACK_DEFAULT_AUDIO_TYPE)
        for (channel, sink) in sinks.prefix(state.pointee.outputCount).enumerated() {
            jack_connect(client, jack_port_name(state.pointee.outputPorts[channel]), sink)
        }
        for source in devicePorts(client, JackPortIsOutput, JACK_DEFAULT_MIDI_TYPE) {
            jack_connect(client, source, jack_port_name(state.pointee.midi.port))
        }
    }

    private func devicePorts(
        _ client: OpaquePointer,
        _ direction: JackPortFlags,
        _ type: String
    ) -> [String] {
        let flags = UInt(JackPortIsPhysical.rawValue | direction.rawValue)
        guard let names = jack_get_ports(client, nil, type, flags) else {
            return []
        }
        defer { jack_free(names) }
        var ports: [String] = []
        while let portName = names[ports.count] { ports.append(String(cString: portName)) }
        return ports
    }
}

import CCLAP
import CRealtime
import RenderGuard

/// A plugin as a host holds it, which keeps CLAP's rules itself and notes where the plugin does not.
package final class CheckedPlugin {
    package struct Parameter: Sendable {
        package let id: UInt32
        package let name: String
        package let flags: UInt32
        package let minimum: Double
        package let maximum: Double
        package let `default`: Double

        package func has(_ flag: Int) -> Bool { flags & UInt32(flag) != 0 }
    }

    package let host = CheckingHost()
    package let plugin: UnsafePointer<ob_clap_plugin>
    package private(set) var parameters: [Parameter] = []
    private(set) var cookies: [UInt32: UnsafeMutableRawPointer] = [:]
    /// Channels of each port.
    package private(set) var inputPorts: [Int] = []
    package private(set) var outputPorts: [Int] = []
    package private(set) var takesNotes = false
    /// Breaches of the rules, in the order in which they were seen.
    package var faults: [Fault] = []
    private let library: CLAPLibrary
    private var isActive = false
    private var isProcessing = false
    var framesMax = 0
    let sink = EventSink()
    private let events = EventMemory()

    /// Creates and initializes one.
    package init(_ library: CLAPLibrary, _ id: String) throws(CLAPLibrary.Refusal) {
        self.library = library
        let factory = library.factory
        guard let plugin = factory.pointee.create?(factory, host.table, id) else {
            throw CLAPLibrary.Refusal(description: "\(id) is not created")
        }
        self.plugin = plugin
        host.isInitialized = true
        guard plugin.pointee.initialize?(plugin) == true else {
            plugin.pointee.destroy?(plugin)
            throw CLAPLibrary.Refusal(description: "\(id) does not initialize")
        }
        readPorts()
        readParameters()
    }

    deinit {
        deactivate()
        plugin.pointee.destroy?(plugin)
    }

    package func table<Table>(_ name: String, _ type: Table.Type) -> UnsafePointer<Table>? {
        plugin.pointee.get_extension?(plugin, name)?.assumingMemoryBound(to: type)
    }

    package func fault(_ rule: Rule, _ text: String) {
        // One of a kind says enough, and a loud plugin would have thousands.
        if faults.count(where: { $0.rule == rule }) < 3 {
            faults.append(Fault(rule: rule, text: text))
        }
    }

    private func readPorts() {
        if let ports = table(OB_CLAP_EXT_AUDIO_PORTS, ob_clap_plugin_audio_ports.self) {
            inputPorts = channels(ports, isInput: true)
            outputPorts = channels(ports, isInput: false)
        }
        if let notes = table(OB_CLAP_EXT_NOTE_PORTS, ob_clap_plugin_note_ports.self) {
            takesNotes = (notes.pointee.count?(plugin, true) ?? 0) > 0
        }
    }

    private func channels(
        _ ports: UnsafePointer<ob_clap_plugin_audio_ports>,
        isInput: Bool
    ) -> [Int] {
        let count = ports.pointee.count?(plugin, isInput) ?? 0
        var info = ob_clap_audio_port_info()
        var ids: Set<UInt32> = []
        return (0..<count).map { index in
            guard ports.pointee.get?(plugin, index, isInput, &info) == true else {
                fault(.ports, "port \(index) of \(count) is not described")
                return 0
            }
            if !ids.insert(info.id).inserted { fault(.ports, "two ports have the id \(info.id)") }
            if info.channel_count == 0 { fault(.ports, "port \(index) has no channels") }
            return Int(info.channel_count)
        }
    }

    private func readParameters() {
        guard let table = table(OB_CLAP_EXT_PARAMS, ob_clap_plugin_params.self) else { return }
        let count = table.pointee.count?(plugin) ?? 0
        let info = UnsafeMutablePointer<ob_clap_param_info>.allocate(capacity: 1)
        defer { info.deallocate() }
        for index in 0..<count {
            guard table.pointee.get_info?(plugin, index, info) == true else {
                fault(.parameterInfo, "parameter \(index) of \(count) is not described")
                continue
            }
            parameters.append(
                Parameter(
                    id: info.pointee.id,
                    name: String(cString: ob_clap_param_name(info)),
                    flags: info.pointee.flags,
                    minimum: info.pointee.min_value,
                    maximum: info.pointee.max_value,
                    default: info.pointee.default_value
                )
            )
            cookies[info.pointee.id] = info.pointee.cookie
        }
    }

    // MARK: Activity

    @discardableResult
    package func activate(sampleRateHertz: Double = 48_000, framesMax: Int = 512) -> Bool {
        host.role = .activation
        isActive =
            plugin.pointee.activate?(plugin, sampleRateHertz, 1, UInt32(framesMax)) == true
        host.role = .main
        self.framesMax = framesMax
        guard isActive else {
            fault(.activation, "does not activate at \(sampleRateHertz) Hz")
            return false
        }
        host.role = .audio
        isProcessing = plugin.pointee.start_processing?(plugin) != false
        host.role = .main
        if !isProcessing { fault(.activation, "does not start at \(sampleRateHertz) Hz") }
        return isProcessing
    }

    package func stopProcessing() {
        guard isProcessing else { return }
        host.role = .audio
        plugin.pointee.stop_processing?(plugin)
        host.role = .main
        isProcessing = false
    }

    package func deactivate() {
        stopProcessing()
        guard isActive else { return }
        plugin.pointee.deactivate?(plugin)
        isActive = false
    }

    package func reset() {
        host.role = .audio
        plugin.pointee.reset?(plugin)
        host.role = .main
    }

    package var latencyFrames: Int {
        Int(table(OB_CLAP_EXT_LATENCY, ob_clap_plugin_latency.self)?.pointee.get?(plugin) ?? 0)
    }

    package var tailFrames: Int {
        Int(table(OB_CLAP_EXT_TAIL, ob_clap_plugin_tail.self)?.pointee.get?(plugin) ?? 0)
    }

    // MARK: Parameters and state

    package func value(_ id: UInt32) -> Double? {
        var value = Double.nan
        guard
            table(OB_CLAP_EXT_PARAMS, ob_clap_plugin_params.self)?.pointee.get_value?(
                plugin,
                id,
                &value
            ) == true
        else { return nil }
        return value
    }

    /// Of a parameter's name.
    package func id(_ name: String) -> UInt32 {
        parameters.first { $0.name == name }!.id
    }

    package var values: [UInt32: Double] {
        var values: [UInt32: Double] = [:]
        for parameter in parameters where !parameter.has(OB_CLAP_PARAM_IS_READONLY) {
            values[parameter.id] = value(parameter.id)
        }
        return values
    }

    package func text(_ id: UInt32, _ value: Double) -> String? {
        var text = [CChar](repeating: 0, count: 128)
        guard
            table(OB_CLAP_EXT_PARAMS, ob_clap_plugin_params.self)?.pointee.value_to_text?(
                plugin,
                id,
                value,
                &text,
                UInt32(text.count)
            ) == true
        else { return nil }
        return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    package func parse(_ id: UInt32, _ text: String) -> Double? {
        var value = Double.nan
        guard
            table(OB_CLAP_EXT_PARAMS, ob_clap_plugin_params.self)?.pointee.text_to_value?(
                plugin,
                id,
                text,
                &value
            ) == true
        else { return nil }
        return value
    }

    /// Sends events without audio.
    package func flush(_ changes: [ScriptEvent]) {
        events.removeAll()
        for event in changes { events.add(event, offset: event.frame, cookies: cookies) }
        sink.removeAll()
        if isActive { host.role = .audio }
        table(OB_CLAP_EXT_PARAMS, ob_clap_plugin_params.self)?.pointee.flush?(
            plugin,
            events.list,
            sink.list
        )
        host.role = .main
    }

    /// By parameters' names, without audio.
    package func set(_ values: [(String, Double)]) {
        flush(values.map { ScriptEvent(0, .value(id: id($0.0), $0.1)) })
    }

    /// nil: refused.
    package func saveState(chunk: Int = 4096, limit: Int = .max) -> [UInt8]? {
        guard let state = table(OB_CLAP_EXT_STATE, ob_clap_plugin_state.self) else { return nil }
        let stream = StreamMemory(chunk: chunk, limit: limit)
        var output = stream.output
        return state.pointee.save?(plugin, &output) == true ? stream.bytes : nil
    }

    package func loadState(_ bytes: [UInt8], chunk: Int = 4096) -> Bool {
        guard let state = table(OB_CLAP_EXT_STATE, ob_clap_plugin_state.self) else { return false }
        let stream = StreamMemory(bytes, chunk: chunk)
        var input = stream.input
        return withExtendedLifetime(stream) { state.pointee.load?(plugin, &input) == true }
    }

    // MARK: Processing

    /// Calls the plugin once. What it breaks is noted.
    ///
    /// - Returns: CLAP's status.
    @discardableResult
    func call(_ buffers: BlockBuffers, frames: Int, script: [ScriptEvent], offset: Int) -> Int32 {
        events.removeAll()
        for event in script where event.frame >= offset && event.frame < offset + frames {
            events.add(event, offset: offset, cookies: cookies)
        }
        sink.removeAll()
        var block = buffers.block
        block.frames_count = UInt32(frames)
        block.steady_time = Int64(offset)
        block.in_events = UnsafePointer(events.list)
        block.out_events = UnsafePointer(sink.list)
        host.role = .audio
        let mode = ob_flush_subnormals()
        ob_restore_float_mode(mode)
        let (hits, status) = RenderGuard.measure {
            ob_guard_enter()
            ob_guard_foreign_enter()
            let status = plugin.pointee.process?(plugin, &block) ?? 0
            ob_guard_foreign_leave()
            ob_guard_leave()
            return status
        }
        host.role = .main
        // Below are flags of what has happened, which anybody may raise.
        if ob_flush_subnormals() >> 6 != mode >> 6 {
            fault(.floatMode, "the mode of floating point is not what it was")
        }
        ob_restore_float_mode(mode)
        if hits.foreign > 0 {
            fault(.allocation, "process did \(hits.foreign) forbidden calls in one block")
        }
        checkSent(frames: frames)
        return status
    }

    private func checkSent(frames: Int) {
        var last: UInt32 = 0
        for index in 0..<sink.count {
            let event = sink.sent[index]
            if event.time >= UInt32(max(1, frames)) {
                fault(.outputEvents, "an event at frame \(event.time) of \(frames)")
            }
            if event.time < last { fault(.outputEvents, "events are not sorted") }
            last = event.time
        }
        for violation in host.violations { fault(.hostCalls, violation) }
        host.violations.removeAll()
    }
}

import CCLAP

extension Checker {
    /// What a host may not ask for is not there.
    private mutating func checkBeyond(_ plugin: CheckedPlugin) {
        for (isInput, count) in [
            (true, plugin.inputPorts.count), (false, plugin.outputPorts.count),
        ] {
            var info = ob_clap_audio_port_info()
            let ports = plugin.table(OB_CLAP_EXT_AUDIO_PORTS, ob_clap_plugin_audio_ports.self)
            if ports?.pointee.get?(plugin.plugin, UInt32(count), isInput, &info) == true {
                fault(.ports, "a port behind the last is described")
            }
        }
        var info = ob_clap_param_info()
        let parameters = plugin.table(OB_CLAP_EXT_PARAMS, ob_clap_plugin_params.self)
        let count = UInt32(plugin.parameters.count)
        if parameters?.pointee.get_info?(plugin.plugin, count, &info) == true {
            fault(.parameterInfo, "a parameter behind the last is described")
        }
        let unknown = (1...).first { id in !plugin.parameters.contains { $0.id == UInt32(id) } }!
        if plugin.value(UInt32(unknown)) != nil {
            fault(.parameterIDs, "it has a value for the id \(unknown), which it does not list")
        }
    }

    /// Blocks that a host may not send are answered with an error, and do no harm.
    mutating func checkRefusals() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
        checkBeyond(plugin)
        guard plugin.activate(framesMax: 64) else { return }
        let sound = BlockBuffers(plugin.inputPorts, plugin.outputPorts, frames: 128)
        sound.fill(
            plugin.inputPorts.map {
                Array(repeating: [Float](repeating: 0, count: 128), count: $0)
            },
            offset: 0,
            frames: 128
        )
        func status(_ change: (inout ob_clap_process) -> Void, frames: Int = 64) -> Int32 {
            let saved = sound.block
            defer { sound.block = saved }
            change(&sound.block)
            return plugin.call(sound, frames: frames, script: [], offset: 0)
        }
        func refuses(_ name: String, _ change: (inout ob_clap_process) -> Void) {
            if status(change) != Int32(OB_CLAP_PROCESS_ERROR) {
                plugin.fault(.wrongCounts, "a block with \(name) is processed")
            }
        }
        if status({ _ in }, frames: 65) != Int32(OB_CLAP_PROCESS_ERROR) {
            fault(.tooManyFrames, "a block of more frames than agreed is processed")
        }
        refuses("no output ports") { $0.audio_outputs_count = 0 }
        refuses("outputs that are null") { $0.audio_outputs = nil }
        if !plugin.inputPorts.isEmpty {
            refuses("no input ports") { $0.audio_inputs_count = 0 }
            refuses("inputs that are null") { $0.audio_inputs = nil }
        }
        refuseChannels(plugin, sound.outputChannelCounts)
        if status({ $0.in_events = nil }) == Int32(OB_CLAP_PROCESS_ERROR) {
            fault(.status, "a sound block after refused ones is refused")
        }
    }

    /// A main output with one channel less than was agreed.
    private mutating func refuseChannels(_ plugin: CheckedPlugin, _ channels: [Int]) {
        guard let first = channels.first, first > 1 else { return }
        let narrow = BlockBuffers(
            plugin.inputPorts,
            [first - 1] + channels.dropFirst(),
            frames: 64
        )
        let status = plugin.call(narrow, frames: 64, script: [], offset: 0)
        if status != Int32(OB_CLAP_PROCESS_ERROR) {
            fault(.wrongCounts, "a block with an output of too few channels is processed")
        }
    }
}

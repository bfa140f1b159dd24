import CCLAP

extension Checker {
    /// Activation at several rates, again and again; latency that stays while active.
    mutating func checkActivity() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
        for rate in [44_100.0, 48_000, 96_000, 22_050, 192_000] {
            guard plugin.activate(sampleRateHertz: rate, framesMax: 256) else { continue }
            let latency = plugin.latencyFrames
            var script = Script(
                inputs: plugin.testSignal(frames: 1024, seed: seed),
                events: plugin.testEvents(frames: 1024, seed: seed),
                frames: 1024
            )
            script.sampleRateHertz = rate
            _ = plugin.run(script, blocks: [256, 1, 100])
            _ = plugin.tailFrames
            if plugin.latencyFrames != latency {
                fault(.latency, "it changed from \(latency) while active at \(rate) Hz")
            }
            plugin.deactivate()
        }
        try checkRepetition()
    }

    /// After a reset, and after another activation, it sounds as if it had never run.
    private mutating func checkRepetition() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
        let script = Script(
            inputs: plugin.testSignal(frames: 2048, seed: seed),
            events: notes(plugin, frames: 2048),
            frames: 2048
        )
        guard plugin.activate() else { return }
        let first = plugin.run(script)
        plugin.reset()
        if let place = difference(first, plugin.run(script)) {
            fault(.resetForgets, "after a reset, \(place)")
        }
        plugin.deactivate()
        guard plugin.activate() else { return }
        if let place = difference(first, plugin.run(script)) {
            fault(.reactivation, "after another activation, \(place)")
        }
    }

    /// Notes, and no change of a parameter: those outlive a reset.
    private func notes(_ plugin: CheckedPlugin, frames: Int) -> [ScriptEvent] {
        plugin.testEvents(frames: frames, seed: seed).filter {
            if case .value = $0.body { false } else { true }
        }
    }

    /// Blocks that a host may not send are answered with an error, and do no harm.
    mutating func checkRefusals() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
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

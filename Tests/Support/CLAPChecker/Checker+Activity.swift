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
}

import CCLAP

extension Checker {
    /// One script, however it is cut, sounds the same; and clean, in place or without a song.
    mutating func checkSound() throws(CLAPLibrary.Refusal) {
        let frames = Self.frames
        func output(
            _ blocks: [Int],
            isInPlace: Bool = false,
            hasTransport: Bool = true
        ) throws(CLAPLibrary.Refusal) -> ([[Float]], [Fault]) {
            let plugin = try self.plugin()
            guard plugin.activate(framesMax: Self.blockFramesMax) else {
                return ([], plugin.faults)
            }
            var script = Script(
                inputs: plugin.testSignal(frames: frames, seed: seed),
                events: plugin.testEvents(frames: frames, seed: seed),
                frames: frames
            )
            script.hasTransport = hasTransport
            let output = plugin.run(script, blocks: blocks, isInPlace: isInPlace)
            return (output, plugin.faults)
        }
        var random = SeededRandom(seed)
        let odd = (0..<64).map { _ in 1 + Int(random.unit() * Double(Self.blockFramesMax)) }
        let (whole, seen) = try output([512])
        for fault in seen { self.fault(fault.rule, fault.text) }
        for (name, blocks) in [
            ("64", [64]), ("1", [1]), ("32 and 100", [32, 100]), ("random lengths", odd),
        ] {
            let (cut, seen) = try output(blocks)
            for fault in seen { self.fault(fault.rule, fault.text) }
            if let place = difference(whole, cut) {
                fault(.blockSizes, "in blocks of \(name), \(place)")
            }
        }
        let (inPlace, _) = try output([512], isInPlace: true)
        if let place = difference(whole, inPlace) { fault(.inPlace, place) }
        let (alone, aloneSeen) = try output([512], hasTransport: false)
        let known = Set(faults.map(\.rule))
        for seen in aloneSeen where !known.contains(seen.rule) {
            fault(.transport, seen.description)
        }
        if alone.joined().contains(where: { !$0.isFinite }) { fault(.transport, "not finite") }
    }

    /// A change takes effect at its frame: at whatever offset of a block it comes, it is as if the block
    /// had begun there.
    mutating func checkEvents() throws(CLAPLibrary.Refusal) {
        let probe = try plugin()
        let candidates = probe.parameters.filter {
            $0.has(OB_CLAP_PARAM_IS_AUTOMATABLE) && !$0.has(OB_CLAP_PARAM_IS_READONLY)
        }
        for offset in 0..<64 {
            guard !candidates.isEmpty || probe.takesNotes else { break }
            let (cutA, cutB) = (try plugin(), try plugin())
            guard cutA.activate(), cutB.activate() else { return }
            var script = Script(inputs: cutA.testSignal(frames: 256, seed: seed), frames: 256)
            if !candidates.isEmpty {
                let parameter = candidates[offset % candidates.count]
                script.events.append(
                    ScriptEvent(offset, .value(id: parameter.id, parameter.maximum))
                )
            }
            if probe.takesNotes {
                script.events.append(
                    ScriptEvent(offset, .noteOn(key: 60, velocity: 1, noteID: 7))
                )
            }
            let whole = cutA.run(script, blocks: [64])
            let cut = cutB.run(script, blocks: offset == 0 ? [64] : [offset, 256 - offset])
            if let place = difference(whole, cut) {
                fault(.eventOffsets, "with an event at \(offset), \(place)")
            }
            collect(cutA)
            collect(cutB)
        }
        try checkUnknownEvents()
        try checkPresets()
    }

    private mutating func checkUnknownEvents() throws(CLAPLibrary.Refusal) {
        let (plain, mixed) = (try plugin(), try plugin())
        guard plain.activate(), mixed.activate() else { return }
        var script = Script(inputs: plain.testSignal(frames: 256, seed: seed), frames: 256)
        let silent = plain.run(script)
        guard misbehaves else { return }
        let unknownID = (1...).first { id in !plain.parameters.contains { $0.id == UInt32(id) } }!
        script.events = [
            ScriptEvent(3, .unknown), ScriptEvent(3, .value(id: UInt32(unknownID), 1)),
            ScriptEvent(255, .unknown),
        ]
        if let place = difference(silent, mixed.run(script)) {
            fault(.unknownEvents, "events that it cannot know change it: \(place)")
        }
        collect(plain)
        collect(mixed)
    }

    /// A preset that is not there is refused, and changes nothing.
    private mutating func checkPresets() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        guard let presets = plugin.table(OB_CLAP_EXT_PRESET_LOAD, ob_clap_plugin_preset_load.self)
        else { return }
        let before = plugin.values
        let isLoaded =
            presets.pointee.from_location?(
                plugin.plugin,
                UInt32(OB_CLAP_PRESET_LOCATION_PLUGIN),
                nil,
                "no such preset"
            ) == true
        if isLoaded || plugin.values != before {
            fault(.presets, "a preset that is not there is loaded")
        }
        collect(plugin)
    }
}

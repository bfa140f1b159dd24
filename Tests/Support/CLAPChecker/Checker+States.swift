import CCLAP

extension Checker {
    /// Values live through a state, in one piece and byte by byte; what is damaged is refused, and
    /// changes nothing.
    mutating func checkStates() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
        guard plugin.table(OB_CLAP_EXT_STATE, ob_clap_plugin_state.self) != nil else { return }
        let changed = setAll(plugin)
        let values = plugin.values
        guard let state = plugin.saveState(chunk: 1), !state.isEmpty else {
            return fault(.stateSaves, "nothing is written byte by byte")
        }
        if plugin.saveState() != state {
            fault(.stateSaves, "the same settings give another state")
        }
        if plugin.saveState(limit: state.count / 2) != nil {
            fault(.stateWriteFails, "it does not notice that a state cannot be written")
        }
        let other = try self.plugin()
        defer { collect(other) }
        if !other.loadState(state, chunk: 1) {
            fault(.stateRoundTrip, "its own state is refused")
        } else {
            for (id, value) in values where other.value(id) != value {
                fault(
                    .stateRoundTrip,
                    "parameter \(id) was \(value) and is \(other.value(id) ?? .nan)"
                )
            }
        }
        if changed == 0 && !plugin.parameters.isEmpty {
            fault(.valuesByEvent, "no parameter could be changed")
        }
        try checkDamagedStates(state)
    }

    /// Moves all parameters by a flush. How many moved.
    private mutating func setAll(_ plugin: CheckedPlugin) -> Int {
        var random = SeededRandom(seed)
        var moved = 0
        for parameter in plugin.parameters where !parameter.has(OB_CLAP_PARAM_IS_READONLY) {
            var value = parameter.minimum + (parameter.maximum - parameter.minimum) * random.unit()
            if parameter.has(OB_CLAP_PARAM_IS_STEPPED) { value = value.rounded() }
            plugin.flush([
                ScriptEvent(0, .unknown), ScriptEvent(0, .value(id: parameter.id, value)),
            ])
            let found = plugin.value(parameter.id) ?? .nan
            // Some keep single precision.
            if abs(found - value) > abs(value) * 1e-6 {
                fault(.valuesByEvent, "\(parameter.name) was set to \(value) and is \(found)")
            } else if found != parameter.default {
                moved += 1
            }
        }
        return moved
    }

    private mutating func checkDamagedStates(_ state: [UInt8]) throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
        let before = plugin.values
        var damaged: [(String, [UInt8])] = [("empty", []), ("longer", state + [0])]
        // Of a long one not every byte: that would take a while.
        let step = max(1, state.count / 200)
        for length in stride(from: 0, to: state.count, by: step) {
            damaged.append(("cut off after \(length) bytes", Array(state[..<length])))
        }
        var random = SeededRandom(seed)
        for index in stride(from: 0, to: state.count, by: step) {
            var flipped = state
            flipped[index] ^= 1 << UInt8(random.next() % 8)
            damaged.append(("with a bit flipped in byte \(index)", flipped))
        }
        for (name, bytes) in damaged {
            if plugin.loadState(bytes) {
                fault(.stateDamaged, "a state that is \(name) is taken")
            }
            if plugin.values != before {
                fault(.stateKeepsOnRefusal, "a state that is \(name) changes values")
                return
            }
        }
    }
}

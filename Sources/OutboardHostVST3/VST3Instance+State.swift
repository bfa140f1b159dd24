import CVST3
import OutboardHost

extension VST3Instance {
    package func saveState() throws(HostError) -> [UInt8] {
        VST3State(
            component: try savedComponent(isProject: true),
            controller: plugin.controllerState(),
            values: description.listed.indices.map { index in
                let value = Double(memory.bank.pointee.values[index])
                return VST3State.Value(
                    id: description.listed[index].id,
                    normalized: map.normalized(index, value)
                )
            }
        ).bytes(of: info.id)
    }

    package func restoreState(_ state: [UInt8]) throws(HostError) {
        let fresh = try VST3State(state, of: info.id)
        if !fresh.component.isEmpty { try restoreComponent(fresh) }
        map.dropEdits()
        takeOver()
        let indices = Dictionary(
            description.listed.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for value in fresh.values {
            guard let index = indices[value.id],
                abs(value.normalized - told[index]) > Self.tolerance
            else { continue }
            // The processor gets it with the next block.
            let plain = Float(map.plain(index, value.normalized))
            memory.bank.pointee.set(index, to: plain, rampFrames: 0)
            tellController(index, value.normalized)
        }
        _ = plugin.handler.takeNews()
        _ = map.takeMoved()
        forgetLatency()
    }

    /// The plugin as it stands as a file that other VST3 hosts read. What the processor has not been told
    /// yet is not in it. [control]
    package func presetFile() throws(HostError) -> [UInt8] {
        VST3PresetFile(
            plugin: info.id.text,
            component: try savedComponent(isProject: false),
            controller: plugin.controllerState(isProject: false)
        ).bytes
    }

    /// Gives the state to both halves. A plugin that fails gets back what it had; one that refuses the very
    /// state that it is in, as some that keep nothing do, has it.
    private func restoreComponent(_ state: VST3State) throws(HostError) {
        let before = plugin.componentState()
        let result = setComponentState(state.component)
        guard result == vst3OK || before == state.component else {
            if let before { _ = setComponentState(before) }
            throw HostError(
                .stateUnavailable,
                subject: descriptor.id.text,
                message: "the plugin refused the state with code \(result)"
            )
        }
        guard let controller = plugin.controller else { return }
        let stream = VST3Stream(state.component)
        _ = controller.methods.set_component_state(controller.object, stream.lent)
        guard !state.controller.isEmpty else { return }
        let own = VST3Stream(state.controller)
        _ = controller.methods.set_state(controller.object, own.lent)
    }

    private func setComponentState(_ bytes: [UInt8]) -> Int32 {
        let stream = VST3Stream(bytes)
        return plugin.component.methods.set_state(plugin.component.object, stream.lent)
    }

    /// The bank gets what the controller has, which is where the processor is.
    private func takeOver() {
        for index in description.listed.indices {
            let value = controllerValue(index)
            told[index] = value
            let plain = Float(map.plain(index, value))
            memory.bank.pointee.set(index, to: plain, rampFrames: 0)
            memory.sent[index] = plain
        }
    }

    private func savedComponent(isProject: Bool) throws(HostError) -> [UInt8] {
        if let state = plugin.componentState(isProject: isProject) { return state }
        guard hasState else { return [] }
        throw HostError(
            .stateUnavailable,
            subject: descriptor.id.text,
            message: "the plugin failed to save its state"
        )
    }
}

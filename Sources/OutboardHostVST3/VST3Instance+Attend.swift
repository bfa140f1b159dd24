import CVST3
import OutboardHost

extension VST3Instance {
    /// Serves the run loop and the messages between the plugin's halves, has the controller know what the
    /// bank has, and looks at what the controller noted. [control]
    package func attend() -> [PluginNotice] {
        let moved = map.takeMoved()
        plugin.serve()
        // The controller makes of these what it tells the host: that the latency is another, say.
        if let controller = plugin.controller {
            for (id, value) in moved.others {
                _ = controller.methods.set_normalized(controller.object, id, value)
            }
        }
        let news = plugin.handler.takeNews()
        var notices: [PluginNotice] = []
        if needsRestart(news.restart) { notices.append(.restartWanted) }
        if Int(news.restart) & OB_VST3_MAPPING_CHANGED != 0 {
            memory.use(VST3MIDIMapping(plugin, buses: buses.eventInputs))
        }
        if Int(news.restart) & OB_VST3_TITLES_CHANGED != 0 || news.programsChanged {
            if let notice = describeAnew() { notices.append(notice) }
        }
        if Int(news.restart) & OB_VST3_VALUES_CHANGED != 0 { takeControllerValues() }
        for index in moved.indices where descriptor.parameters.indices.contains(index) {
            let value = Double(memory.bank.pointee.values[index])
            notices.append(.parameterMoved(index: index, value: value))
        }
        tellWhatMoved()
        if news.isDirty { notices.append(.stateChanged) }
        return notices
    }

    /// Flags alone are not believed: some plugins raise them while they are being loaded.
    private func needsRestart(_ flags: Int32) -> Bool {
        let flags = Int(flags)
        if flags & OB_VST3_RELOAD != 0 { return true }
        if flags & OB_VST3_LATENCY_CHANGED != 0 {
            if !isActive {
                forgetLatency()
            } else if readLatency() != Int(memory.latencyFrames.pointee) {
                return true
            }
        }
        return flags & OB_VST3_BUSES_CHANGED != 0 && VST3Buses(of: plugin) != buses
    }

    /// The controller has changed values by itself; the processor and the bank get them.
    private func takeControllerValues() {
        for index in description.listed.indices {
            let value = controllerValue(index)
            guard abs(value - told[index]) > Self.tolerance else { continue }
            told[index] = value
            _ = map.edit(description.listed[index].id, value)
        }
    }

    /// Tells the controller where the parameters are now. One that an edit of its own is on its way for
    /// knows better.
    private func tellWhatMoved() {
        for index in description.listed.indices where !map.isEdited(index) {
            let value = map.normalized(index, Double(memory.bank.pointee.values[index]))
            guard abs(value - told[index]) > Self.tolerance else { continue }
            tellController(index, value)
        }
    }

    /// Reads the parameters' names and texts again. Other parameters or ranges need another instance.
    private func describeAnew() -> PluginNotice? {
        let fresh = VST3Description(plugin, info, buses)
        let isAlike =
            fresh.ids.sorted() == description.ids.sorted() && fresh.bypass == description.bypass
            && fresh.listed.elementsEqual(description.listed) {
                ($0.id, $0.origin, $0.span) == ($1.id, $1.origin, $1.span) && $0.steps == $1.steps
            }
        guard isAlike else { return .restartWanted }
        guard fresh.descriptor != descriptor else { return nil }
        description = fresh
        descriptor = fresh.descriptor
        return .descriptorChanged
    }
}

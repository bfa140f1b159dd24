import CLilv
import OutboardHost

extension LV2Instance {
    package var hasState: Bool { stateInterface != nil }

    package func saveState() throws(HostError) -> [UInt8] {
        let writer = LV2StateWriter(table: host.table)
        return try writer.write(
            plugin: descriptor.id.text,
            controls: descriptor.parameters.enumerated().map {
                ($1.symbol, ports.parameters.pointee.values[$0])
            },
            properties: saveProperties()
        )
    }

    package func saveStateByItself() throws(HostError) -> [UInt8] {
        try features.paths.byThemselves { () throws(HostError) in try saveState() }
    }

    package func noteDirectory(_ directory: String) { features.paths.move(to: directory) }

    package func restoreState(_ state: [UInt8]) throws(HostError) {
        let fresh = try LV2StateReader.read(state, plugin: descriptor.id.text, table: host.table)
        if stateInterface != nil { try restoreProperties(fresh.properties) }
        takeProperties(of: fresh.properties)
        for (symbol, value) in fresh.controls {
            guard let index = descriptor.parameters.firstIndex(where: { $0.symbol == symbol })
            else {
                continue
            }
            let allowed = descriptor.parameters[index].standing(for: value)
            ports.parameters.pointee.set(index, to: allowed, rampFrames: 0)
        }
        let restored = Set(fresh.controls.map(\.symbol))
        // The plugin may have taken its properties from the state; parameters are told to it again.
        patch?.pointee.forget { restored.contains(descriptor.parameters[$0].symbol) }
        patch?.pointee.asks.store(true, ordering: .relaxed)
        forgetLatency()
    }

    /// A plugin that fails gets back what it had.
    private func restoreProperties(_ properties: [LV2StateProperty]) throws(HostError) {
        let before = try saveProperties()
        // LV2 wants nothing else of the plugin to run meanwhile, its worker included.
        features.worker.stop()
        let status = restore(properties)
        let isRestored = Self.isRestored(status)
        if !isRestored { _ = restore(before) }
        try resumeWorker()
        guard isRestored else {
            throw HostError(
                .stateUnavailable,
                subject: descriptor.id.text,
                message: "the plugin refused the state with code \(status.rawValue)"
            )
        }
    }

    /// Plugins that have nothing to save miss it when they restore: x42's convolvers without a file.
    private static func isRestored(_ status: LV2_State_Status) -> Bool {
        status == LV2_STATE_SUCCESS || status == LV2_STATE_ERR_NO_PROPERTY
    }

    /// Gives the plugin the state that its bundle names as the one to begin with.
    func loadDefaultState() {
        guard
            let state = lilv_state_new_from_world(
                host.world.world,
                host.table.map,
                lilv_plugin_get_uri(plugin)
            )
        else { return }
        defer { lilv_state_free(state) }
        // SAFETY: lilv calls back before it returns.
        lilv_state_restore(
            state,
            instance,
            setDefaultPort,
            Unmanaged.passUnretained(self).toOpaque(),
            0,
            features.list
        )
        let reader = LV2PresetReader(table: host.table, folder: nil)
        takeProperties(of: (try? reader.properties(of: state)) ?? [])
    }

    fileprivate func setDefault(_ symbol: String, to value: Float) {
        guard let index = descriptor.parameters.firstIndex(where: { $0.symbol == symbol }),
            value.isFinite
        else { return }
        ports.parameters.pointee.values[index] = descriptor.parameters[index].standing(for: value)
    }

    private var stateInterface: UnsafePointer<LV2_State_Interface>? {
        lilv_instance_get_extension_data(instance, LV2Name.state + "interface")?
            .assumingMemoryBound(to: LV2_State_Interface.self)
    }

    private func saveProperties() throws(HostError) -> [LV2StateProperty] {
        guard let save = stateInterface?.pointee.save else { return [] }
        let exchange = StateExchange(table: host.table)
        let portable = LV2_STATE_IS_POD.rawValue | LV2_STATE_IS_PORTABLE.rawValue
        // SAFETY: the plugin uses the exchange during the call alone.
        let status = save(
            instance.pointee.lv2_handle,
            storeProperty,
            Unmanaged.passUnretained(exchange).toOpaque(),
            portable,
            features.list
        )
        // Some say so where they have nothing to save.
        guard status == LV2_STATE_SUCCESS || status == LV2_STATE_ERR_NO_PROPERTY else {
            throw HostError(
                .stateUnavailable,
                subject: descriptor.id.text,
                message: "the plugin failed to save its state with code \(status.rawValue)"
            )
        }
        return exchange.keys.compactMap { exchange.properties[$0] }
    }

    private func restore(_ properties: [LV2StateProperty]) -> LV2_State_Status {
        guard let restore = stateInterface?.pointee.restore else { return LV2_STATE_SUCCESS }
        let exchange = StateExchange(table: host.table)
        for property in properties { exchange.properties[property.key] = property }
        // SAFETY: as in `saveProperties`.
        return restore(
            instance.pointee.lv2_handle,
            retrieveProperty,
            Unmanaged.passUnretained(exchange).toOpaque(),
            0,
            features.list
        )
    }
}

/// Takes a port's value of a default state.
@c private func setDefaultPort(
    _ symbol: UnsafePointer<CChar>?,
    _ handle: UnsafeMutableRawPointer?,
    _ value: UnsafeRawPointer?,
    _ size: UInt32,
    _ type: UInt32
) {
    guard let symbol, let handle, let value else { return }
    // SAFETY: the handle is the instance whose default state is being loaded.
    let instance = Unmanaged<LV2Instance>.fromOpaque(handle).takeUnretainedValue()
    let number = number(value, size: size, type: type, table: instance.host.table)
    if let number { instance.setDefault(String(cString: symbol), to: number) }
}

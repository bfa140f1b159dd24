import CLilv
import OutboardHost
import OutboardModel

/// Presets by `pset:Preset`. lilv knows from the bundles' manifests which there are for a plugin; the files
/// with their names and values are read when somebody asks.
extension LV2Host {
    package var presetsAreFiles: Bool { true }

    /// [control]
    package func presets(
        in module: PluginModule
    ) throws(HostError) -> [PluginID: [InstalledPreset]] {
        var found: [PluginID: [InstalledPreset]] = [:]
        for id in try plugins(in: module) {
            let plugin = try plugin(id)
            found[id] = presets(of: plugin) + programs(of: plugin, id)
        }
        return found
    }

    private func presets(of plugin: OpaquePointer) -> [InstalledPreset] {
        presetURIs(plugin).map { uri in
            let node = world.node(uri)
            lilv_world_load_resource(world.world, node)
            return InstalledPreset(
                id: PresetID(uri),
                name: world.text(of: node, LV2Name.label) ?? uri
            )
        }.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) }
    }

    /// Values of ports that are no parameters are left out: hosts save what a plugin showed them, too. A
    /// value that is out of range by no more than a float's rounding is taken to the end of the range.
    ///
    /// [control]
    package func preset(
        _ preset: PresetID,
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> Preset {
        let plugin = try plugin(id)
        if let program = LV2Program(preset) { return try self.preset(program, of: id) }
        guard presetURIs(plugin).contains(preset.text) else {
            throw HostError(
                .presetNotFound,
                subject: preset.text,
                message: "no such preset of \(id.text) is installed"
            )
        }
        let node = world.node(preset.text)
        lilv_world_load_resource(world.world, node)
        guard let state = lilv_state_new_from_world(world.world, table.map, node) else {
            throw HostError(
                .presetUnreadable,
                subject: preset.text,
                message: "its file cannot be read, or says nothing of it"
            )
        }
        defer { lilv_state_free(state) }
        let properties = try LV2PresetReader(table: table, folder: folder(of: node))
            .properties(of: state)
        let description = world.describe(
            plugin,
            sampleRateHertz: Self.nominalSampleRateHertz
        )
        var values = try parameters(of: state, plugin, description.descriptor, preset)
        for (index, value) in description.values(in: properties, table).parameters {
            values[description.descriptor.parameters[index].symbol] = value
        }
        let writer = LV2StateWriter(table: table)
        return Preset(
            id: preset,
            name: lilv_state_get_label(state).map { String(cString: $0) } ?? preset.text,
            plugin: id,
            parameters: values,
            state: properties.isEmpty
                ? nil : try writer.write(plugin: id.text, controls: [], properties: properties)
        )
    }

    private func presetURIs(_ plugin: OpaquePointer) -> [String] {
        world.takeURIs(lilv_plugin_get_related(plugin, world.node(LV2Name.presets + "Preset")))
    }

    /// Where a preset's file lies: relative paths in it begin there.
    private func folder(of preset: OpaquePointer) -> String? {
        guard
            let file = lilv_world_get(world.world, preset, world.node(LV2Name.seeAlso), nil)
        else { return nil }
        defer { lilv_node_free(file) }
        guard let path = lilv_node_get_path(file, nil) else { return nil }
        defer { lilv_free(path) }
        let text = String(cString: path)
        return text.lastIndex(of: "/").map { String(text[..<$0]) }
    }

    /// Ports that a later version of the plugin lacks are left out, as they are by other hosts; what names
    /// none of its ports is no preset of it.
    private func parameters(
        of state: OpaquePointer,
        _ plugin: OpaquePointer,
        _ descriptor: PluginDescriptor,
        _ preset: PresetID
    ) throws(HostError) -> [String: Double] {
        let ports = PresetPorts(table: table)
        // SAFETY: lilv calls back before it returns.
        lilv_state_emit_port_values(
            state,
            takePortValue,
            Unmanaged.passUnretained(ports).toOpaque()
        )
        guard ports.values.isEmpty || ports.values.contains(where: { hasPort(plugin, $0.symbol) })
        else {
            throw HostError(
                .presetUnreadable,
                subject: preset.text,
                message: "it names no port that the plugin has"
            )
        }
        guard ports.values.allSatisfy({ $0.value.isFinite }) else {
            throw HostError(
                .presetUnreadable,
                subject: preset.text,
                message: "it has a value that is no finite number"
            )
        }
        var values: [String: Double] = [:]
        for (symbol, value) in ports.values {
            let parameter = descriptor.parameters.first { $0.symbol == symbol }
            values[symbol] = parameter.map { Self.rounded(Double(value), into: $0.range) }
        }
        return values
    }

    private static func rounded(_ value: Double, into range: ClosedRange<Double>) -> Double {
        let near = min(max(value, range.lowerBound), range.upperBound)
        let tolerance = 1e-6 * max(range.lowerBound.magnitude, range.upperBound.magnitude)
        return (near - value).magnitude <= tolerance ? near : value
    }

    private func hasPort(_ plugin: OpaquePointer, _ symbol: String) -> Bool {
        guard let node = lilv_new_string(world.world, symbol) else { return false }
        defer { lilv_node_free(node) }
        return lilv_plugin_get_port_by_symbol(plugin, node) != nil
    }
}

/// What a preset says of ports.
private final class PresetPorts {
    let table: URIDTable
    var values: [(symbol: String, value: Float)] = []

    init(table: URIDTable) { self.table = table }
}

@c private func takePortValue(
    _ symbol: UnsafePointer<CChar>?,
    _ handle: UnsafeMutableRawPointer?,
    _ value: UnsafeRawPointer?,
    _ size: UInt32,
    _ type: UInt32
) {
    guard let symbol, let handle, let value else { return }
    // SAFETY: the handle is the list that is being filled.
    let ports = Unmanaged<PresetPorts>.fromOpaque(handle).takeUnretainedValue()
    guard let value = number(value, size: size, type: type, table: ports.table) else { return }
    ports.values.append((String(cString: symbol), value))
}

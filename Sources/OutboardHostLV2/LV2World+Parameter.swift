import CLilv
import OutboardModel

extension LV2World {
    /// Describes a control input as a parameter, making good what its description leaves out.
    func parameter(
        _ plugin: OpaquePointer,
        _ port: OpaquePointer,
        sampleRateHertz: Int
    ) -> ParameterDescriptor {
        let range = range(plugin, port, sampleRateHertz: sampleRateHertz)
        let choices = choices(plugin, port)
        let kind = kind(plugin, port, hasChoices: !choices.isEmpty)
        let isLogarithmic =
            has(plugin, port, LV2Name.portProperties + "logarithmic")
            && range.minimum * range.maximum > 0
        let isHeavy =
            has(plugin, port, LV2Name.portProperties + "expensive")
            || has(plugin, port, LV2Name.portProperties + "causesArtifacts")
        let symbol = symbol(plugin, port)
        return ParameterDescriptor(
            symbol: symbol,
            name: takeText(lilv_port_get_name(plugin, port)) ?? symbol,
            unit: unit(plugin, port).symbol,
            minimum: range.minimum,
            maximum: range.maximum,
            default: range.default,
            kind: kind,
            law: isLogarithmic ? .logarithmic : .linear,
            choices: choices,
            isRampable: kind == .continuous && !isHeavy
        )
    }

    /// What the plugin shows by its outputs of control, named by their symbols.
    func readings(
        of plugin: OpaquePointer,
        _ ports: [LV2Port]
    ) -> [(port: Int, descriptor: PropertyDescriptor)] {
        ports.indices.compactMap { index in
            guard ports[index] == .controlOutput,
                let port = lilv_plugin_get_port_by_index(plugin, UInt32(index))
            else { return nil }
            let symbol = symbol(plugin, port)
            return (
                index,
                PropertyDescriptor(
                    uri: symbol,
                    name: takeText(lilv_port_get_name(plugin, port)) ?? symbol,
                    kind: has(plugin, port, LV2Name.core + "toggled") ? .boolean : .number,
                    unit: unit(plugin, port).symbol,
                    isWritable: false
                )
            )
        }
    }

    private func kind(
        _ plugin: OpaquePointer,
        _ port: OpaquePointer,
        hasChoices: Bool
    ) -> ParameterDescriptor.Kind {
        if has(plugin, port, LV2Name.portProperties + "trigger") { return .trigger }
        if has(plugin, port, LV2Name.core + "toggled") { return .toggle }
        if has(plugin, port, LV2Name.core + "enumeration") {
            return hasChoices ? .choice : .integer
        }
        return has(plugin, port, LV2Name.core + "integer") ? .integer : .continuous
    }

    /// Bounds in order and a default within them. Missing ones are 0...1 and, as other hosts do, 0.
    private func range(
        _ plugin: OpaquePointer,
        _ port: OpaquePointer,
        sampleRateHertz: Int
    ) -> (minimum: Double, maximum: Double, default: Double) {
        var nodes: (OpaquePointer?, OpaquePointer?, OpaquePointer?) = (nil, nil, nil)
        lilv_port_get_range(plugin, port, &nodes.0, &nodes.1, &nodes.2)
        defer {
            lilv_node_free(nodes.0)
            lilv_node_free(nodes.1)
            lilv_node_free(nodes.2)
        }
        let isScaled = has(plugin, port, LV2Name.core + "sampleRate")
        func number(_ node: OpaquePointer?) -> Double? {
            let number = node.flatMap(self.number)
            return isScaled ? number.map { $0 * Double(sampleRateHertz) } : number
        }
        var low = number(nodes.1) ?? 0
        var high = number(nodes.2) ?? max(1, low)
        if low > high { swap(&low, &high) }
        if low == high { high = low + 1 }
        return (low, high, min(max(number(nodes.0) ?? 0, low), high))
    }

    /// What the processor sees as a float: the description's decimals would differ from it.
    func number(_ node: OpaquePointer) -> Double? {
        guard lilv_node_is_float(node) || lilv_node_is_int(node) || lilv_node_is_bool(node) else {
            return nil
        }
        let value =
            lilv_node_is_bool(node)
            ? (lilv_node_as_bool(node) ? 1 : 0) : Double(lilv_node_as_float(node))
        return value.isFinite ? value : nil
    }

    private func choices(
        _ plugin: OpaquePointer,
        _ port: OpaquePointer
    ) -> [ParameterDescriptor.Choice] {
        guard let points = lilv_port_get_scale_points(plugin, port) else { return [] }
        defer { lilv_scale_points_free(points) }
        var choices: [ParameterDescriptor.Choice] = []
        var at = lilv_scale_points_begin(points)
        while !lilv_scale_points_is_end(points, at) {
            if let point = lilv_scale_points_get(points, at),
                let value = lilv_scale_point_get_value(point).flatMap(number),
                let label = lilv_scale_point_get_label(point).flatMap(lilv_node_as_string)
            {
                choices.append(.init(value: value, label: String(cString: label)))
            }
            at = lilv_scale_points_next(points, at)
        }
        return choices.sorted { ($0.value, $0.label) < ($1.value, $1.label) }
    }

    /// How the values of a port are written: after them, and the plugin's own `printf` pattern.
    func unit(
        _ plugin: OpaquePointer,
        _ port: OpaquePointer
    ) -> (symbol: String, pattern: String?) {
        takeUnit(lilv_port_get(plugin, port, node(LV2Name.units + "unit")))
    }

    /// The same of a unit's node, which is freed.
    func takeUnit(_ unit: OpaquePointer?) -> (symbol: String, pattern: String?) {
        guard let unit else { return ("", nil) }
        defer { lilv_node_free(unit) }
        if lilv_node_is_uri(unit) {
            let uri = String(cString: lilv_node_as_uri(unit))
            if uri.hasPrefix(LV2Name.units),
                let symbol = Self.unitSymbols[String(uri.dropFirst(LV2Name.units.count))]
            {
                return (symbol, nil)
            }
        }
        return (
            text(of: unit, LV2Name.units + "symbol") ?? "", text(of: unit, LV2Name.units + "render")
        )
    }

    /// The standard's units, as this host writes them. They are here because the specification's own
    /// bundle need not be on the search path.
    private static let unitSymbols = [
        "bar": "bars", "beat": "beats", "bpm": "BPM", "cent": "ct", "cm": "cm", "coef": "",
        "db": "dB", "degree": "°", "frame": "frames", "hz": "Hz", "inch": "in", "khz": "kHz",
        "km": "km", "m": "m", "mhz": "MHz", "midiNote": "note", "mile": "mi", "min": "min",
        "mm": "mm", "ms": "ms", "oct": "oct", "pc": "%", "s": "s", "semitone12TET": "st",
    ]
}

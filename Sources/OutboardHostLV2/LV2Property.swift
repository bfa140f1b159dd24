import CLilv
import OutboardModel

/// A property that a plugin declares by `patch:writable` or `patch:readable`, and how it is spoken of in
/// messages.
struct LV2Property: Equatable {
    /// The atom that a value of it is.
    enum Atom: String, CaseIterable {
        case int = "Int"
        case long = "Long"
        case float = "Float"
        case double = "Double"
        case bool = "Bool"
        case string = "String"
        case path = "Path"
        case uri = "URI"
        case urid = "URID"

        var kind: PropertyDescriptor.Kind {
            switch self {
            case .int, .long, .float, .double: .number
            case .bool: .boolean
            case .string: .text
            case .path: .path
            case .uri, .urid: .uri
            }
        }
    }

    let descriptor: PropertyDescriptor
    let atom: Atom
    /// Where it is an ordinary parameter: index into the descriptor's parameters.
    var parameter: Int?
    /// Of a parameter: whether the plugin's description says with what it begins.
    var hasDefault = false
}

extension LV2World {
    /// A plugin's properties, in the order of their URIs, and the parameters that are made of those that
    /// have bounds, or only two values.
    ///
    /// - Parameters:
    ///   - taken: symbols that ports have.
    ///   - first: what the first of these parameters is counted from.
    func properties(
        of plugin: OpaquePointer,
        taken: [String],
        first: Int
    ) -> (properties: [LV2Property], parameters: [ParameterDescriptor]) {
        let writable = Set(takeURIs(value(plugin, LV2Name.patch + "writable")))
        let all = writable.union(takeURIs(value(plugin, LV2Name.patch + "readable")))
        var properties: [LV2Property] = []
        var parameters: [ParameterDescriptor] = []
        for uri in all.sorted() where uri.contains(":") {
            guard var property = property(uri, isWritable: writable.contains(uri)) else { continue }
            let symbols = taken + parameters.map(\.symbol)
            if let (parameter, hasDefault) = parameter(of: property, besides: symbols) {
                property.parameter = first + parameters.count
                property.hasDefault = hasDefault
                parameters.append(parameter)
            }
            properties.append(property)
        }
        return (properties, parameters)
    }

    private func value(_ plugin: OpaquePointer, _ predicate: String) -> OpaqueNodes? {
        lilv_plugin_get_value(plugin, node(predicate))
    }

    /// nil: its values are of no sort that this host can write.
    private func property(_ uri: String, isWritable: Bool) -> LV2Property? {
        let subject = node(uri)
        let ranges = takeURIs(
            lilv_world_find_nodes(world, subject, node(LV2Name.range), nil)
        )
        guard
            let atom = LV2Property.Atom.allCases.first(where: {
                ranges.contains(LV2Name.atom + $0.rawValue)
            })
        else { return nil }
        return LV2Property(
            descriptor: PropertyDescriptor(
                uri: uri,
                name: text(of: subject, LV2Name.label) ?? Self.lastPart(of: uri),
                kind: atom.kind,
                unit: takeUnit(
                    lilv_world_get(world, subject, node(LV2Name.units + "unit"), nil)
                ).symbol,
                minimum: number(of: subject, LV2Name.core + "minimum"),
                maximum: number(of: subject, LV2Name.core + "maximum"),
                isWritable: isWritable
            ),
            atom: atom
        )
    }

    private func parameter(
        of property: LV2Property,
        besides taken: [String]
    ) -> (parameter: ParameterDescriptor, hasDefault: Bool)? {
        let descriptor = property.descriptor
        guard descriptor.isWritable else { return nil }
        let isSwitch = property.atom == .bool
        let low = isSwitch ? 0 : descriptor.minimum
        let high = isSwitch ? 1 : descriptor.maximum
        guard descriptor.kind == .number || isSwitch, let low, let high, low < high else {
            return nil
        }
        let subject = node(descriptor.uri)
        func has(_ flag: String) -> Bool {
            lilv_world_ask(world, subject, node(LV2Name.core + "portProperty"), node(flag))
        }
        let isWhole = property.atom == .int || property.atom == .long
        let isHeavy =
            has(LV2Name.portProperties + "expensive")
            || has(LV2Name.portProperties + "causesArtifacts")
        let initial = number(of: subject, LV2Name.core + "default")
        let kind: ParameterDescriptor.Kind =
            isSwitch ? .toggle : isWhole || has(LV2Name.core + "integer") ? .integer : .continuous
        let parameter = ParameterDescriptor(
            symbol: free(symbol(of: subject, descriptor.uri), besides: taken),
            name: descriptor.name,
            unit: descriptor.unit,
            minimum: low,
            maximum: high,
            default: min(max(initial ?? 0, low), high),
            kind: kind,
            law: has(LV2Name.portProperties + "logarithmic") && low * high > 0
                ? .logarithmic : .linear,
            isRampable: kind == .continuous && !isHeavy
        )
        return (parameter, initial != nil)
    }

    private func number(of subject: OpaquePointer, _ predicate: String) -> Double? {
        guard let value = lilv_world_get(world, subject, node(predicate), nil) else { return nil }
        defer { lilv_node_free(value) }
        return number(value)
    }

    /// What the description names it, or else the URI's end.
    private func symbol(of subject: OpaquePointer, _ uri: String) -> String {
        text(of: subject, LV2Name.core + "symbol") ?? Self.lastPart(of: uri)
    }

    private func free(_ symbol: String, besides taken: [String]) -> String {
        guard taken.contains(symbol) else { return symbol }
        var number = 2
        while taken.contains("\(symbol)_\(number)") { number += 1 }
        return "\(symbol)_\(number)"
    }

    private static func lastPart(of uri: String) -> String {
        uri.split(whereSeparator: { "#/:".contains($0) }).last.map(String.init) ?? uri
    }
}

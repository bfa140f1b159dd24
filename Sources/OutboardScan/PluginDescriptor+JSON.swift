import OutboardJSON
import OutboardModel

/// Descriptors on their way from a worker. What is read back is checked: it went through a process in
/// which foreign code ran.
extension PluginDescriptor {
    var json: JSONValue {
        [
            "format": .string(id.format.rawValue), "id": .string(id.text),
            "aliases": .array(aliases.map(JSONValue.string)), "name": .string(name),
            "vendor": .string(vendor), "kind": .string(kind),
            "ports": .array(
                [audioInputs, audioOutputs, sideChainInputs, eventInputs, eventOutputs].map {
                    .integer($0)
                }
            ),
            "parameters": .array(parameters.map(\.json)),
            "properties": .array(properties.map(\.json)),
        ]
    }

    init(_ field: JSONField) throws(JSONFieldError) {
        let ports = try field.member("ports").elements()
        guard ports.count == 5 else {
            throw JSONFieldError(path: "ports", message: "are five counts")
        }
        func count(_ index: Int) throws(JSONFieldError) -> Int {
            let count = try ports[index].integer()
            guard (0...4_096).contains(count) else {
                throw JSONFieldError(path: ports[index].path, message: "is no count of ports")
            }
            return count
        }
        self.init(
            id: try PluginID(field),
            aliases: try field.member("aliases").texts(),
            name: try field.member("name").string(),
            vendor: try field.member("vendor").string(),
            kind: try field.member("kind").string(),
            audioInputs: try count(0),
            audioOutputs: try count(1),
            sideChainInputs: try count(2),
            eventInputs: try count(3),
            eventOutputs: try count(4),
            parameters: try field.member("parameters").each { (field) throws(JSONFieldError) in
                try ParameterDescriptor(field)
            },
            properties: try field.member("properties").each { (field) throws(JSONFieldError) in
                try PropertyDescriptor(field)
            }
        )
    }

    /// Why it cannot be told: what JSON has no number for. nil: it can.
    var fault: String? {
        for parameter in parameters {
            let values = [parameter.minimum, parameter.maximum, parameter.default]
            if !(values + parameter.choices.map(\.value)).allSatisfy(\.isFinite) {
                return "its parameter \"\(parameter.symbol)\" has a range that is no numbers"
            }
        }
        for property in properties {
            if ![property.minimum, property.maximum].allSatisfy({ $0?.isFinite ?? true }) {
                return "its property \"\(property.uri)\" has a range that is no numbers"
            }
        }
        return nil
    }
}

extension PluginID {
    fileprivate init(_ field: JSONField) throws(JSONFieldError) {
        let name = try field.member("format")
        guard let format = PluginFormat(rawValue: try name.string()) else {
            throw JSONFieldError(path: name.path, message: "is no format")
        }
        self.init(format: format, try field.member("id").string())
    }
}

extension ParameterDescriptor {
    fileprivate var json: JSONValue {
        [
            "symbol": .string(symbol), "name": .string(name), "unit": .string(unit),
            "minimum": .number(minimum), "maximum": .number(maximum), "default": .number(`default`),
            "kind": .string(kind.rawValue), "law": .string(law.rawValue),
            "rampable": .bool(isRampable),
            "choices": .array(choices.map { [.number($0.value), .string($0.label)] }),
        ]
    }

    fileprivate init(_ field: JSONField) throws(JSONFieldError) {
        let (kindField, lawField) = (try field.member("kind"), try field.member("law"))
        guard let kind = Kind(rawValue: try kindField.string()) else {
            throw JSONFieldError(path: kindField.path, message: "is no kind of parameter")
        }
        guard let law = Law(rawValue: try lawField.string()) else {
            throw JSONFieldError(path: lawField.path, message: "is no law")
        }
        self.init(
            symbol: try field.member("symbol").string(),
            name: try field.member("name").string(),
            unit: try field.member("unit").string(),
            minimum: try field.member("minimum").number(),
            maximum: try field.member("maximum").number(),
            default: try field.member("default").number(),
            kind: kind,
            law: law,
            choices: try field.member("choices").each { (field) throws(JSONFieldError) in
                let pair = try field.elements()
                guard pair.count == 2 else {
                    throw JSONFieldError(path: field.path, message: "is no value with a name")
                }
                return Choice(value: try pair[0].number(), label: try pair[1].string())
            },
            isRampable: try field.member("rampable").bool()
        )
    }
}

extension JSONField {
    func each<Element>(
        _ element: (JSONField) throws(JSONFieldError) -> Element
    ) throws(JSONFieldError) -> [Element] {
        var all: [Element] = []
        for field in try elements() { all.append(try element(field)) }
        return all
    }

    func texts() throws(JSONFieldError) -> [String] {
        try each { (field) throws(JSONFieldError) in try field.string() }
    }
}

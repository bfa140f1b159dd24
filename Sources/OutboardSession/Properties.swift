import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

extension PluginDescriptor {
    /// The property of that URI, or the only one whose URI ends so.
    func property(named name: String) -> PropertyDescriptor? {
        if let exact = properties.first(where: { $0.uri == name }) { return exact }
        let ending = properties.filter { property in
            property.uri.hasSuffix("#" + name) || property.uri.hasSuffix("/" + name)
                || property.uri.hasSuffix(":" + name)
        }
        return ending.count == 1 ? ending[0] : nil
    }
}

extension PropertyDescriptor {
    /// A value as a document has it: of the property's kind, and in its bounds. Texts are read as what
    /// they say where the kind is another.
    func value(_ given: PropertyValue) throws(RequestError) -> PropertyValue {
        switch (kind, given) {
        case (.number, .number(let number)): return .number(try checked(number))
        case (.number, .text(let text)):
            if let number = Double(text) { return .number(try checked(number)) }
        case (.boolean, .boolean): return given
        case (.boolean, .text(let text)):
            if ["true", "on"].contains(text) { return .boolean(true) }
            if ["false", "off"].contains(text) { return .boolean(false) }
        case (.text, .text), (.path, .text), (.uri, .text): return given
        default: break
        }
        throw RequestError(.invalidParameter, "\(name) takes a \(kind.rawValue).", field: "value")
    }

    private func checked(_ number: Double) throws(RequestError) -> Double {
        guard number.isFinite, number >= minimum ?? -.infinity, number <= maximum ?? .infinity
        else {
            var details: JSONObject = ["unit": .string(unit)]
            details["minimum"] = minimum.map(JSONValue.number)
            details["maximum"] = maximum.map(JSONValue.number)
            throw RequestError(
                .invalidParameter,
                "\(name) is out of its bounds with \(number).",
                field: "value",
                details: details
            )
        }
        return number
    }
}

extension SessionBundle {
    /// A document's value as the plugin gets it: files by their absolute paths. An empty path is no file.
    func sent(
        _ value: PropertyValue,
        to property: PropertyDescriptor
    ) throws(RequestError) -> PropertyValue {
        let value = try property.value(value)
        guard property.kind == .path, case .text(let file) = value, !file.isEmpty else {
            return value
        }
        do throws(StoreError) {
            return .text(try pathOfFile(file))
        } catch {
            throw RequestError(
                .invalidParameter,
                "\(property.name) cannot be \(file): \(error.message).",
                hint: "Put the file into the session's directory, and name it by its path there.",
                field: "value"
            )
        }
    }

    /// What the document keeps of a value that the plugin told; nil where that is of no use to it, because
    /// the file lies elsewhere: the plugin's state has it.
    func documented(_ value: PropertyValue, of property: PropertyDescriptor) -> PropertyValue? {
        guard property.kind == .path, case .text(let path) = value, !path.isEmpty else {
            return value
        }
        return name(ofFile: path).map { .text($0) }
    }
}

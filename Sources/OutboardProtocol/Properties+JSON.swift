import OutboardJSON
import OutboardModel

extension PropertyValue {
    package var json: JSONValue {
        switch self {
        case .number(let number): .number(number)
        case .boolean(let isOn): .bool(isOn)
        case .text(let text): .string(text)
        }
    }

    /// nil for what no property can be.
    package init?(json value: JSONValue) {
        if let isOn = value.bool {
            self = .boolean(isOn)
        } else if let number = value.number {
            self = .number(number)
        } else if let text = value.string {
            self = .text(text)
        } else {
            return nil
        }
    }
}

/// A property, with its value where it is one of an insert and known.
package struct PropertySnapshot: Sendable, Equatable {
    package var descriptor: PropertyDescriptor
    package var value: PropertyValue?

    package init(descriptor: PropertyDescriptor, value: PropertyValue?) {
        self.descriptor = descriptor
        self.value = value
    }

    package var json: JSONValue { json(order: nil) }

    /// - Parameter order: its place among those of its plugin, where no list says it.
    package func json(order: Int?) -> JSONValue {
        var object: JSONObject = [
            "id": .string(descriptor.uri), "name": .string(descriptor.name),
            "kind": .string(descriptor.kind.rawValue), "unit": .string(descriptor.unit),
            "writable": .bool(descriptor.isWritable),
        ]
        object["order"] = order.map { .integer($0) }
        object["minimum"] = descriptor.minimum.map(JSONValue.number)
        object["maximum"] = descriptor.maximum.map(JSONValue.number)
        object["value"] = value?.json
        return .object(object)
    }
}

import OutboardJSON
import OutboardProtocol

/// The protocol as an AsyncAPI 3.0 document: `Docs/protocol/asyncapi.yaml`.
enum AsyncAPI {
    static var document: JSONValue {
        [
            "asyncapi": "3.0.0",
            "info": [
                "title": "Outboard", "version": .string("\(Notification.protocolVersion)"),
                "description":
                    "A realtime plugin host, told what to do over a WebSocket. Made from the request table by `make protocol`; what holds for all requests is in README.md beside this.",
            ],
            "defaultContentType": "application/json",
            "servers": [
                "local": [
                    "host": "localhost:8350", "protocol": "ws",
                    "description": "Where it listens by default.",
                ]
            ],
            "channels": ["socket": .object(channel)], "operations": .object(operations),
            "components": [
                "messages": .object(messages), "schemas": .object(schemas),
            ],
        ]
    }

    private static let rows = Request.Kind.allCases.map(\.row)

    private static func reference(_ parts: String...) -> JSONValue {
        ["$ref": .string("#/" + parts.joined(separator: "/"))]
    }

    // MARK: Channel and operations

    private static var channel: JSONObject {
        var messages = JSONObject()
        for (name, _) in Self.messages.members {
            messages[name] = reference("components", "messages", name)
        }
        return [
            "address": "/ws",
            "description":
                "Text frames, one JSON object each. Meters and sound are binary frames (README.md).",
            "servers": [reference("servers", "local")], "messages": .object(messages),
            "bindings": ["ws": ["method": "GET", "bindingVersion": "0.1.0"]],
        ]
    }

    private static var operations: JSONObject {
        let channel = reference("channels", "socket")
        func message(_ name: String) -> JSONValue {
            reference("channels", "socket", "messages", name)
        }
        var operations = JSONObject()
        for row in rows {
            let name = row.kind.rawValue
            operations[name] = [
                "action": "receive", "channel": channel, "summary": .string(row.summary),
                "tags": [["name": .string(row.group.rawValue)]],
                "messages": [message(name)],
                "reply": [
                    "channel": channel, "messages": [message(name + ".ack"), message("error")],
                ],
                "x-role": .string(row.role.rawValue), "x-undoable": .bool(row.isUndoable),
                "x-cost": row.cost.json,
                "x-errors": .array(row.allErrors.map { .string($0.rawValue) }),
                "x-notifications": .array(row.tells.map { .string($0.rawValue) }),
            ]
        }
        for kind in Notification.Kind.allCases {
            operations[kind.rawValue] = [
                "action": "send", "channel": channel, "summary": .string(kind.row.summary),
                "messages": [message(kind.rawValue)],
            ]
        }
        return operations
    }

    // MARK: Messages

    private static let messages: JSONObject = {
        var messages = JSONObject()
        for row in rows {
            let name = row.kind.rawValue
            messages[name] = [
                "name": .string(name), "summary": .string(row.summary),
                "correlationId": ["location": "$message.payload#/id"],
                "payload": .object(requestPayload(row)),
                "examples": [["payload": .object(row.exampleMessage)]],
            ]
            messages[name + ".ack"] = [
                "name": "ack", "title": .string("Reply to \(name)"),
                "correlationId": ["location": "$message.payload#/id"],
                "payload": .object(serverPayload("ack", name + ".ack")),
                "examples": [["payload": .object(row.exampleAck)]],
            ]
        }
        messages["error"] = [
            "name": "error", "title": "Refusal of any request",
            "correlationId": ["location": "$message.payload#/id"],
            "payload": .object(serverPayload("error", "error")),
        ]
        for kind in Notification.Kind.allCases {
            messages[kind.rawValue] = [
                "name": .string(kind.rawValue), "summary": .string(kind.row.summary),
                "payload": .object(serverPayload(kind.rawValue, kind.rawValue + ".data")),
            ]
        }
        return messages
    }()

    private static func requestPayload(_ row: RequestRow) -> JSONObject {
        var schema = Envelope.fields.filter { $0.key != "data" }.schema()
        var properties = schema["properties"]?.object ?? [:]
        properties["type"] = ["const": .string(row.kind.rawValue)]
        properties["data"] = .object(FieldType.reference(row.kind.rawValue + ".data"))
        schema["properties"] = .object(properties)
        var required: [JSONValue] = ["type"]
        if row.needsSession { required.append("session_id") }
        if !row.choices.isEmpty || row.fields.contains(where: \.isRequired) {
            required.append("data")
        }
        schema["required"] = .array(required)
        return schema
    }

    private static func serverPayload(_ type: String, _ data: String) -> JSONObject {
        var schema = ServerMessage.fields.schema()
        var properties = schema["properties"]?.object ?? [:]
        properties["type"] = ["const": .string(type)]
        properties["data"] = .object(FieldType.reference(data))
        schema["properties"] = .object(properties)
        return schema
    }

    // MARK: Schemas

    private static var schemas: JSONObject {
        var schemas = JSONObject()
        for row in rows { schemas[row.kind.rawValue + ".data"] = .object(row.schema()) }
        for row in rows {
            schemas[row.kind.rawValue + ".ack"] = .object((FieldRow.ackFields + row.reply).schema())
        }
        schemas["error"] = .object(RequestError.fields.schema())
        for kind in Notification.Kind.allCases {
            schemas[kind.rawValue + ".data"] = .object(kind.row.fields.schema())
        }
        for (name, fields) in Reference.records { schemas[name] = .object(fields.schema()) }
        return schemas
    }
}

extension RequestCost {
    fileprivate var json: JSONValue {
        switch self {
        case .fixed(let weight): .number(weight)
        case .perElement(let key): ["base": 1, "per_element": 0.0625, "of": .string(key)]
        }
    }
}

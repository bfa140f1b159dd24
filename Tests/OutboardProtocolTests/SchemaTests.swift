import Foundation
import OutboardJSON
import Testing

@testable import OutboardProtocol
@testable import OutboardReference

/// The schemas of `asyncapi.yaml`, read by somebody else's validator, against what the decoder takes and what
/// the encoders write.
struct SchemaTests {
    private struct Case {
        let message: String
        let payload: JSONValue
        let isValid: Bool

        var line: String {
            let object: JSONValue = [
                "message": .string(message), "payload": payload, "valid": .bool(isValid),
            ]
            return object.compactText + "\n"
        }
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What the validator says of cases; empty where it agrees.
    private func disagreement(on cases: [Case]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            Self.root.appendingPathComponent("Tests/Protocol/schemas.py").path,
            Self.root.appendingPathComponent("Docs/protocol/asyncapi.yaml").path,
        ]
        let input = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-cases-\(UUID().uuidString)")
        try Data(cases.map(\.line).joined().utf8).write(to: input)
        defer { try? FileManager.default.removeItem(at: input) }
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        return process.terminationStatus == 0 ? "" : said
    }

    private func request(_ row: RequestRow, _ data: JSONObject) -> JSONValue {
        [
            "id": "1", "type": .string(row.kind.rawValue), "session_id": "s",
            "data": .object(data),
        ]
    }

    @Test func schemasTakeWhatTheDecoderTakes() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        var cases: [Case] = []
        for row in Request.Kind.allCases.map(\.row) {
            for _ in 0..<20 {
                let payload = request(row, row.sample(using: &random))
                #expect(throws: Never.self) {
                    try Envelope(reading: Array(payload.compactText.utf8))
                }
                cases.append(Case(message: row.kind.rawValue, payload: payload, isValid: true))
            }
        }
        let said = try disagreement(on: cases)
        #expect(said == "", "seed \(seed)")
    }

    @Test func schemasRefuseWhatTheDecoderRefuses() throws {
        var cases: [Case] = []
        for row in Request.Kind.allCases.map(\.row) {
            func add(_ key: String, _ value: JSONValue?) {
                var data = row.least(with: key)
                data[key] = value
                let payload = request(row, data)
                #expect(throws: Envelope.Fault.self) {
                    try Envelope(reading: Array(payload.compactText.utf8))
                }
                cases.append(Case(message: row.kind.rawValue, payload: payload, isValid: false))
            }
            for field in row.fields {
                if field.isRequired { add(field.key, nil) }
                for value in field.type.ofOtherKinds { add(field.key, value) }
                // A list that is too long for its row is too long for a message too.
                for value in field.type.limits.beyond where value.array?.count ?? 0 < 1_000 {
                    add(field.key, value)
                }
            }
        }
        // Of a request with a choice, none of what is to be chosen.
        let parameter: JSONObject = ["track_id": "t", "plugin_id": "i", "parameter_id": "p"]
        for data in [
            parameter,
            [
                "track_id": "t", "plugin_id": "i", "parameter_id": "p", "parameter_value": 1,
                "text": "1",
            ],
        ] {
            let payload = request(.pluginParameter, data)
            cases.append(Case(message: "PLUGIN_PARAMETER", payload: payload, isValid: false))
        }
        let said = try disagreement(on: cases)
        #expect(said == "")
    }

    @Test func schemasTakeWhatTheServerSays() throws {
        var cases: [Case] = []
        for notification in NotificationSamples.all {
            let text = notification.message.text(timeMilliseconds: 1_763_668_800_123)
            let payload = try JSONValue(parsing: Array(text.utf8), limits: .file)
            cases.append(
                Case(message: notification.kind.rawValue, payload: payload, isValid: true)
            )
        }
        for code in ErrorCode.allCases {
            let error = RequestError(
                code,
                "It is so.",
                field: "requests/3/data/pan",
                retryAfterMilliseconds: 12,
                details: ["minimum": 1]
            )
            let text = ServerMessage.error(error, id: "1").text(timeMilliseconds: 0)
            cases.append(
                Case(
                    message: "error",
                    payload: try JSONValue(parsing: Array(text.utf8)),
                    isValid: true
                )
            )
        }
        let said = try disagreement(on: cases)
        #expect(said == "")
    }

    /// A validator that takes everything would agree above, too.
    @Test func schemasSayNo() throws {
        let wrong: [Case] = [
            Case(message: "PING", payload: ["type": "PONG"], isValid: true),
            Case(message: "error", payload: ["type": "error", "data": [:]], isValid: true),
        ]
        #expect(try disagreement(on: wrong).contains("2 faults"))
    }

    @Test func examplesAreTaken() throws {
        for row in Request.Kind.allCases.map(\.row) {
            let text = JSONValue.object(row.exampleMessage).compactText
            let envelope = try Envelope(reading: Array(text.utf8))
            #expect(envelope.request.wire.kind == row.kind)
            #expect(
                !text.contains("…"),
                "\(row.kind.rawValue) has a field without an example: \(text)"
            )
            #expect(Pages.requests.contains(text))
        }
    }
}

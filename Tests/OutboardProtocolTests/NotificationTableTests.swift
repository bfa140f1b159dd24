import OutboardJSON
import Testing

@testable import OutboardProtocol

struct NotificationTableTests {
    @Test func thereIsASampleOfEach() {
        #expect(Set(NotificationSamples.all.map(\.kind)) == Set(Notification.Kind.allCases))
    }

    @Test(arguments: Notification.Kind.allCases)
    func rowsAreWhatTheySayTheyAre(kind: Notification.Kind) {
        let row = kind.row
        #expect(row.summary.hasSuffix(".") && !row.audience.isEmpty)
        #expect(Set(row.fields.map(\.key)).count == row.fields.count)
        for field in row.fields {
            #expect(!field.summary.isEmpty && !field.summary.hasSuffix("."), "\(field.key)")
        }
    }

    /// Everything that is written is in its row, and of its type: a field that nobody described would show here.
    @Test func encodersWriteWhatTheirRowsSay() throws {
        for notification in NotificationSamples.all {
            let text = notification.message.text(timeMilliseconds: 1_763_668_800_123)
            let message = try JSONValue(parsing: Array(text.utf8), limits: .file)
            #expect(message["type"]?.string == notification.kind.rawValue)
            #expect(undescribed(message, .object(ServerMessage.fields)) == [])
            let data = message["data"] ?? .null
            #expect(undescribed(data, .object(notification.kind.row.fields)) == [])
        }
    }

    @Test func errorsAreWhatTheirRowsSay() {
        let error = RequestError(
            .invalidParameter,
            "No.",
            field: "pan",
            retryAfterMilliseconds: 1,
            details: ["minimum": -1]
        )
        #expect(undescribed(error.json, .object(RequestError.fields)) == [])
        #expect(RequestError.fields.count == error.json.object?.members.count)
    }

    /// What a value has that its type does not say, or has otherwise.
    private func undescribed(_ value: JSONValue, _ type: FieldType) -> [String] {
        do { try type.check(value, unit: "") } catch {
            return ["\(error.path.joined(separator: "/")) \(error.complaint)"]
        }
        return extra(value, type).map { "\($0) has no row" }
    }

    private func extra(_ value: JSONValue, _ type: FieldType) -> [String] {
        switch (type, value) {
        case (.object(let fields), .object(let object)),
            (.record(_, let fields), .object(let object)):
            object.members.flatMap { key, value in
                fields.first { $0.key == key }.map { row in
                    extra(value, row.type).map { key + "/" + $0 }
                } ?? [key]
            }
        case (.list(let type, _), .array(let values)): values.flatMap { extra($0, type) }
        case (.map(let type), .object(let object)):
            object.members.flatMap { extra($0.value, type) }
        case (.orNull(let type), _): extra(value, type)
        default: []
        }
    }
}

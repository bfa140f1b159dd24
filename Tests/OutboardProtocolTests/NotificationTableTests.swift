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
            #expect(ServerMessage.fields.undescribed(in: try #require(message.object)) == [])
            let data = try #require(message["data"]?.object)
            #expect(notification.kind.row.fields.undescribed(in: data) == [])
        }
    }

    /// The test above would pass with a check that sees nothing.
    @Test func whatNoRowSaysIsSeen() {
        let rows = Notification.Kind.engineState.row.fields
        let states = NotificationSamples.all.filter { $0.kind == .engineState }
        var data = states[0].message.data
        data["more"] = 1
        #expect(rows.undescribed(in: data) == ["more has no row"])
        data["more"] = nil
        data["xruns"] = "many"
        #expect(rows.undescribed(in: data).count == 1)
    }

    @Test func errorsAreWhatTheirRowsSay() throws {
        let error = RequestError(
            .invalidParameter,
            "No.",
            field: "pan",
            retryAfterMilliseconds: 1,
            details: ["minimum": -1]
        )
        #expect(RequestError.fields.undescribed(in: try #require(error.json.object)) == [])
        #expect(RequestError.fields.count == error.json.object?.members.count)
    }
}

import OutboardProtocol
import Testing

@testable import OutboardSession

struct ActivityDeskTests {
    private let second: Int64 = 1_000_000_000

    private func note(
        _ code: ActivityCode = .xrun,
        actor: String = "",
        subject: String? = nil
    ) -> ActivityNote {
        ActivityNote(
            .warning,
            .engine,
            code,
            "text",
            actor: actor,
            subject: subject.map { .init(.track, $0) }
        )
    }

    @Test func sameThingWithinFiveSecondsIsOneEntryWithACount() {
        var desk = ActivityDesk()
        #expect(desk.note(note(), now: 0, time: 1_000).count == 1)
        let last = desk.note(note(), now: 5 * second - 1, time: 5_999)
        #expect(last.sequence == 1)
        #expect(last.count == 2)
        #expect(last.timeMilliseconds == 1_000)
        #expect(last.lastMilliseconds == 5_999)
        #expect(desk.recent == [last])
        // Five seconds after the first time it is another, however often it happened between.
        let next = desk.note(note(), now: 5 * second, time: 6_000)
        #expect(next.sequence == 2)
        #expect(next.count == 1)
    }

    @Test func otherCodesObjectsAndPersonsAreOtherEntries() {
        var desk = ActivityDesk()
        let notes = [
            note(), note(.edited), note(subject: "vox"), note(subject: "bass"),
            note(actor: "ana"), note(actor: "ben"),
        ]
        let sequences = notes.map { desk.note($0, now: 0, time: 0).sequence }
        #expect(sequences == [1, 2, 3, 4, 5, 6])
        #expect(desk.note(notes[2], now: 1, time: 1).count == 2)
    }

    @Test func numbersGoOnWhereTheyStopped() {
        var beginning = ActivityBeginning()
        beginning.lastEntry = 41
        var desk = ActivityDesk(beginning)
        #expect(desk.note(note(), now: 0, time: 0).sequence == 42)
    }

    @Test func aHundredAreRemembered() {
        var desk = ActivityDesk()
        for index in 0..<101 { _ = desk.note(note(subject: "\(index)"), now: 0, time: 0) }
        #expect(desk.recent.count == 100)
        #expect(desk.recent.first?.sequence == 2)
        #expect(desk.recent.last?.sequence == 101)
    }
}

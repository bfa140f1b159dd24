import OutboardProtocol
import Testing

@testable import OutboardSession

struct ChatDeskTests {
    private let millisecond: Int64 = 1_000_000

    private func send(
        _ desk: inout ChatDesk,
        _ nonce: String,
        by user: String = "ana",
        at now: Int64 = 0
    ) throws(RequestError) -> (message: ChatMessage, isDuplicate: Bool) {
        try desk.send("hello", nonce: nonce, by: user, now: now, time: 7)
    }

    @Test func theSameNonceIsTheSameMessage() throws {
        var desk = ChatDesk()
        let first = try send(&desk, "n")
        let again = try send(&desk, "n")
        #expect(again.isDuplicate)
        #expect(again.message == first.message)
        // Another person's nonce is another.
        #expect(try send(&desk, "n", by: "ben").isDuplicate == false)
        #expect(desk.recent.map(\.sequence) == [1, 2])
    }

    @Test func fiveMessagesInTwoSecondsAndNotSix() throws {
        var desk = ChatDesk()
        for index in 0..<5 { _ = try send(&desk, "\(index)", at: Int64(index) * millisecond) }
        let refusal = #expect(throws: RequestError.self) {
            try send(&desk, "5", at: 500 * millisecond)
        }
        #expect(refusal?.code == .rateLimited)
        #expect(refusal?.retryAfterMilliseconds == 1_500)
        // A retry of what was sent costs nothing, and another person has a limit of their own.
        #expect(try send(&desk, "4", at: 500 * millisecond).isDuplicate)
        _ = try send(&desk, "x", by: "ben", at: 500 * millisecond)
        #expect(throws: RequestError.self) { try send(&desk, "5", at: 2_000 * millisecond - 1) }
        #expect(try send(&desk, "5", at: 2_000 * millisecond).message.sequence == 7)
    }

    @Test func typingEndsAfterFiveSecondsOrWithTheMessage() {
        var desk = ChatDesk()
        #expect(desk.noteTyping("ana", now: 0) == true)
        #expect(desk.noteTyping("ana", now: 1_000 * millisecond) == false)
        #expect(desk.takeExpiredTyping(now: 6_000 * millisecond - 1) == [])
        #expect(desk.takeExpiredTyping(now: 6_000 * millisecond) == ["ana"])
        #expect(desk.takeExpiredTyping(now: 6_000 * millisecond) == [])
        #expect(desk.noteTyping("ana", now: 7_000 * millisecond) == true)
        #expect(desk.endTyping("ana") == true)
        #expect(desk.endTyping("ana") == false)
    }

    @Test func readMarksGoForwardAndNotBeyondTheLast() throws {
        var desk = ChatDesk()
        _ = try send(&desk, "1")
        _ = try send(&desk, "2")
        #expect(try desk.noteRead("ben", upTo: 0) == false)
        #expect(try desk.noteRead("ben", upTo: 2) == true)
        #expect(try desk.noteRead("ben", upTo: 1) == false)
        #expect(desk.readMarks == ["ben": 2])
        #expect(throws: RequestError.self) { try desk.noteRead("ben", upTo: 3) }
    }

    @Test func whatWasKeptIsKnownAgain() throws {
        var desk = ChatDesk()
        let sent = try send(&desk, "n").message
        var beginning = ActivityBeginning()
        beginning.messages = [sent]
        beginning.lastMessage = 1
        beginning.readMarks = ["ana": 1]
        var next = ChatDesk(beginning)
        #expect(try send(&next, "n").isDuplicate)
        #expect(try send(&next, "m").message.sequence == 2)
        #expect(next.readMarks == ["ana": 1])
    }

    @Test func aThousandNoncesAreKnown() throws {
        var desk = ChatDesk()
        for index in 0...1_000 {
            _ = try send(&desk, "\(index)", at: Int64(index) * 1_000 * millisecond)
        }
        let now = 2_000_000 * millisecond
        #expect(try send(&desk, "1", at: now).isDuplicate)
        #expect(try send(&desk, "0", at: now).isDuplicate == false)
        #expect(desk.recent.count == ChatDesk.recentMax)
    }
}

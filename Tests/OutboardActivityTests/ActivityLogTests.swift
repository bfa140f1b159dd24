import Foundation
import GRDB
import OutboardProtocol
import OutboardSession
import Testing

@testable import OutboardActivity

/// A directory of its own that goes with the test.
final class Scratch {
    let path = NSTemporaryDirectory() + "outboard-activity-" + UUID().uuidString
    var file: String { path + "/activity.sqlite" }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

func entry(
    _ sequence: Int64,
    _ text: String = "Something happened.",
    level: ActivityLevel = .info,
    code: ActivityCode = .edited,
    actor: String = "",
    subject: ActivitySubject? = nil,
    time: Int64? = nil,
    count: Int = 1
) -> ActivityEntry {
    ActivityEntry(
        sequence: sequence,
        timeMilliseconds: time ?? sequence * 1_000,
        lastMilliseconds: time ?? sequence * 1_000,
        count: count,
        note: ActivityNote(
            level,
            .session,
            code,
            text,
            actor: actor,
            subject: subject,
            link: "/chain/x",
            details: ["revision": 7]
        )
    )
}

extension ActivityLog {
    func found(_ query: ActivityQuery) async throws -> ActivityPage {
        try await withCheckedContinuation { continuation in
            search(query) { continuation.resume(returning: $0) }
        }.get()
    }

    func found(_ text: String) async throws -> [Int64] {
        try await found(ActivityQuery(text: text)).entries.map(\.sequence)
    }
}

struct ActivityLogTests {
    private func log(_ scratch: Scratch, _ limits: ActivityLog.Limits = .init()) -> ActivityLog {
        ActivityLog(directory: scratch.path, limits: limits, now: { 100_000_000 })
    }

    @Test func whatIsKeptIsThereAgain() async throws {
        let scratch = Scratch()
        let first = log(scratch)
        #expect(first.begin().lastEntry == 0)
        let kept = entry(1, actor: "ana", subject: .init(.track, "vox"))
        first.keep(kept)
        first.keep(entry(2))
        first.end()
        let second = log(scratch)
        let beginning = second.begin()
        #expect(beginning.lastEntry == 2)
        #expect(beginning.entries == [kept, entry(2)])
        #expect(second.takeNotes() == [])
        second.end()
    }

    @Test func countThatGoesUpReplacesItsEntry() async throws {
        let scratch = Scratch()
        let log = log(scratch)
        _ = log.begin()
        log.keep(entry(1))
        log.flush()
        log.keep(entry(1, "Now it is another text.", count: 2))
        log.keep(entry(1, "Now it is another text.", count: 3))
        #expect(try await log.found(ActivityQuery()).entries.map(\.count) == [3])
        #expect(try await log.found("another") == [1])
        #expect(try await log.found("happened") == [])
        log.end()
    }

    @Test func everyConditionIsKept() async throws {
        let log = ActivityLog(directory: nil)
        _ = log.begin()
        log.keep(entry(1, "Track \"Vox\" was added.", actor: "ana", subject: .init(.track, "vox")))
        log.keep(
            entry(
                2,
                "Réverb loaded",
                level: .success,
                actor: "ben",
                subject: .init(.plugin, "verb")
            )
        )
        log.keep(entry(3, "A cycle was late.", level: .warning, code: .xrun))
        func found(_ query: ActivityQuery) async throws -> [Int64] {
            try await log.found(query).entries.map(\.sequence)
        }
        #expect(try await found(ActivityQuery()) == [3, 2, 1])
        #expect(try await found(ActivityQuery(text: "vox ADD")) == [1])
        #expect(try await found(ActivityQuery(text: "reverb")) == [2])
        #expect(try await found(ActivityQuery(text: "xrun")) == [3])
        #expect(try await found(ActivityQuery(text: "ben")) == [2])
        #expect(try await found(ActivityQuery(levels: [.warning, .success])) == [3, 2])
        #expect(try await found(ActivityQuery(actor: "ana")) == [1])
        #expect(try await found(ActivityQuery(subject: "verb")) == [2])
        #expect(try await found(ActivityQuery(fromMilliseconds: 2_000)) == [3, 2])
        #expect(try await found(ActivityQuery(fromMilliseconds: 2_001)) == [3])
        #expect(try await found(ActivityQuery(toMilliseconds: 2_000)) == [2, 1])
        #expect(try await found(ActivityQuery(toMilliseconds: 1_999)) == [1])
        #expect(try await found(ActivityQuery(text: "was", actor: "ana")) == [1])
        log.end()
    }

    /// What people type is words, and never the syntax of a search.
    @Test(arguments: ["\"", "*", "a AND", "text:", "NEAR(", "' OR 1=1 --", "(", "-", "^x", "\u{0}"])
    func anyTextMayBeLookedFor(text: String) async throws {
        let log = ActivityLog(directory: nil)
        _ = log.begin()
        log.keep(entry(1, "nothing of that"))
        #expect(try await log.found(text) == [])
        log.end()
    }

    @Test func pagesFollowEachOtherWithoutGapOrOverlap() async throws {
        let log = ActivityLog(directory: nil, now: { 0 })
        _ = log.begin()
        for sequence in 1...250 { log.keep(entry(Int64(sequence))) }
        var (cursor, sizes, all) = (Int64?.none, [Int](), [Int64]())
        repeat {
            let page = try await log.found(ActivityQuery(beforeSequence: cursor))
            sizes.append(page.entries.count)
            all += page.entries.map(\.sequence)
            cursor = page.nextBeforeSequence
        } while cursor != nil
        #expect(sizes == [100, 100, 50])
        #expect(all == (1...250).reversed().map(Int64.init))
        let exact = try await log.found(ActivityQuery(beforeSequence: 101))
        #expect(exact.entries.count == 100 && exact.nextBeforeSequence == nil)
        let one = try await log.found(ActivityQuery(limit: 1))
        #expect(one.nextBeforeSequence == 250)
        log.end()
    }

    @Test func oldAndSurplusEntriesAreTakenOut() async throws {
        var limits = ActivityLog.Limits()
        limits.entries = 150
        limits.ageMilliseconds = 1_000_000
        limits.messages = 3
        let log = ActivityLog(directory: nil, limits: limits, now: { 100_000_000 })
        _ = log.begin()
        // One that is too old by a millisecond, and one that is not.
        log.keep(entry(1, "elder", time: 98_999_999))
        log.keep(entry(2, "old", time: 99_000_000))
        for sequence in 3...101 { log.keep(entry(Int64(sequence), time: 100_000_000)) }
        log.flush()
        #expect(try await log.found("elder") == [])
        #expect(try await log.found("old") == [2])
        for sequence in 102...301 {
            log.keep(entry(Int64(sequence), time: 100_000_000))
            log.keep(
                ChatMessage(
                    sequence: Int64(sequence - 101),
                    user: "a",
                    text: "t",
                    timeMilliseconds: 0,
                    nonce: "\(sequence)"
                )
            )
        }
        log.flush()
        // It is looked after every 100 writes, of which half are messages here: so many may be there beyond the limit.
        let kept = try await log.found(ActivityQuery(beforeSequence: 153)).entries.map(\.sequence)
        #expect(kept.first == 152)
        #expect(kept.last ?? 0 >= 102)
        log.end()
    }

    @Test func chatIsKeptInPagesWithItsReadMarks() async throws {
        let scratch = Scratch()
        let log = log(scratch)
        _ = log.begin()
        for sequence in 1...120 {
            log.keep(
                ChatMessage(
                    sequence: Int64(sequence),
                    user: "ana",
                    text: "\(sequence)",
                    timeMilliseconds: 5,
                    nonce: "n\(sequence)"
                )
            )
        }
        log.keepReadMark(of: "ben", 7)
        log.keepReadMark(of: "ben", 3)
        let page = try await withCheckedContinuation { continuation in
            log.chat(before: 21, limit: 50) { continuation.resume(returning: $0) }
        }.get()
        #expect(page.messages.map(\.sequence) == (1...20).reversed().map(Int64.init))
        #expect(page.nextBeforeSequence == nil)
        log.end()
        let again = self.log(scratch)
        let beginning = again.begin()
        #expect(beginning.lastMessage == 120)
        #expect(beginning.messages.count == 120)
        #expect(beginning.readMarks == ["ben": 7])
        again.end()
    }
}

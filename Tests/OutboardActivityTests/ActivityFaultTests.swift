import Foundation
import OutboardProtocol
import OutboardSession
import Testing

@testable import OutboardActivity

/// What the disk does to the log, and what the log says of it.
struct ActivityFaultTests {
    /// The files as they are while the program runs are what a crash leaves behind.
    @Test func whatWasWrittenSurvivesACrash() async throws {
        let (scratch, copy) = (Scratch(), Scratch())
        let log = ActivityLog(directory: scratch.path, now: { 0 })
        _ = log.begin()
        for sequence in 1...500 { log.keep(entry(Int64(sequence))) }
        log.flush()
        try FileManager.default.copyItem(atPath: scratch.path, toPath: copy.path)
        let after = ActivityLog(directory: copy.path)
        #expect(after.begin().lastEntry == 500)
        #expect(after.takeNotes() == [])
        after.end()
        log.end()
    }

    @Test(arguments: [Data("this is no database, whatever its name says".utf8), Data(count: 8_192)])
    func damagedFileIsMovedAsideAndToldOf(bytes: Data) async throws {
        let scratch = Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.path,
            withIntermediateDirectories: true
        )
        try bytes.write(to: URL(fileURLWithPath: scratch.file))
        try await expectNewFile(beside: bytes, in: scratch)
    }

    @Test func fileThatIsDamagedWithinIsMovedAsideToo() async throws {
        let scratch = Scratch()
        let log = ActivityLog(directory: scratch.path)
        _ = log.begin()
        for sequence in 1...2_000 { log.keep(entry(Int64(sequence))) }
        log.end()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.file))
        for index in 8_192..<min(bytes.count, 40_000) { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: scratch.file))
        try await expectNewFile(beside: bytes, in: scratch)
    }

    private func expectNewFile(beside damaged: Data, in scratch: Scratch) async throws {
        let log = ActivityLog(directory: scratch.path, now: { 42 })
        #expect(log.begin().lastEntry == 0)
        #expect(log.takeNotes().map(\.code) == [.logDamaged])
        let aside = scratch.file + ".damaged-42"
        #expect(try Data(contentsOf: URL(fileURLWithPath: aside)) == damaged)
        log.keep(entry(1))
        #expect(try await log.found(ActivityQuery()).entries == [entry(1)])
        log.end()
    }

    @Test func fullDiskIsToldOfOnceAndMadeGoodWhenThereIsRoom() async throws {
        let scratch = Scratch()
        var limits = ActivityLog.Limits()
        limits.pages = 40
        limits.waiting = 300
        limits.entries = 50
        let log = ActivityLog(directory: scratch.path, limits: limits, now: { 0 })
        _ = log.begin()
        let long = String(repeating: "x", count: 900)
        log.keep(entry(1, long))
        log.flush()
        #expect(log.takeNotes() == [])
        // More than fits, at once.
        for sequence in 2...300 { log.keep(entry(Int64(sequence), long)) }
        log.flush()
        #expect(log.takeNotes().map(\.code) == [.logDegraded])
        log.flush()
        #expect(log.takeNotes() == [])
        // What waits is bounded: the oldest go, and are counted.
        for sequence in 301...600 { log.keep(entry(Int64(sequence))) }
        log.flush()
        let restored = log.takeNotes()
        #expect(restored.map(\.code) == [.logRestored])
        let lost = restored.first?.details["lost"]?.number ?? 0
        #expect((1...299).contains(lost))
        #expect(try await log.found(ActivityQuery(limit: 1)).entries.map(\.sequence) == [600])
        log.end()
    }

    @Test func directoryThatCannotBeIsMemoryAndSaysSo() async throws {
        let log = ActivityLog(directory: "/proc/nothing/here")
        _ = log.begin()
        #expect(log.takeNotes().map(\.code) == [.logDegraded])
        log.keep(entry(1))
        #expect(try await log.found(ActivityQuery()).entries == [entry(1)])
        log.end()
    }

    @Test func fileThatAnotherProgramHasIsMemoryAndSaysSo() async throws {
        let scratch = Scratch()
        let first = ActivityLog(directory: scratch.path)
        _ = first.begin()
        first.keep(entry(1))
        first.flush()
        let second = ActivityLog(directory: scratch.path)
        #expect(second.begin().lastEntry == 0)
        #expect(second.takeNotes().map(\.code) == [.logDegraded])
        second.end()
        #expect(try await first.found(ActivityQuery()).entries.count == 1)
        first.end()
    }

    @Test func nothingIsKeptAfterTheEnd() async throws {
        let scratch = Scratch()
        let log = ActivityLog(directory: scratch.path)
        _ = log.begin()
        log.end()
        log.keep(entry(1))
        log.flush()
        #expect(await (try? log.found(ActivityQuery())) == nil)
        let again = ActivityLog(directory: scratch.path)
        #expect(again.begin().lastEntry == 0)
        again.end()
    }
}

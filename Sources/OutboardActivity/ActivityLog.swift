import Dispatch
import Foundation
import GRDB
import OutboardProtocol
import OutboardSession
import Synchronization

/// The activity log and the chat in an SQLite database.
///
///     control thread ── keep ──▶ waiting (bounded) ──▶ queue of its own ──▶ one transaction for all that waits
///     anybody ───────── search ────────────────────▶ the same queue ─────▶ answer
///
/// Nobody waits for the disk but `begin`. What the disk does not take stays waiting and is tried again with what
/// comes next; when too much waits, the oldest is left out and counted. A file that is damaged is moved aside,
/// and a new one begun. A process that dies loses what still waited, and nothing else: the database keeps a
/// write-ahead log, and is flushed by the system, so a power cut may cost the last seconds.
package final class ActivityLog: ActivitySink {
    package struct Limits: Sendable {
        package var entries = 10_000
        package var ageMilliseconds: Int64 = 30 * 86_400_000
        package var messages = 10_000
        /// What may wait for the disk.
        package var waiting = 2_000
        /// Of the file, of 4 KiB each. nil: as the disk allows.
        package var pages: Int?

        package init() {}
    }

    private struct State {
        var waiting: [(number: Int, write: Write)] = []
        /// How many were ever kept: their numbers.
        var lastNumber = 0
        /// The last one that is being written now.
        var writingThrough = 0
        var isScheduled = false
        var notes: [ActivityNote] = []
        /// Writes that were left out since the disk last took something, and those of them that are being
        /// written all the same.
        var lostCount = 0
        var lostInWritingCount = 0
        var isFailing = false
        /// Nothing is written any more.
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "outboard-activity", qos: .utility)
    private let store: ActivityStore
    private let limits: Limits

    /// - Parameters:
    ///   - directory: where `activity.sqlite` is, or is made. nil: in memory, for as long as this lives.
    ///   - now: milliseconds since 1970 in UTC.
    package init(
        directory: String?,
        limits: Limits = Limits(),
        now: @escaping @Sendable () -> Int64 = systemTimeOfDay
    ) {
        self.limits = limits
        store = ActivityStore(directory: directory, limits: limits, now: now)
    }

    package func begin() -> ActivityBeginning {
        queue.sync {
            let beginning = store.open()
            noteProblems()
            return beginning
        }
    }

    // MARK: Keeping

    package func keep(_ entry: ActivityEntry) { keep(.entry(entry)) }

    package func keep(_ message: ChatMessage) { keep(.message(message)) }

    package func keepReadMark(of user: String, _ sequence: Int64) {
        keep(.readMark(user: user, sequence))
    }

    private func keep(_ write: Write) {
        let isFirst = state.withLock { state in
            guard !state.hasEnded else { return false }
            // An entry whose count goes up while it waits is written once.
            if case .entry(let new) = write, case .entry(let last) = state.waiting.last?.write,
                last.sequence == new.sequence
            {
                state.waiting.removeLast()
            }
            state.lastNumber += 1
            state.waiting.append((state.lastNumber, write))
            for _ in 0..<max(0, state.waiting.count - limits.waiting) {
                let (number, _) = state.waiting.removeFirst()
                state.lostCount += 1
                if number <= state.writingThrough { state.lostInWritingCount += 1 }
            }
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isFirst { queue.async { self.write() } }
    }

    /// Writes all that waits, at once. [queue]
    private func write() {
        let waiting = state.withLock { state in
            state.isScheduled = false
            state.writingThrough = state.waiting.last?.number ?? 0
            state.lostInWritingCount = 0
            return state.waiting
        }
        guard let last = waiting.last else { return }
        let error = store.write(waiting.map(\.write))
        noteProblems()
        state.withLock { state in
            state.writingThrough = 0
            if let error {
                guard !state.isFailing else { return }
                state.isFailing = true
                state.notes.append(Self.degraded(error))
            } else {
                state.waiting.removeAll { $0.number <= last.number }
                let lost = state.lostCount - state.lostInWritingCount
                state.lostCount = 0
                guard state.isFailing || lost > 0 else { return }
                state.isFailing = false
                state.notes.append(Self.restored(lost: lost))
            }
        }
    }

    private static func degraded(_ error: String) -> ActivityNote {
        ActivityNote(
            .warning,
            .log,
            .logDegraded,
            "The activity log cannot be written, and is kept in memory meanwhile: \(error)",
            subject: .init(.log, "activity")
        )
    }

    private static func restored(lost: Int) -> ActivityNote {
        ActivityNote(
            lost == 0 ? .success : .warning,
            .log,
            .logRestored,
            "The activity log is written again; \(lost) entries were left out.",
            subject: .init(.log, "activity"),
            details: ["lost": .integer(lost)]
        )
    }

    private func noteProblems() {
        let notes = store.takeNotes()
        guard !notes.isEmpty else { return }
        state.withLock { $0.notes += notes }
    }

    package func takeNotes() -> [ActivityNote] {
        state.withLock { state in
            defer { state.notes = [] }
            return state.notes
        }
    }

    /// Waits until all that was kept so far is written, or was refused by the disk.
    package func flush() { queue.sync { write() } }

    package func end() {
        queue.sync {
            write()
            state.withLock { $0.hasEnded = true }
            store.close()
        }
    }

    // MARK: Asking

    package func search(
        _ query: ActivityQuery,
        answer: @escaping @Sendable (Result<ActivityPage, RequestError>) -> Void
    ) {
        queue.async { [self] in
            write()
            answer(Result { () throws(RequestError) in try store.search(query) })
        }
    }

    package func chat(
        before: Int64?,
        limit: Int,
        answer: @escaping @Sendable (Result<ChatPage, RequestError>) -> Void
    ) {
        queue.async { [self] in
            write()
            answer(
                Result { () throws(RequestError) in try store.chat(before: before, limit: limit) }
            )
        }
    }
}

/// Something that is to be written.
enum Write: Sendable {
    case entry(ActivityEntry)
    case message(ChatMessage)
    case readMark(user: String, Int64)
}

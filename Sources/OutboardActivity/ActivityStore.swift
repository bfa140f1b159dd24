import Foundation
import GRDB
import OutboardJSON
import OutboardProtocol
import OutboardSession

/// The database of the activity log. Confined to the log's queue.
final class ActivityStore: @unchecked Sendable {
    // SAFETY: every call is made on the queue of the one ActivityLog that owns it.
    private let path: String?
    private let limits: ActivityLog.Limits
    private let now: @Sendable () -> Int64
    private var database: DatabaseQueue?
    private var notes: [ActivityNote] = []
    /// Writes since old rows were last taken out.
    private var writesSincePruning = 0

    private static let pruneEvery = 100
    /// Another program may have the file for a moment.
    private static let busySeconds = 1.0

    init(directory: String?, limits: ActivityLog.Limits, now: @escaping @Sendable () -> Int64) {
        path = directory.map { $0 + "/activity.sqlite" }
        self.limits = limits
        self.now = now
    }

    func takeNotes() -> [ActivityNote] {
        defer { notes = [] }
        return notes
    }

    func close() { database = nil }

    // MARK: Opening

    /// Opens the file, or a new one where it is damaged, or memory where there can be none.
    func open() -> ActivityBeginning {
        do {
            try openFile()
            return try beginning()
        } catch {
            if Self.isDamage(error) { moveAside(error) } else { noteMemory(error) }
        }
        do {
            if database == nil { try openFile() }
            return try beginning()
        } catch {
            noteMemory(error)
            return ActivityBeginning()
        }
    }

    private func openFile() throws {
        guard let path else { return try openMemory() }
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        var configuration = Self.configuration
        configuration.busyMode = .timeout(Self.busySeconds)
        let pages = limits.pages
        configuration.prepareDatabase { database in
            // One program has it: two would give the same numbers twice.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            if let pages { try database.execute(sql: "PRAGMA max_page_count = \(pages)") }
        }
        let opened = try DatabaseQueue(path: path, configuration: configuration)
        let finding = try opened.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard finding == "ok" else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: finding)
        }
        try ActivitySchema.migrate(opened)
        database = opened
    }

    private func openMemory() throws {
        let opened = try DatabaseQueue(configuration: Self.configuration)
        try ActivitySchema.migrate(opened)
        database = opened
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "activity"
        return configuration
    }

    private static func isDamage(_ error: any Error) -> Bool {
        let code = (error as? DatabaseError)?.resultCode.primaryResultCode
        return code == .SQLITE_CORRUPT || code == .SQLITE_NOTADB
    }

    /// A damaged file is kept for who wants to look at it.
    private func moveAside(_ error: any Error) {
        database = nil
        guard let path else { return }
        let aside = "\(path).damaged-\(now())"
        rename(path, aside)
        for suffix in ["-wal", "-shm"] { rename(path + suffix, aside + suffix) }
        notes.append(
            ActivityNote(
                .warning,
                .log,
                .logDamaged,
                "The activity log was damaged and has been moved to \(aside): \(error)",
                subject: .init(.log, "activity")
            )
        )
    }

    private func noteMemory(_ error: any Error) {
        database = nil
        try? openMemory()
        notes.append(
            ActivityNote(
                .warning,
                .log,
                .logDegraded,
                "The activity log is kept in memory alone, because \(path ?? "it") cannot be used: "
                    + "\(error)",
                subject: .init(.log, "activity")
            )
        )
    }

    private func beginning() throws -> ActivityBeginning {
        guard let database else { return ActivityBeginning() }
        let limits = limits
        return try database.read { database in
            var beginning = ActivityBeginning()
            beginning.lastEntry =
                try Int64.fetchOne(database, sql: "SELECT max(seq) FROM activity") ?? 0
            beginning.lastMessage =
                try Int64.fetchOne(database, sql: "SELECT max(seq) FROM chat") ?? 0
            let entries = "SELECT * FROM activity ORDER BY seq DESC LIMIT 100"
            beginning.entries =
                try Row.fetchAll(database, sql: entries).compactMap(\.entry).reversed()
            let messages = "SELECT * FROM chat ORDER BY seq DESC LIMIT ?"
            let count = min(1_000, limits.messages)
            beginning.messages =
                try Row.fetchAll(database, sql: messages, arguments: [count]).map(\.chatMessage)
                .reversed()
            for row in try Row.fetchAll(database, sql: "SELECT user, seq FROM chat_read") {
                beginning.readMarks[row["user"]] = row["seq"]
            }
            return beginning
        }
    }

    // MARK: Writing

    /// All of it, or nothing.
    ///
    /// - Returns: why nothing. nil: it is written.
    func write(_ writes: [Write]) -> String? {
        guard let database else { return "no database is open" }
        do {
            try write(writes, to: database)
            return nil
        } catch {
            guard Self.isDamage(error) else { return "\(error)" }
            moveAside(error)
            try? openFile()
        }
        guard let anew = self.database else { return "no database is open" }
        do {
            try write(writes, to: anew)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func write(_ writes: [Write], to database: DatabaseQueue) throws {
        let prunes = writesSincePruning + writes.count >= Self.pruneEvery
        let (limits, oldest) = (limits, now() - limits.ageMilliseconds)
        try database.write { database in
            for write in writes { try ActivitySchema.put(write, database) }
            if prunes { try ActivitySchema.prune(database, limits, olderThan: oldest) }
        }
        writesSincePruning = prunes ? 0 : writesSincePruning + writes.count
    }

    // MARK: Reading

    func search(_ query: ActivityQuery) throws(RequestError) -> ActivityPage {
        let (sql, arguments) = query.statement
        let rows = try fetch(sql, arguments)
        let entries = rows.compactMap(\.entry)
        let hasMore = rows.count > query.limit
        let page = Array(entries.prefix(query.limit))
        return ActivityPage(entries: page, nextBeforeSequence: hasMore ? page.last?.sequence : nil)
    }

    func chat(before: Int64?, limit: Int) throws(RequestError) -> ChatPage {
        let rows = try fetch(
            "SELECT * FROM chat WHERE seq < ? ORDER BY seq DESC LIMIT ?",
            [before ?? .max, limit + 1]
        )
        let page = rows.prefix(limit).map(\.chatMessage)
        return ChatPage(
            messages: page,
            nextBeforeSequence: rows.count > limit ? page.last?.sequence : nil
        )
    }

    private func fetch(
        _ sql: String,
        _ arguments: StatementArguments
    ) throws(RequestError) -> [Row] {
        guard let database else {
            throw RequestError(.engineError, "The activity log is closed.")
        }
        do {
            return try database.read { try Row.fetchAll($0, sql: sql, arguments: arguments) }
        } catch {
            throw RequestError(.engineError, "The activity log cannot be read: \(error)")
        }
    }
}

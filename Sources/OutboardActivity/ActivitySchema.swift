import GRDB
import OutboardJSON
import OutboardProtocol

/// The tables, and how values become rows.
enum ActivitySchema {
    static func migrate(_ database: DatabaseQueue) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE activity (
                        seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, last_time INTEGER NOT NULL,
                        count INTEGER NOT NULL, level TEXT NOT NULL, source TEXT NOT NULL,
                        code TEXT NOT NULL, text TEXT NOT NULL, actor TEXT NOT NULL,
                        subject_kind TEXT, subject TEXT, link TEXT, data TEXT);
                    CREATE INDEX activity_time ON activity (time);
                    CREATE INDEX activity_subject ON activity (subject);
                    CREATE INDEX activity_actor ON activity (actor);
                    CREATE VIRTUAL TABLE activity_words USING fts5 (
                        text, code, actor, subject, content = 'activity', content_rowid = 'seq',
                        tokenize = 'unicode61 remove_diacritics 2');
                    CREATE TRIGGER activity_added AFTER INSERT ON activity BEGIN
                        INSERT INTO activity_words (rowid, text, code, actor, subject)
                        VALUES (new.seq, new.text, new.code, new.actor, new.subject);
                    END;
                    CREATE TRIGGER activity_removed AFTER DELETE ON activity BEGIN
                        INSERT INTO activity_words (activity_words, rowid, text, code, actor, subject)
                        VALUES ('delete', old.seq, old.text, old.code, old.actor, old.subject);
                    END;
                    CREATE TRIGGER activity_changed AFTER UPDATE OF text ON activity BEGIN
                        INSERT INTO activity_words (activity_words, rowid, text, code, actor, subject)
                        VALUES ('delete', old.seq, old.text, old.code, old.actor, old.subject);
                        INSERT INTO activity_words (rowid, text, code, actor, subject)
                        VALUES (new.seq, new.text, new.code, new.actor, new.subject);
                    END;
                    CREATE TABLE chat (
                        seq INTEGER PRIMARY KEY, user TEXT NOT NULL, text TEXT NOT NULL,
                        time INTEGER NOT NULL, nonce TEXT NOT NULL);
                    CREATE TABLE chat_read (user TEXT PRIMARY KEY, seq INTEGER NOT NULL);
                    """
            )
        }
        try migrator.migrate(database)
    }

    static func put(_ write: Write, _ database: Database) throws {
        switch write {
        case .entry(let entry): try put(entry, database)
        case .message(let message):
            try database.execute(
                sql:
                    "INSERT OR REPLACE INTO chat (seq, user, text, time, nonce) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    message.sequence, message.user, message.text, message.timeMilliseconds,
                    message.nonce,
                ]
            )
        case .readMark(let user, let sequence):
            try database.execute(
                sql: """
                    INSERT INTO chat_read (user, seq) VALUES (?, ?)
                    ON CONFLICT (user) DO UPDATE SET seq = max(seq, excluded.seq)
                    """,
                arguments: [user, sequence]
            )
        }
    }

    private static func put(_ entry: ActivityEntry, _ database: Database) throws {
        let note = entry.note
        let data = note.details.members.isEmpty ? nil : JSONValue.object(note.details).compactText
        try database.execute(
            sql: """
                INSERT INTO activity (seq, time, last_time, count, level, source, code, text, actor,
                    subject_kind, subject, link, data)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (seq) DO UPDATE SET last_time = excluded.last_time,
                    count = excluded.count, level = excluded.level, text = excluded.text,
                    link = excluded.link, data = excluded.data
                """,
            arguments: [
                entry.sequence, entry.timeMilliseconds, entry.lastMilliseconds, entry.count,
                note.level.rawValue, note.source.rawValue, note.code.rawValue, note.text,
                note.actor, note.subject?.kind.rawValue, note.subject?.id, note.link, data,
            ]
        )
    }

    /// Takes out what is too old, and the oldest of what is too much.
    static func prune(
        _ database: Database,
        _ limits: ActivityLog.Limits,
        olderThan time: Int64
    ) throws {
        try database.execute(
            sql: """
                DELETE FROM activity WHERE last_time < ? OR seq <= (
                    SELECT seq FROM activity ORDER BY seq DESC LIMIT 1 OFFSET ?)
                """,
            arguments: [time, limits.entries]
        )
        try database.execute(
            sql: """
                DELETE FROM chat WHERE seq <= (
                    SELECT seq FROM chat ORDER BY seq DESC LIMIT 1 OFFSET ?)
                """,
            arguments: [limits.messages]
        )
    }
}

extension ActivityQuery {
    /// The newest first, one more than a page.
    var statement: (sql: String, arguments: StatementArguments) {
        var conditions = ["TRUE"]
        var arguments = StatementArguments()
        func add(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
        if let words = text.flatMap(Self.words) {
            add("seq IN (SELECT rowid FROM activity_words WHERE activity_words MATCH ?)", [words])
        }
        if !levels.isEmpty {
            let marks = levels.map { _ in "?" }.joined(separator: ", ")
            add("level IN (\(marks))", StatementArguments(levels.map(\.rawValue)))
        }
        if let actor { add("actor = ?", [actor]) }
        if let subject { add("subject = ?", [subject]) }
        if let fromMilliseconds { add("last_time >= ?", [fromMilliseconds]) }
        if let toMilliseconds { add("time <= ?", [toMilliseconds]) }
        if let beforeSequence { add("seq < ?", [beforeSequence]) }
        arguments += [limit + 1]
        return (
            "SELECT * FROM activity WHERE \(conditions.joined(separator: " AND ")) "
                + "ORDER BY seq DESC LIMIT ?",
            arguments
        )
    }

    /// All words must be there, or begin words that are: what people type has no syntax. A text without a
    /// letter or a digit finds nothing.
    private static func words(_ text: String) -> String {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        guard !words.isEmpty else { return "\"\u{1}\"" }
        return words.map { "\"\($0)\"*" }.joined(separator: " AND ")
    }
}

extension Row {
    /// nil: it was written by a newer version, which knows kinds that this one does not.
    var entry: ActivityEntry? {
        guard let level = ActivityLevel(rawValue: self["level"]),
            let source = ActivitySource(rawValue: self["source"]),
            let code = ActivityCode(rawValue: self["code"])
        else { return nil }
        let kind = (self["subject_kind"] as String?).flatMap(ActivitySubject.Kind.init)
        let data = (self["data"] as String?).flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        return ActivityEntry(
            sequence: self["seq"],
            timeMilliseconds: self["time"],
            lastMilliseconds: self["last_time"],
            count: self["count"],
            note: ActivityNote(
                level,
                source,
                code,
                self["text"],
                actor: self["actor"],
                subject: kind.map { ActivitySubject($0, self["subject"]) },
                link: self["link"],
                details: data?.object ?? [:]
            )
        )
    }

    var chatMessage: ChatMessage {
        ChatMessage(
            sequence: self["seq"],
            user: self["user"],
            text: self["text"],
            timeMilliseconds: self["time"],
            nonce: self["nonce"]
        )
    }
}

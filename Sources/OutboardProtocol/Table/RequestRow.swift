import OutboardJSON

/// What there is to know of one request: its data, its reply, who may send it and what it costs.
///
/// A class, so that the decoder gets at a row without copying what is in it.
package final class RequestRow: Sendable {
    package let kind: Request.Kind
    package let group: RequestGroup
    /// The least that a client must be.
    package let role: Role
    /// One sentence.
    package let summary: String
    package let fields: [FieldRow]
    /// Of these groups of fields, one must be complete. Empty: there is no such choice.
    package let choices: [[String]]
    /// Fields of which one at most may be there.
    package let exclusive: [String]
    /// What `data` of the ack has beside `status`.
    package let reply: [FieldRow]
    /// What others hear of it.
    package let tells: [Notification.Kind]
    /// What it may be refused with, beside what any request may: `commonErrors`, and what bad fields give.
    package let errors: [ErrorCode]
    package let cost: RequestCost
    /// Whether UNDO takes it back.
    package let isUndoable: Bool
    /// Whether it moves a control, and may stand in a BATCH beside edits.
    package let isValue: Bool
    /// Whether it changes the session's structure, and may stand in a BATCH.
    package let isEdit: Bool
    /// Whether the envelope must name a session.
    package let needsSession: Bool
    /// What is to say beyond the summary, in Markdown. Empty: nothing.
    package let notes: String

    package init(
        _ kind: Request.Kind,
        _ group: RequestGroup,
        _ role: Role,
        _ summary: String,
        _ fields: [FieldRow] = [],
        choices: [[String]] = [],
        exclusive: [String] = [],
        reply: [FieldRow] = [],
        tells: [Notification.Kind] = [],
        errors: [ErrorCode] = [],
        cost: RequestCost = .one,
        isUndoable: Bool = false,
        isValue: Bool = false,
        isEdit: Bool = false,
        needsSession: Bool = true,
        notes: String = ""
    ) {
        self.kind = kind
        self.group = group
        self.role = role
        self.summary = summary
        self.fields = fields
        self.choices = choices
        self.exclusive = exclusive
        self.reply = reply
        self.tells = tells
        self.errors = errors
        self.cost = cost
        self.isUndoable = isUndoable
        self.isValue = isValue
        self.isEdit = isEdit
        self.needsSession = needsSession
        self.notes = notes
    }

    package var mayStandInBatch: Bool { isEdit || isValue }

    /// A change of the session's structure, which is undone with one step and may stand in a batch.
    package static func edit(
        _ kind: Request.Kind,
        _ group: RequestGroup,
        _ summary: String,
        _ fields: [FieldRow],
        choices: [[String]] = [],
        reply: [FieldRow] = [],
        errors: [ErrorCode] = [.trackNotFound],
        cost: RequestCost = .one,
        notes: String = ""
    ) -> RequestRow {
        RequestRow(
            kind,
            group,
            .engineer,
            summary,
            fields,
            choices: choices,
            reply: FieldRow.applied + reply,
            tells: [.sessionEdited],
            errors: errors,
            cost: cost,
            isUndoable: true,
            isEdit: true,
            notes: notes
        )
    }

    /// What any request may be refused with.
    package static let commonErrors: [ErrorCode] = [
        .invalidMessage, .unauthorized, .forbidden, .rateLimited, .engineError, .timeout,
    ]

    /// All that it may be refused with.
    package var allErrors: [ErrorCode] {
        var all = errors
        if !fields.isEmpty, !all.contains(.invalidParameter) { all.append(.invalidParameter) }
        if needsSession, !all.contains(.sessionNotFound) { all.append(.sessionNotFound) }
        return all + Self.commonErrors
    }

    /// Refuses `data` that is not what the row says.
    package func check(_ data: JSONObject) throws(RequestError) {
        do { try checkFields(data) } catch { throw error.error(in: "data of \(kind.rawValue)") }
    }

    func checkFields(_ data: JSONObject) throws(FieldFault) {
        try fields.check(data)
        if !choices.isEmpty, !choices.contains(where: { $0.allSatisfy { data[$0] != nil } }) {
            let missing = choices[0].first { data[$0] == nil }!
            let field = fields.first { $0.key == missing }
            let others = choices.dropFirst().map { $0.joined(separator: " and ") }
            throw FieldFault(
                code: field?.type.codeOfAbsence ?? .invalidMessage,
                complaint: "is missing, or else " + others.joined(separator: ", or "),
                path: [missing]
            )
        }
        if !exclusive.isEmpty {
            guard exclusive.count(where: { data[$0] != nil }) <= 1 else {
                let given = exclusive.filter { data[$0] != nil }
                throw FieldFault(
                    code: .invalidParameter,
                    complaint: "must not be there together with \(given[0])",
                    path: [given[1]]
                )
            }
        }
    }
}

/// How much of a client's rate a request takes; 1 is what a plain one does.
package enum RequestCost: Sendable, Equatable {
    case fixed(Double)
    /// 1, and a sixteenth for each element of that list.
    case perElement(of: String)

    package static let one = RequestCost.fixed(1)

    package func weight(of data: JSONObject) -> Double {
        switch self {
        case .fixed(let weight): weight
        case .perElement(let key): 1 + Double(data[key]?.array?.count ?? 0) / 16
        }
    }
}

/// The parts of the reference, in its order.
package enum RequestGroup: String, Sendable, CaseIterable {
    case connection = "Connection"
    case parameters = "Parameters and presets"
    case strips = "Faders, pans, mutes and solos"
    case tracks = "Tracks and buses"
    case sends = "Sends"
    case inserts = "Inserts"
    case automation = "Song and automation"
    case transport = "Transport and notes"
    case history = "Batches, undo and redo"
    case sessions = "Sessions"
    case recording = "Recording"
    case measuring = "Meters, loudness and sound"
    case engine = "Engine and devices"
    case plugins = "Installed plugins"
    case jobs = "Jobs"
    case people = "Chat and presence"
    case activity = "Activity"
}

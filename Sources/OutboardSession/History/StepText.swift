import OutboardModel
import OutboardProtocol

/// What changes do, for people, kept until names are others: who moves something does the same again and again.
struct StepTexts {
    private struct Key: Hashable {
        let kind: Request.Kind
        let subjects: Set<Subject>
    }

    private var texts: [Key: String] = [:]
    private static let countMax = 4_096

    mutating func text(
        of verb: any Verb,
        on subjects: Set<Subject>,
        in session: LiveSession
    ) -> String {
        let key = Key(kind: verb.kind, subjects: subjects)
        if let known = texts[key] { return known }
        if texts.count >= Self.countMax { texts = [:] }
        let text = verb.text(in: session)
        texts[key] = text
        return text
    }
}

extension Verb {
    /// "Fader of Vocals".
    fileprivate func text(in session: LiveSession) -> String {
        guard let subject = subjects.min(by: { $0.text < $1.text }) else { return kind.words }
        let document = session.document
        var parts = subject.parts[...]
        switch parts.popFirst() {
        case "strip":
            let id = TrackID(parts.popFirst() ?? "")
            return "\(kind.words) of \(document.name(of: id))"
        case "insert":
            let id = InsertID(parts.popFirst() ?? "")
            guard let place = document.place(of: id) else { return "\(kind.words) \(id)" }
            let name = document.strip(place.strip)!.inserts[place.index].name
            let symbol = parts.count == 2 ? "\(parts.last!) of " : ""
            return "\(kind.words): \(symbol)\(name) on \(document.name(of: place.strip))"
        default: return kind.words
        }
    }
}

extension SessionDocument {
    fileprivate func name(of id: TrackID) -> String {
        if id == .master { return "Master" }
        return tracks.first { $0.id == id }?.name ?? buses.first { $0.id == id }?.name ?? id.text
    }
}

extension Request.Kind {
    /// `TRACK_FADER` as "Track fader".
    fileprivate var words: String { allWords[self]! }
}

/// Made once: a hand that moves a control asks many times a second.
private let allWords = Dictionary(
    uniqueKeysWithValues: Request.Kind.allCases.map { kind in
        let lower = kind.rawValue.replacing("_", with: " ").lowercased()
        return (kind, lower.prefix(1).uppercased() + lower.dropFirst())
    }
)

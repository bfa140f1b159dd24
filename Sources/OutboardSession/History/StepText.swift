import OutboardModel
import OutboardProtocol

extension Verb {
    /// What it does, for people: "Fader of Vocals".
    func text(in session: LiveSession) -> String {
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

import OutboardModel
import OutboardProtocol

/// What an edit is about, from the larger to the smaller: an insert, its values, one of them. Two edits
/// are about the same where one of their subjects contains the other.
struct Subject: Hashable {
    let parts: [String]
    /// Made once: what moves is looked up many times a second.
    private let partsHash: Int

    init(_ parts: String...) { self.init(parts: parts) }

    func overlaps(_ other: Subject) -> Bool {
        parts.count < other.parts.count
            ? other.parts.starts(with: parts) : parts.starts(with: other.parts)
    }

    /// "strip/vox/fader".
    var text: String { parts.joined(separator: "/") }

    static func strip(_ id: TrackID, _ rest: String...) -> Subject {
        Subject(parts: ["strip", id.text] + rest)
    }

    static func insert(_ id: InsertID, _ rest: String...) -> Subject {
        Subject(parts: ["insert", id.text] + rest)
    }

    static func send(_ id: SendID, on strip: TrackID, _ rest: String...) -> Subject {
        Subject(parts: ["strip", strip.text, "send", id.text] + rest)
    }

    static func value(_ symbol: String, of id: InsertID) -> Subject {
        .insert(id, "values", symbol)
    }

    static func curve(_ target: AutomationCurve.Target) -> Subject {
        Subject("curve", target.key)
    }

    private init(parts: [String]) {
        self.parts = parts
        partsHash = parts.hashValue
    }

    func hash(into hasher: inout Hasher) { hasher.combine(partsHash) }
}

extension StripControl {
    var name: String {
        switch self {
        case .fader: "fader"
        case .pan: "pan"
        case .mute: "mute"
        case .solo: "solo"
        }
    }
}

extension DocumentEdit {
    var subjects: Set<Subject> {
        switch self {
        case .addTrack(let track, _): [.strip(track.id)] + track.strip.subjects
        case .addBus(let bus, _): [.strip(bus.id)] + bus.strip.subjects
        case .removeTrack(let id), .removeBus(let id): [.strip(id)]
        case .moveTrack(let id, _): [.strip(id, "place")]
        case .rename(let id, _): [.strip(id, "name")]
        case .setSource(let id, _): [.strip(id, "source")]
        case .setOutput(let id, _): [.strip(id, "output")]
        case .addSend(let send, let strip, _): [.send(send.id, on: strip)]
        case .removeSend(let id, let strip): [.send(id, on: strip)]
        case .setSendTap(let id, let strip, _): [.send(id, on: strip, "tap")]
        case .addInsert(let insert, _, _): [.insert(insert.id)]
        case .removeInsert(let id, _): [.insert(id)]
        case .moveInsert(let id, _, _, _): [.insert(id, "place")]
        case .replaceInsert(let id, _, let new): [.insert(id), .insert(new.id)]
        case .setBypass(let id, _, _): [.insert(id, "bypass")]
        case .setSideChain(let id, _, _): [.insert(id, "side_chain")]
        case .setAutomation(let target, _), .setAutomationMode(let target, _): [.curve(target)]
        case .setSong: [Subject("song")]
        case .renameSession: [Subject("name")]
        case .setControl(let id, let control): [.strip(id, control.name)]
        case .setSend(let id, let strip, _): [.send(id, on: strip, "values")]
        case .setParameter(let id, _, let symbol, _): [.value(symbol, of: id)]
        case .all(let edits): edits.reduce(into: []) { $0.formUnion($1.subjects) }
        }
    }
}

extension Strip {
    fileprivate var subjects: Set<Subject> { Set(inserts.map { .insert($0.id) }) }
}

private func + (left: Set<Subject>, right: Set<Subject>) -> Set<Subject> { left.union(right) }

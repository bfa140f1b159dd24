import OutboardJSON
import OutboardProtocol

/// The server's session, as far as it has been heard of.
package struct SessionMirror: Sendable, Equatable {
    package private(set) var epoch: String
    package private(set) var revision: UInt64
    /// `state_snapshot.data.session`, with all deltas since.
    package private(set) var session: JSONValue

    /// What came of a delta.
    enum Outcome: Equatable {
        case applied
        /// It is in here already.
        case known
        /// Something is missing: the whole is needed.
        case gap
    }

    /// From a `state_snapshot`.
    init?(snapshot data: JSONObject) {
        guard let epoch = data["epoch"]?.string, let session = data["session"],
            let revision = data["revision"]?.number.flatMap(UInt64.init(exactly:))
        else { return nil }
        self.epoch = epoch
        self.revision = revision
        self.session = session
    }

    /// From a `state_delta`.
    mutating func apply(delta data: JSONObject) -> Outcome {
        guard let from = data["from"]?.number.flatMap(UInt64.init(exactly:)),
            let to = data["to"]?.number.flatMap(UInt64.init(exactly:)), from <= to,
            let ops = data["ops"]
        else { return .gap }
        guard to > revision else { return .known }
        guard from == revision else { return .gap }
        do {
            try session.apply(JSONPatch(ops))
        } catch {
            return .gap
        }
        revision = to
        return .applied
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardSession

/// A client that knows nothing but what it is told: a snapshot, and patches of it.
final class StateReader: Sendable {
    struct Known {
        var session: JSONValue?
        /// The first that came.
        var firstSession: JSONValue?
        var epoch = ""
        var revision: UInt64 = 0
        var snapshotCount = 0
        var deltas: [StateDelta] = []
        var isResumed: Bool?
    }

    private let known = Mutex(Known())
    let name: String

    init(_ name: String) { self.name = name }

    var state: Known { known.withLock { $0 } }

    /// Where it would go on.
    var place: IdentifyRequest.Resume {
        known.withLock { .init(epoch: $0.epoch, revision: $0.revision) }
    }

    func attach(to fixture: EngineFixture, going on: Bool = false) async {
        fixture.engine.attach(name, as: Principal(user: name, role: .owner)) {
            self.take($0.notification)
        }
        let place = on ? place : nil
        let request = IdentifyRequest(topics: [.state], resume: place)
        _ = await fixture.ask(.identify(request), from: name)
    }

    func take(_ broadcast: Broadcast) { take(broadcast.notification) }

    private func take(_ notification: OutboardProtocol.Notification) {
        known.withLock { known in
            switch notification {
            case .identified(let it): known.isResumed = it.isResumed
            case .stateSnapshot(let it):
                // As it comes over the wire.
                known.session = it.message(notification)["session"]
                known.firstSession = known.firstSession ?? known.session
                known.epoch = it.epoch
                known.revision = it.revision
                known.snapshotCount += 1
            case .stateDelta(let it):
                #expect(it.from == known.revision, "a gap: \(known.revision) to \(it.from)")
                #expect(it.to > it.from)
                #expect(it.changes.map(\.revision) == Array(it.from + 1...it.to))
                known.deltas.append(it)
                do {
                    let wire = try JSONValue(
                        parsing: Array(it.patch.json.compactText.utf8),
                        limits: .file
                    )
                    try known.session?.apply(JSONPatch(wire))
                } catch {
                    Issue.record("a delta does not fit: \(error)")
                }
                known.revision = it.to
            default: break
            }
        }
    }
}

extension StateSnapshot {
    fileprivate func message(_ notification: OutboardProtocol.Notification) -> JSONObject {
        let text = notification.message.text(timeMilliseconds: 0)
        return try! ServerMessage(reading: Array(text.utf8)).data
    }
}

/// Random numbers by a seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

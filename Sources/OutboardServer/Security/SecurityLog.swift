import Logging
import OutboardJSON
import OutboardProtocol
import Synchronization

/// What happened at the door: kept for the administration's page, and logged.
///
/// No event has a token, a ticket or a part of one in it. The same of the same address within 5 s is one event
/// with a count, so that nobody can push the others out, or fill the disk with log lines.
final class SecurityLog: Sendable {
    enum Kind: String, Sendable {
        case badToken = "bad_token"
        case badTicket = "bad_ticket"
        case badAdministrator = "bad_admin_token"
        case badHost = "bad_host"
        case badOrigin = "bad_origin"
        case flood
        case blocked
        case unblocked
        case capacity
        case forbidden
        case kicked
        case ticketGiven = "ticket_given"
        case ticketUsed = "ticket_used"
    }

    struct Event: Sendable, Equatable {
        var kind: Kind
        /// The first of them, in milliseconds since 1970, UTC.
        var time: Int64
        var address: String
        var user: String?
        var count = 1

        fileprivate var lastTime: Int64

        init(kind: Kind, time: Int64, address: String, user: String?) {
            self.kind = kind
            self.time = time
            self.address = address
            self.user = user
            lastTime = time
        }

        var json: JSONValue {
            var object: JSONObject = [
                "kind": .string(kind.rawValue), "time": .string(timestamp(milliseconds: time)),
                "address": .string(address), "count": .integer(count),
            ]
            object["user"] = user.map(JSONValue.string)
            return .object(object)
        }
    }

    static let countMax = 1_000
    private static let foldMilliseconds: Int64 = 5_000
    /// Of the newest, those that one more may be folded into.
    private static let foldDepth = 32

    private struct State {
        var events: [Event] = []
        var next = 0
        var total = 0
    }

    private let state = Mutex(State())
    private let log: Logger

    init(log: Logger) { self.log = log }

    /// - Parameter now: in milliseconds since 1970, UTC.
    func note(_ kind: Kind, _ address: String, user: String? = nil, now: Int64) {
        let isNew = state.withLock { state in
            state.total += 1
            let count = state.events.count
            for back in 1...Self.foldDepth where back <= count {
                let index = (state.next - back + Self.countMax) % Self.countMax
                guard index < count else { continue }
                let event = state.events[index]
                guard event.kind == kind, event.address == address, event.user == user,
                    now - event.lastTime < Self.foldMilliseconds
                else { continue }
                state.events[index].count += 1
                state.events[index].lastTime = now
                return false
            }
            let event = Event(kind: kind, time: now, address: address, user: user)
            if count < Self.countMax {
                state.events.append(event)
            } else {
                state.events[state.next] = event
            }
            state.next = (state.next + 1) % Self.countMax
            return true
        }
        guard isNew else { return }
        log.notice(
            "security",
            metadata: [
                "kind": "\(kind.rawValue)", "address": "\(address)", "user": "\(user ?? "")",
            ]
        )
    }

    /// From the newest to the oldest.
    var events: [Event] {
        state.withLock { state in
            guard state.events.count == Self.countMax else { return state.events.reversed() }
            return Array((state.events[state.next...] + state.events[..<state.next]).reversed())
        }
    }

    /// All that there were, folded ones and those that are no longer kept.
    var total: Int { state.withLock { $0.total } }
}

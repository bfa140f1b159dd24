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
        /// The server ended a connection for what its client did, or did not do.
        case closed
        case ticketGiven = "ticket_given"
        case ticketUsed = "ticket_used"
    }

    struct Event: Sendable, Equatable {
        var kind: Kind
        /// The first of them, in milliseconds since 1970, UTC.
        var time: Int64
        var address: String
        var user: String?
        /// More of it, in words of ours.
        var detail: String?
        var count = 1

        fileprivate var lastTime: Int64

        init(kind: Kind, time: Int64, address: String, user: String?, detail: String? = nil) {
            self.kind = kind
            self.time = time
            self.address = address
            self.user = user
            self.detail = detail
            lastTime = time
        }

        var json: JSONValue {
            var object: JSONObject = [
                "kind": .string(kind.rawValue), "time": .string(timestamp(milliseconds: time)),
                "address": .string(address), "count": .integer(count),
            ]
            object["user"] = user.map(JSONValue.string)
            object["detail"] = detail.map(JSONValue.string)
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
    private let news: SecurityNews?

    /// - Parameter news: is told of each event too. nil: nobody is.
    init(log: Logger, news: SecurityNews? = nil) {
        self.log = log
        self.news = news
    }

    /// - Parameter now: in milliseconds since 1970, UTC.
    func note(
        _ kind: Kind,
        _ address: String,
        user: String? = nil,
        detail: String? = nil,
        now: Int64
    ) {
        let made = Event(kind: kind, time: now, address: address, user: user, detail: detail)
        let isNew = fold(made, now)
        news?.note(made, now: now)
        guard isNew else { return }
        log.notice(
            "security",
            metadata: [
                "kind": "\(kind.rawValue)", "address": "\(address)", "user": "\(user ?? "")",
                "detail": "\(detail ?? "")",
            ]
        )
    }

    /// - Returns: whether it is an event of its own.
    private func fold(_ made: Event, _ now: Int64) -> Bool {
        state.withLock { state in
            state.total += 1
            let count = state.events.count
            for back in 1...Self.foldDepth where back <= count {
                let index = (state.next - back + Self.countMax) % Self.countMax
                guard index < count else { continue }
                let event = state.events[index]
                guard event.kind == made.kind, event.address == made.address,
                    event.user == made.user, event.detail == made.detail,
                    now - event.lastTime < Self.foldMilliseconds
                else { continue }
                state.events[index].count += 1
                state.events[index].lastTime = now
                return false
            }
            if count < Self.countMax {
                state.events.append(made)
            } else {
                state.events[state.next] = made
            }
            state.next = (state.next + 1) % Self.countMax
            return true
        }
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

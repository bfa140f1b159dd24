import OutboardJSON
import OutboardProtocol
import Synchronization

/// Tells the activity log what happens at the door, gathered and bounded.
///
///     note ─▶ waiting, by what, where and who ── a quarter of a second later ─▶ one note each, with its count
///
/// A flood from many addresses would push everybody else's entries out of the log, so only so many addresses
/// get an entry of their own: 32 at once, and one more every ten seconds. All others are counted together, by
/// code. So what waits here, what the control thread is told and what the log keeps is bounded, and every
/// event is in a count. Nothing of a token is in any text.
final class SecurityNews: Sendable {
    static let gatherMilliseconds: Int64 = 250
    static let addressesAtOnce = 32
    static let secondsPerAddress = 10
    /// As long as the activity log folds: an address that has an entry gets no second one for that.
    private static let foldMilliseconds: Int64 = 5_000

    private struct Key: Hashable {
        let code: ActivityCode
        /// nil: many.
        var address: String?
        var user = ""
    }

    private struct State {
        var waiting: [Key: ActivityNote] = [:]
        var order: [Key] = []
        /// When those that were told last were told, in milliseconds.
        var told: [Key: Int64] = [:]
        var budget = RateLimiter(
            perSecond: 1,
            burstSeconds: SecurityNews.addressesAtOnce * SecurityNews.secondsPerAddress
        )
    }

    private let state = Mutex(State())
    private let tell: @Sendable (ActivityNote) -> Void
    /// Calls `tellWaiting` after a while.
    private let later: @Sendable (SecurityNews) -> Void

    init(
        tell: @escaping @Sendable (ActivityNote) -> Void,
        later: @escaping @Sendable (SecurityNews) -> Void
    ) {
        self.tell = tell
        self.later = later
    }

    /// From any thread. O(1), but for once in a while O(addresses that have an entry).
    ///
    /// - Parameter now: in milliseconds since 1970, UTC.
    func note(_ event: SecurityLog.Event, now: Int64) {
        guard let code = event.kind.code else { return }
        let isFirst = state.withLock { state in
            let key = Self.key(
                Key(code: code, address: event.address, user: event.user ?? ""),
                now,
                &state
            )
            if state.waiting[key] != nil {
                state.waiting[key]?.times += 1
                return false
            }
            state.waiting[key] =
                key.address == nil ? Self.noteOfMany(code) : ActivityNote(event, code)
            state.order.append(key)
            return state.order.count == 1
        }
        if isFirst { later(self) }
    }

    /// Its own, or that of many.
    private static func key(_ key: Key, _ now: Int64, _ state: inout State) -> Key {
        if state.waiting[key] != nil { return key }
        if let time = state.told[key], now - time < foldMilliseconds { return key }
        guard
            state.budget.admit(cost: Double(secondsPerAddress), now: now * 1_000_000) == nil
        else { return Key(code: key.code) }
        state.told = state.told.filter { now - $0.value < foldMilliseconds }
        state.told[key] = now
        return key
    }

    /// Tells what has been gathered.
    func tellWaiting() {
        let notes = state.withLock { state in
            let notes = state.order.compactMap { state.waiting[$0] }
            state.waiting = [:]
            state.order = []
            return notes
        }
        for note in notes { tell(note) }
    }

    private static func noteOfMany(_ code: ActivityCode) -> ActivityNote {
        let text =
            switch code {
            case .authenticationFailed: "Wrong tokens were shown from many addresses."
            case .permissionDenied: "Many asked for what their role may not."
            case .originRefused: "Pages of other origins or names were refused to many addresses."
            case .addressBlocked: "Many addresses are not served for a while."
            default: "Many connections were closed."
            }
        return ActivityNote(.warning, .security, code, text)
    }
}

extension SecurityLog.Kind {
    /// What the activity log calls it. nil: it is not for everybody, or is told by another event.
    fileprivate var code: ActivityCode? {
        switch self {
        case .badToken, .badTicket, .badAdministrator: .authenticationFailed
        case .badHost, .badOrigin: .originRefused
        case .forbidden: .permissionDenied
        case .blocked: .addressBlocked
        case .kicked, .capacity, .closed: .connectionClosed
        case .flood, .unblocked, .ticketGiven, .ticketUsed: nil
        }
    }
}

extension ActivityNote {
    fileprivate init(_ event: SecurityLog.Event, _ code: ActivityCode) {
        let place = event.address
        let who = event.user ?? "Somebody"
        let text =
            switch event.kind {
            case .badTicket: "A ticket that does not hold was shown from \(place)."
            case .badAdministrator: "A wrong token of the administration was shown from \(place)."
            case .badHost: "\(place) asked for this server by a name that is not its own."
            case .badOrigin: "A page of another origin was refused, opened at \(place)."
            case .forbidden: "\(who) asked from \(place) for what their role may not."
            case .blocked: "\(place) is not served for a while."
            case .kicked:
                event.user.map { "\($0) put a connection out." }
                    ?? "The administration put a connection out."
            case .capacity: "A connection from \(place) was turned away: there are too many."
            case .closed:
                "The connection of \(who) from \(place) was closed: \(event.detail ?? "")."
            default: "A wrong token was shown from \(place)."
            }
        var details: JSONObject = ["event": .string(event.kind.rawValue)]
        details["reason"] = event.detail.map(JSONValue.string)
        self.init(
            event.kind == .kicked ? .info : .warning,
            .security,
            code,
            text,
            actor: event.user ?? "",
            subject: ActivitySubject(.address, place),
            details: details
        )
    }
}

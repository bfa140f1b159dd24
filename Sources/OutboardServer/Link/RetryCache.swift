import NIOCore
import OutboardProtocol
import Synchronization

/// Answers to requests that a client may ask again, because it never saw the first answer: whatever it
/// asks twice is done once.
///
/// Refusals are not kept: nothing was changed, and the same request may succeed later.
final class RetryCache: Sendable {
    /// Which request: what a client calls it, and which client it is.
    struct Key: Hashable {
        let user: String
        /// What the client calls itself, over all its connections.
        let client: String
        let id: String

        fileprivate var owner: Owner { Owner(user: user, client: client) }
    }

    typealias Answer = Result<Ack, RequestError>

    enum Decision {
        /// To be done, and its result given to `finish`.
        case isNew
        /// Done already.
        case isKnown(Answer)
        /// Being done: the answer comes to `waiter`.
        case isOnItsWay
    }

    static let lifetimeNanoseconds: Int64 = 300_000_000_000

    private let state: Mutex<State>

    init(perClient: Int = 1_024, inAll: Int = 10_000) {
        state = Mutex(State(perClient: perClient, inAll: inAll))
    }

    /// How many are kept.
    var count: Int { state.withLock { $0.entries.count } }

    /// What is kept of their order, with what is gone already.
    var placeCount: Int {
        state.withLock { state in
            state.clients.values.reduce(state.order.count) { $0 + $1.order.count }
        }
    }

    /// - Parameter waiter: called once, on whichever thread, where it is on its way.
    func begin(
        _ key: Key,
        _ kind: Request.Kind,
        now: Int64,
        waiter: @escaping @Sendable (Answer) -> Void
    ) -> Decision {
        state.withLock { $0.begin(key, kind, now: now, waiter: waiter) }
    }

    /// Keeps an answer, and gives it to who waits for it.
    func finish(_ key: Key, _ answer: Answer) {
        let waiters = state.withLock { $0.finish(key, answer) }
        for waiter in waiters { waiter(Self.again(answer)) }
    }

    private static func again(_ answer: Answer) -> Answer {
        answer.map { ack in
            var ack = ack
            ack.extra["duplicate"] = true
            return ack
        }
    }
}

extension RetryCache {
    fileprivate struct Owner: Hashable {
        let user: String
        let client: String
    }

    private struct Entry {
        let kind: Request.Kind
        let begunAt: Int64
        let serial: Int
        /// nil: on its way.
        var ack: Ack?
        var waiters: [@Sendable (Answer) -> Void] = []
    }

    /// Where an entry stands in the order of arrival. Entries that are gone leave theirs behind for a while.
    private struct Place {
        let key: Key
        let serial: Int
    }

    private struct State {
        let perClient: Int
        let inAll: Int
        var entries: [Key: Entry] = [:]
        /// Oldest first.
        var order = CircularBuffer<Place>()
        var clients: [Owner: (count: Int, order: CircularBuffer<Place>)] = [:]
        var nextSerial = 0

        init(perClient: Int, inAll: Int) {
            self.perClient = perClient
            self.inAll = inAll
        }

        mutating func begin(
            _ key: Key,
            _ kind: Request.Kind,
            now: Int64,
            waiter: @escaping @Sendable (Answer) -> Void
        ) -> Decision {
            dropExpired(now)
            guard let known = entries[key] else {
                add(key, kind, now)
                return .isNew
            }
            guard known.kind == kind else {
                return .isKnown(.failure(RetryCache.taken(key.id, by: known.kind)))
            }
            if let ack = known.ack { return .isKnown(RetryCache.again(.success(ack))) }
            entries[key]?.waiters.append(waiter)
            return .isOnItsWay
        }

        mutating func finish(_ key: Key, _ answer: Answer) -> [@Sendable (Answer) -> Void] {
            guard let entry = entries[key], entry.ack == nil else { return [] }
            switch answer {
            case .success(let ack):
                entries[key]?.ack = ack
                entries[key]?.waiters = []
            case .failure: remove(key)
            }
            return entry.waiters
        }

        private mutating func add(_ key: Key, _ kind: Request.Kind, _ now: Int64) {
            if let client = clients[key.owner], client.count >= perClient {
                dropOldest(of: client.order)
            }
            if entries.count >= inAll { dropOldest(of: order) }
            let place = Place(key: key, serial: nextSerial)
            nextSerial += 1
            entries[key] = Entry(kind: kind, begunAt: now, serial: place.serial)
            order.append(place)
            clients[key.owner, default: (0, [])].count += 1
            clients[key.owner]!.order.append(place)
            tidy(key.owner)
        }

        private mutating func remove(_ key: Key) {
            guard entries.removeValue(forKey: key) != nil else { return }
            trim(&order)
            clients[key.owner]!.count -= 1
            if clients[key.owner]!.count == 0 {
                clients[key.owner] = nil
            } else {
                trim(&clients[key.owner]!.order)
            }
        }

        /// So that the oldest that is still here is found at once.
        private func trim(_ places: inout CircularBuffer<Place>) {
            while let first = places.first, !stands(first) { places.removeFirst() }
        }

        /// What is on its way stays: done twice is what must not happen.
        private mutating func dropOldest(of places: CircularBuffer<Place>) {
            let oldest = places.first { stands($0) && entries[$0.key]?.ack != nil }
            if let oldest { remove(oldest.key) }
        }

        private mutating func dropExpired(_ now: Int64) {
            while let first = order.first, let entry = entries[first.key],
                now - entry.begunAt > RetryCache.lifetimeNanoseconds
            {
                remove(first.key)
            }
        }

        private func stands(_ place: Place) -> Bool { entries[place.key]?.serial == place.serial }

        /// Forgets places of what is gone, when they are the greater part.
        private mutating func tidy(_ owner: Owner) {
            if order.count > 2 * entries.count + 64 { order = CircularBuffer(order.filter(stands)) }
            if let client = clients[owner], client.order.count > 2 * client.count + 64 {
                clients[owner]!.order = CircularBuffer(client.order.filter(stands))
            }
        }
    }

    private static func taken(_ id: String, by kind: Request.Kind) -> RequestError {
        RequestError(
            .conflict,
            "The id \"\(id)\" was that of a \(kind.rawValue) already.",
            hint: "Give each request an id of its own.",
            field: "id"
        )
    }
}

import Dispatch
import OutboardIO
import Synchronization

/// Asks drivers for their devices, each on a queue of its own, and waits for none for ever.
///
///     ask ─▶ query of each driver ─▶ is one under way? joined : begun ─▶ listing, or the limit ─▶ all are there
///
/// A driver that hangs holds one thread, however often it is asked.
final class DriverLister: Sendable {
    typealias Listings = [(name: String, listing: DriverListing)]

    private let queries: [DriverQuery]
    private let limitMilliseconds: Int

    init(_ kinds: [DriverKind], limitMilliseconds: Int) {
        queries = kinds.map(DriverQuery.init)
        self.limitMilliseconds = limitMilliseconds
    }

    /// - Parameter done: is called once, on any thread, with all drivers in their order. [any]
    func list(_ done: @escaping @Sendable (Listings) -> Void) {
        guard !queries.isEmpty else { return done([]) }
        let gathering = Gathering()
        for query in queries {
            query.ask(limitMilliseconds: limitMilliseconds) { [queries] listing in
                let all = gathering.add(query.kind.name, listing, of: queries.count)
                guard let all else { return }
                done(queries.map { ($0.kind.name, all[$0.kind.name]!) })
            }
        }
    }
}

/// What came so far.
private final class Gathering: Sendable {
    private let listings = Mutex<[String: DriverListing]>([:])

    /// Returns all of them with the last one.
    func add(_ name: String, _ listing: DriverListing, of count: Int) -> [String: DriverListing]? {
        listings.withLock {
            $0[name] = listing
            return $0.count == count ? $0 : nil
        }
    }
}

/// One driver, asked for its devices.
private final class DriverQuery: Sendable {
    typealias Done = @Sendable (DriverListing) -> Void

    private struct State {
        var isUnderWay = false
        var nextID: UInt64 = 0
        var waiting: [UInt64: Done] = [:]
    }

    let kind: DriverKind
    private let queue: DispatchQueue
    private let state = Mutex(State())

    init(_ kind: DriverKind) {
        self.kind = kind
        queue = DispatchQueue(label: "outboard-devices-\(kind.name)", qos: .utility)
    }

    /// - Parameter done: is called once: with the listing, or with a problem when the limit is over.
    func ask(limitMilliseconds: Int, _ done: @escaping Done) {
        let (id, begins) = state.withLock { state in
            let id = state.nextID
            state.nextID += 1
            state.waiting[id] = done
            defer { state.isUnderWay = true }
            return (id, !state.isUnderWay)
        }
        if begins {
            queue.async { [self] in
                let listing = kind.list()
                let waiting = state.withLock { state in
                    state.isUnderWay = false
                    defer { state.waiting = [:] }
                    return state.waiting
                }
                for done in waiting.values { done(listing) }
            }
        }
        DispatchQueue.global(qos: .utility)
            .asyncAfter(deadline: .now() + .milliseconds(limitMilliseconds)) { [self] in
                let waiting = state.withLock { $0.waiting.removeValue(forKey: id) }
                waiting?(
                    DriverListing(
                        isRunning: false,
                        problem: "it has not answered within \(limitMilliseconds) ms; if it hangs, "
                            + "end it and ask again"
                    )
                )
            }
    }
}

import OutboardProtocol
import OutboardSession
import Synchronization

/// What the engine tells one AG-UI client, on its way from the control thread to the stream.
///
///     engine ── offer ──▶ bounded queue ──▶ the route's task ──▶ HTTPStream
///
/// What must arrive and has no room ends the queue: the client comes again with the last id that it had, and goes
/// on from there. What is told each second is left out while there is little room.
final class AGUIFeed: Sendable {
    enum Item: Sendable {
        case told(Broadcast)
        /// The run's time is over.
        case ended
    }

    static let capacity = 256
    /// So much is kept free for what must arrive.
    static let reserve = 64

    let items: AsyncStream<Item>
    private let queue: AsyncStream<Item>.Continuation
    private let state = Mutex((waiting: 0, hasLost: false))

    init() {
        (items, queue) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(Self.capacity + 1)
        )
    }

    /// Something was lost, so the rest is of no use.
    var hasLost: Bool { state.withLock { $0.hasLost } }

    /// [any]
    func offer(_ broadcast: Broadcast) {
        state.withLock { state in
            let limit =
                broadcast.delivery == .droppable ? Self.capacity - Self.reserve : Self.capacity
            guard state.waiting < limit else {
                if broadcast.delivery != .droppable {
                    state.hasLost = true
                    queue.finish()
                }
                return
            }
            state.waiting += 1
            queue.yield(.told(broadcast))
        }
    }

    func noteTaken() { state.withLock { $0.waiting -= 1 } }

    func end() {
        queue.yield(.ended)
        queue.finish()
    }
}

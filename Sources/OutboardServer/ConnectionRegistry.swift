import NIOCore
import OutboardWebSocket
import Synchronization

/// The WebSocket connections that are open.
final class ConnectionRegistry: Sendable {
    private let channels = Mutex<[String: any Channel]>([:])
    private let serial = Atomic<Int>(0)

    var count: Int { channels.withLock { $0.count } }

    /// A name for a new connection: one after the other, and never again while the server runs.
    func makeID() -> String {
        "c" + String(serial.add(1, ordering: .relaxed).newValue)
    }

    func add(_ id: String, _ channel: any Channel) {
        channels.withLock { $0[id] = channel }
    }

    func remove(_ id: String) {
        channels.withLock { _ = $0.removeValue(forKey: id) }
    }

    /// Tells everybody that the server goes away.
    func closeAll() {
        for channel in channels.withLock({ Array($0.values) }) {
            channel.writeAndFlush(
                WebSocketOutbound.close(.goingAway, reason: "the server is shutting down"),
                promise: nil
            )
        }
    }
}

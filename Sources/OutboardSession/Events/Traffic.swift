import Synchronization

/// What connections carry, counted by the server and told by the engine. Each count stands for itself, so
/// relaxed order does. [any]
package final class Traffic: Sendable {
    package struct Counts: Sendable, Equatable {
        package var connections = 0
        package var bytesIn = 0
        package var bytesOut = 0
        package var messagesIn = 0
        package var messagesOut = 0
    }

    private let connections = Atomic<Int>(0)
    private let bytesIn = Atomic<Int>(0)
    private let bytesOut = Atomic<Int>(0)
    private let messagesIn = Atomic<Int>(0)
    private let messagesOut = Atomic<Int>(0)

    package init() {}

    package func noteOpened() { connections.wrappingAdd(1, ordering: .relaxed) }
    package func noteClosed() { connections.wrappingSubtract(1, ordering: .relaxed) }

    package func noteReceived(bytes: Int) {
        bytesIn.wrappingAdd(bytes, ordering: .relaxed)
        messagesIn.wrappingAdd(1, ordering: .relaxed)
    }

    package func noteSent(bytes: Int) {
        bytesOut.wrappingAdd(bytes, ordering: .relaxed)
        messagesOut.wrappingAdd(1, ordering: .relaxed)
    }

    package var counts: Counts {
        Counts(
            connections: connections.load(ordering: .relaxed),
            bytesIn: bytesIn.load(ordering: .relaxed),
            bytesOut: bytesOut.load(ordering: .relaxed),
            messagesIn: messagesIn.load(ordering: .relaxed),
            messagesOut: messagesOut.load(ordering: .relaxed)
        )
    }
}

import Synchronization

/// What connections carry: counted once, by each connection for itself, and summed up when somebody asks.
///
///     connection ─▶ Line ─┬▶ its row on the administration's page
///                         └▶ Traffic: lines that are open + what closed ones left ─▶ metrics, samples
package final class Traffic: Sendable {
    package struct Counts: Sendable, Equatable {
        package var connections = 0
        package var bytesIn = 0
        package var bytesOut = 0
        package var messagesIn = 0
        package var messagesOut = 0
        /// Messages that were refused before the engine saw them.
        package var errors = 0

        package init() {}

        static func += (left: inout Counts, right: Counts) {
            left.connections += right.connections
            left.bytesIn += right.bytesIn
            left.bytesOut += right.bytesOut
            left.messagesIn += right.messagesIn
            left.messagesOut += right.messagesOut
            left.errors += right.errors
        }
    }

    /// One connection's part. Written on its event loop alone, and read on others: each count by itself is
    /// right, and that all of them are of one moment is not needed, so relaxed order does. [any]
    package final class Line: Sendable {
        private let bytesIn = Atomic<Int>(0)
        private let bytesOut = Atomic<Int>(0)
        private let messagesIn = Atomic<Int>(0)
        private let messagesOut = Atomic<Int>(0)
        private let errors = Atomic<Int>(0)

        package init() {}

        package func noteReceived(bytes: Int) {
            bytesIn.wrappingAdd(bytes, ordering: .relaxed)
            messagesIn.wrappingAdd(1, ordering: .relaxed)
        }

        package func noteSent(bytes: Int) {
            bytesOut.wrappingAdd(bytes, ordering: .relaxed)
            messagesOut.wrappingAdd(1, ordering: .relaxed)
        }

        package func noteError() { errors.wrappingAdd(1, ordering: .relaxed) }

        /// `connections` is 1.
        package var counts: Counts {
            var counts = Counts()
            counts.connections = 1
            counts.bytesIn = bytesIn.load(ordering: .relaxed)
            counts.bytesOut = bytesOut.load(ordering: .relaxed)
            counts.messagesIn = messagesIn.load(ordering: .relaxed)
            counts.messagesOut = messagesOut.load(ordering: .relaxed)
            counts.errors = errors.load(ordering: .relaxed)
            return counts
        }
    }

    private struct State {
        var open: [ObjectIdentifier: Line] = [:]
        /// Of lines that are closed: no connections.
        var ended = Counts()
    }

    private let state = Mutex(State())

    package init() {}

    /// A connection is there. Its counts are part of all from now on.
    package func open(_ line: Line) {
        state.withLock { $0.open[ObjectIdentifier(line)] = line }
    }

    /// A connection is over. What it carried stays.
    package func close(_ line: Line) {
        state.withLock { state in
            guard let line = state.open.removeValue(forKey: ObjectIdentifier(line)) else { return }
            var counts = line.counts
            counts.connections = 0
            state.ended += counts
        }
    }

    /// Of all connections since the start. O(open connections).
    package var counts: Counts {
        state.withLock { state in
            state.open.values.reduce(into: state.ended) { $0 += $1.counts }
        }
    }
}

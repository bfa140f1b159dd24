import OutboardWebSocket

/// What happens on a connection, in its order. `closed` or `failed` is the last.
package enum WireEvent: Sendable {
    case opened
    case text([UInt8])
    case meters(MeterReport)
    /// The code that the server gave. nil: none, or there was no connection.
    case closed(WebSocketCloseCode?)
    /// There is none, and another try would end the same way: what is in the way.
    case failed(String)
}

/// One connection, open or on its way to be.
package protocol Wire: AnyObject, Sendable {
    var events: AsyncStream<WireEvent> { get }
    func send(_ text: [UInt8])
    func close()
}

/// Makes connections.
package protocol Transport: Sendable {
    /// Returns at once; whether it opens is told.
    func open() -> any Wire
}

/// Time for a link.
package protocol LinkClock: Sendable {
    /// Only goes forward, in nanoseconds.
    var now: Int64 { get }
    /// Returns at that time, or when the task is cancelled.
    func sleep(until nanoseconds: Int64) async
}

/// The machine's own.
package struct SystemLinkClock: LinkClock {
    private let begin = ContinuousClock.now

    package init() {}

    package var now: Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - begin).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    package func sleep(until nanoseconds: Int64) async {
        try? await Task.sleep(until: begin + .nanoseconds(nanoseconds), clock: .continuous)
    }
}

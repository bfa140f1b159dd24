import OutboardClient

/// Shows each message that another transport's connections carry.
struct TappedTransport: Transport {
    enum Direction: Sendable { case received, sent }

    struct Message: Sendable {
        var direction: Direction
        var text: [UInt8]
        var nanoseconds: Int64
    }

    let inner: any Transport
    let clock: any LinkClock
    let tap: @Sendable (Message) -> Void

    func open() -> any Wire { TappedWire(inner.open(), self) }

    fileprivate func show(_ direction: Direction, _ text: [UInt8]) {
        tap(Message(direction: direction, text: text, nanoseconds: clock.now))
    }
}

private final class TappedWire: Wire {
    let events: AsyncStream<WireEvent>
    private let inner: any Wire
    private let transport: TappedTransport

    init(_ inner: any Wire, _ transport: TappedTransport) {
        self.inner = inner
        self.transport = transport
        let (events, sink) = AsyncStream<WireEvent>.makeStream()
        self.events = events
        Task {
            for await event in inner.events {
                if case .text(let text) = event { transport.show(.received, text) }
                sink.yield(event)
            }
            sink.finish()
        }
    }

    func send(_ text: [UInt8]) {
        transport.show(.sent, text)
        inner.send(text)
    }

    func close() { inner.close() }
}

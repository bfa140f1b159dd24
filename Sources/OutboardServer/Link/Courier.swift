import NIOCore
import OutboardProtocol
import OutboardSession
import Synchronization

/// Where whoever has something for a connection puts it. [any]
final class Mailbox: Sendable {
    fileprivate let connection: NIOLoopBound<Connection>
    private let courier: Courier

    init(_ connection: Connection, _ courier: Courier, _ eventLoop: any EventLoop) {
        self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
        self.courier = courier
    }

    func put(_ parcel: Courier.Parcel) { courier.send(parcel, to: self) }

    /// What is answered while it was handed over goes out at once, unless it would overtake something.
    func reply(
        _ place: ReplyQueue.Place,
        _ result: Result<Ack, RequestError>,
        _ tag: RequestTag
    ) {
        if courier.isIdleHere, connection.value.isSettling {
            connection.value.finish(place, result, tag)
        } else {
            put(.reply(place, result, tag))
        }
    }
}

/// Brings what the control thread has for connections to their event loop, in its order: as many parcels as
/// wait in one go, and one flush for each connection that got any.
final class Courier: Sendable {
    enum Parcel: Sendable {
        // Outside, so that what goes to a thousand is small.
        indirect case reply(ReplyQueue.Place, Result<Ack, RequestError>, RequestTag)
        case news(Broadcast)
        case meters(MeterReading)
        case sound(ListenBlock)
    }

    private let eventLoop: any EventLoop
    private let waiting = Mutex<[(Mailbox, Parcel)]>([])

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Whether this is the event loop, and nothing waits.
    fileprivate var isIdleHere: Bool {
        eventLoop.inEventLoop && waiting.withLock { $0.isEmpty }
    }

    /// From any thread.
    fileprivate func send(_ parcel: Parcel, to mailbox: Mailbox) {
        let isFirst = waiting.withLock { waiting in
            waiting.append((mailbox, parcel))
            return waiting.count == 1
        }
        if isFirst { eventLoop.execute { self.deliver() } }
    }

    private func deliver() {
        let parcels = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        var touched: [Connection] = []
        for (mailbox, parcel) in parcels {
            let connection = mailbox.connection.value
            if connection.take(parcel) { touched.append(connection) }
        }
        for connection in touched { connection.settle() }
    }
}

/// The couriers of a server, one for each of its event loops.
final class Couriers: Sendable {
    private let couriers = Mutex<[ObjectIdentifier: Courier]>([:])

    func courier(of eventLoop: any EventLoop) -> Courier {
        couriers.withLock { couriers in
            if let known = couriers[ObjectIdentifier(eventLoop)] { return known }
            let courier = Courier(eventLoop)
            couriers[ObjectIdentifier(eventLoop)] = courier
            return courier
        }
    }
}

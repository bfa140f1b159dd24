import NIOCore
import OutboardProtocol
import OutboardSession
import Synchronization

/// Brings what the control thread has for connections to their event loop, in its order: as many parcels as
/// wait in one go, and one flush for each connection that got any.
final class Courier: Sendable {
    enum Parcel: Sendable {
        case reply(ReplyQueue.Place, Result<Ack, RequestError>, RequestTag)
        case news(Broadcast)
        case meters(MeterReading)
        case sound(ListenBlock)
    }

    private let eventLoop: any EventLoop
    private let waiting = Mutex<[(NIOLoopBound<Connection>, Parcel)]>([])

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// From any thread.
    func send(_ parcel: Parcel, to connection: NIOLoopBound<Connection>) {
        // What was answered while it was handed over goes out at once, unless it would overtake something.
        if case .reply(let place, let result, let tag) = parcel, eventLoop.inEventLoop,
            connection.value.isSettling, waiting.withLock({ $0.isEmpty })
        {
            return connection.value.finish(place, result, tag)
        }
        let isFirst = waiting.withLock { waiting in
            waiting.append((connection, parcel))
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
        for (bound, parcel) in parcels {
            let connection = bound.value
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

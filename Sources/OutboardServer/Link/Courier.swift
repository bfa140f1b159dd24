import NIOCore
import OutboardProtocol
import OutboardSession
import Synchronization

/// Where whoever has something for a connection puts it. [any]
final class Mailbox: Sendable {
    fileprivate let connection: NIOLoopBound<Connection>
    private let courier: Courier
    // SAFETY: read and written under the courier's lock alone.
    /// The batch that its newest parcel is in, and where.
    fileprivate nonisolated(unsafe) var newest = (batch: -1, index: 0)

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
/// wait in one go, and one flush for each connection that got any, right behind its last: with a thousand of them,
/// to come back to each is to fetch it from memory twice.
final class Courier: Sendable {
    enum Parcel: Sendable {
        // Outside, so that what goes to a thousand is small.
        indirect case reply(ReplyQueue.Place, Result<Ack, RequestError>, RequestTag)
        case news(Broadcast)
        case meters(MeterReading)
        case sound(ListenBlock)
    }

    private struct Item {
        let mailbox: Mailbox
        let parcel: Parcel
        /// Of this connection, in this batch.
        var isLast = true
    }

    private struct Batch {
        var number = 0
        var items: [Item] = []
    }

    private let eventLoop: any EventLoop
    private let waiting = Mutex(Batch())

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Whether this is the event loop, and nothing waits.
    fileprivate var isIdleHere: Bool {
        eventLoop.inEventLoop && waiting.withLock { $0.items.isEmpty }
    }

    /// From any thread.
    fileprivate func send(_ parcel: Parcel, to mailbox: Mailbox) {
        let isFirst = waiting.withLock { batch in
            if mailbox.newest.batch == batch.number {
                batch.items[mailbox.newest.index].isLast = false
            }
            mailbox.newest = (batch.number, batch.items.count)
            batch.items.append(Item(mailbox: mailbox, parcel: parcel))
            return batch.items.count == 1
        }
        if isFirst { eventLoop.execute { self.deliver() } }
    }

    private func deliver() {
        let items = waiting.withLock { batch in
            let items = batch.items
            batch = Batch(number: batch.number + 1)
            return items
        }
        for item in items {
            let connection = item.mailbox.connection.value
            connection.take(item.parcel)
            if item.isLast { connection.settle() }
        }
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

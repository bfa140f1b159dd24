import NIOCore
import OutboardProtocol
import OutboardSession
import OutboardWebSocket
import Synchronization

/// Where whoever has something for a connection puts it. [any]
final class Mailbox: Listener {
    fileprivate let connection: NIOLoopBound<Connection>
    private let courier: Courier

    init(_ connection: Connection, _ courier: Courier, _ eventLoop: any EventLoop) {
        self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
        self.courier = courier
    }

    var carrier: any Carrier { courier }

    func put(_ parcel: Courier.Parcel) { courier.send(.parcel(parcel, self)) }

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

/// Brings what the control thread has for connections to their event loop, in its order: as many errands as
/// wait in one go, and one flush for each connection that got any, right behind its last: with a thousand of them,
/// to come back to each is to fetch it from memory twice.
final class Courier: Carrier {
    enum Parcel: Sendable {
        case reply(ReplyQueue.Place, Result<Ack, RequestError>, RequestTag)
        case meters(MeterReading)
        case sound(ListenBlock)
    }

    fileprivate enum Errand: Sendable {
        case parcel(Parcel, Mailbox)
        /// Mailboxes, each once.
        case news(Broadcast, [any Listener])
    }

    private let eventLoop: any EventLoop
    private let clocks: Clocks
    private let waiting = Mutex<[Errand]>([])

    init(_ eventLoop: any EventLoop, _ clocks: Clocks) {
        self.eventLoop = eventLoop
        self.clocks = clocks
    }

    /// Whether this is the event loop, and nothing waits.
    fileprivate var isIdleHere: Bool {
        eventLoop.inEventLoop && waiting.withLock { $0.isEmpty }
    }

    /// [any]
    func carry(_ broadcast: Broadcast, to listeners: [any Listener]) {
        send(.news(broadcast, listeners))
    }

    /// [any]
    fileprivate func send(_ errand: Errand) {
        let isFirst = waiting.withLock { errands in
            errands.append(errand)
            return errands.count == 1
        }
        if isFirst { eventLoop.execute { self.deliver() } }
    }

    private func deliver() {
        let errands = waiting.withLock { errands in
            defer { errands = [] }
            return errands
        }
        if errands.count > 1 {
            for (index, errand) in errands.enumerated() {
                errand.visit { $0.lastErrand = index }
            }
        }
        for (index, errand) in errands.enumerated() {
            let settle = { (connection: Connection) in
                if errands.count == 1 || connection.lastErrand == index { connection.settle() }
            }
            switch errand {
            case .parcel(let parcel, let mailbox):
                mailbox.connection.value.take(parcel)
                settle(mailbox.connection.value)
            case .news(let broadcast, _):
                let text = FramedText(broadcast.text(timeMilliseconds: clocks.wall()))
                errand.visit { connection in
                    connection.post(broadcast, text)
                    settle(connection)
                }
            }
        }
    }
}

extension Courier.Errand {
    /// Calls `body` with whom it is for.
    fileprivate func visit(_ body: (Connection) -> Void) {
        switch self {
        case .parcel(_, let mailbox): body(mailbox.connection.value)
        case .news(_, let listeners):
            for case let mailbox as Mailbox in listeners { body(mailbox.connection.value) }
        }
    }
}

/// The couriers of a server, one for each of its event loops.
final class Couriers: Sendable {
    private let couriers = Mutex<[ObjectIdentifier: Courier]>([:])
    private let clocks: Clocks

    init(_ clocks: Clocks = Clocks()) { self.clocks = clocks }

    func courier(of eventLoop: any EventLoop) -> Courier {
        couriers.withLock { couriers in
            if let known = couriers[ObjectIdentifier(eventLoop)] { return known }
            let courier = Courier(eventLoop, clocks)
            couriers[ObjectIdentifier(eventLoop)] = courier
            return courier
        }
    }
}

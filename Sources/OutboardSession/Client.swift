import OutboardModel
import OutboardProtocol

/// A connection as the engine knows it.
///
/// An object, so that a request looks it up once.
final class Client {
    let connection: String
    var principal: Principal
    /// What it hears of.
    var topics = TopicSet.plain
    /// The session whose changes it hears of. nil until its first request.
    var session: SessionID?
    /// It has had the whole state, and so gets the deltas.
    var hasState = false
    /// It has asked for something that it may ask for, so it is told of people.
    var isKnown = false
    /// Until when nobody needs to be told that it is here, and under which name.
    var aliveUntil = Int64.min
    var aliveUser = ""
    /// Topics whose history it has been told.
    var toldTopics: TopicSet = []
    let listener: any Listener
    /// The listener's.
    let carrier: any Carrier

    init(connection: String, principal: Principal, listener: any Listener) {
        self.connection = connection
        self.principal = principal
        self.listener = listener
        carrier = listener.carrier
    }

    var changedBy: ChangedBy { ChangedBy(user: principal.user, connection: connection) }

    /// Once it has named a session.
    var wantsState: Bool { session != nil && topics.contains(.state) }

    /// Whether it listens to that.
    func hears(_ broadcast: Broadcast) -> Bool {
        broadcast.topic.map { topics.contains($0) } ?? true
    }

    /// Gives it what it listens to.
    func tell(_ broadcast: Broadcast) {
        if hears(broadcast) { carrier.carry(broadcast, to: [listener]) }
    }

    func tell(_ notification: Notification) { tell(Broadcast(notification)) }
}

/// Whose request a change comes from.
struct Asker {
    let connection: String
    let requestID: String?
}

/// Who waits for the answer to a request.
struct PendingReply {
    let requestID: String?
    let connection: String
    let send: @Sendable (Result<Ack, RequestError>) -> Void

    var asker: Asker { Asker(connection: connection, requestID: requestID) }
}

/// A parameter of an insert.
struct ParameterKey: Hashable {
    let insert: InsertID
    let index: Int
}

/// A value that waits for its window's end, and all who wait for that parameter meanwhile.
struct PendingParameter {
    var verb: SetPluginParameter
    /// The last one's value is applied; the others are superseded by it.
    var replies: [PendingReply]
    /// The last one's.
    var asker: Asker

    mutating func supersede(with newer: PendingParameter) {
        verb = newer.verb
        asker = newer.asker
        replies += newer.replies
    }
}

/// What collaborators are to be told when the window ends.
struct PendingAnnouncement {
    var notification: Notification
    /// Who knows already. nil: nobody does.
    var except: String?
}

/// A change whose commands have gone down and whose reports have not all come up.
struct InFlightEdit {
    let verb: any Verb
    let replies: [PendingReply]
    /// nil: it comes from no request.
    let asker: Asker?
    let changedBy: ChangedBy
    let revision: UInt64
    let startedAt: Int64
    /// Commands and graphs whose reports have not come up.
    var remainingCommands: Int
    /// Of the reports so far, the latest. nil: no command was needed.
    var frame: Int64?
    var wasRefused = false
    /// The song's frame at that time.
    var songFrame: Int64?
    /// The step of the history that it made.
    var step: UInt64?
    var role = StepRole.new
    /// The pass that it belongs to, when it moves a control that hands may write.
    var pass: UInt64?
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket

/// A client that stays: what it does when, without a socket, a clock or a thread. Whoever has those tells it
/// what happens, and does what it says.
///
///     offline ─▶ connecting ─▶ syncing ─▶ live ◀─▶ stale
///                    ▲            │         │        │
///                    └── waiting ◀┴─────────┴────────┘     refused, incompatible: the end
///
/// What it asked and got no answer to, it asks again under the same id on the next connection; the server
/// does it once. It says that it is live only while its state is the server's and the server is heard.
struct LinkCore {
    enum Action {
        case open
        case send([UInt8])
        case close
        case tell(LinkState)
        /// The session is another one, or has changed.
        case show(SessionMirror)
        case answer(String, Result<Ack, any Error>)
        case pass(ServerMessage)
    }

    let configuration: LinkConfiguration
    private(set) var state = LinkState.offline
    private(set) var mirror: SessionMirror?
    var actions: [Action] = []
    private var random: any RandomNumberGenerator & Sendable

    var pending = PendingRequests()
    var nextID = 0
    /// What is asked anew on each connection, by what it is about.
    var standing: [String: Request] = [:]
    var topics: TopicSet?
    private var token: String?

    /// Connections that have failed in a row.
    private var failures = 0
    private var openedAt: Int64 = 0
    private var heardAt: Int64 = 0
    private var pingedAt: Int64 = 0
    private var pingID: String?
    private var roundTripMilliseconds: Double?
    private var isIdentified = false
    /// In which the server counts revisions, and knows what was asked.
    var epoch: String?
    /// Where the state must be before it is the server's.
    private var goal: UInt64?
    private var awaitsSnapshot = false

    init(_ configuration: LinkConfiguration, random: any RandomNumberGenerator & Sendable) {
        self.configuration = configuration
        self.random = random
        topics = configuration.topics
        token = configuration.token
    }

    /// What is to be done, in its order.
    mutating func takeActions() -> [Action] {
        defer { actions = [] }
        return actions
    }

    // MARK: From outside

    mutating func start(now: Int64) {
        guard state == .offline else { return }
        open(now)
    }

    mutating func stop() {
        if isConnected { actions.append(.close) }
        lose()
        failAll(ClientError(code: .connectionLost, description: "the link was stopped"))
        become(.offline)
    }

    /// Asks for something, now or as soon as the server is there.
    ///
    /// - Parameter expectedRevision: the newest that its author has seen: see `OutboardLink.request`.
    /// - Returns: what `answer` will name it.
    mutating func request(
        _ request: Request,
        expectedRevision: UInt64? = nil,
        now: Int64
    ) -> String {
        let id = makeID()
        keep(request)
        add(request, id: id, isOwn: false, expectedRevision: expectedRevision)
        if isIdentified { sendUnsent(now) }
        switch state {
        case .refused, .incompatible:
            answer(id, ClientError(code: .refused, description: "the server does not want us"))
        default: break
        }
        return id
    }

    /// Takes another token, for now where it is refused without one, and for later.
    mutating func renew(token: String, now: Int64) {
        self.token = token
        if isIdentified {
            add(.reauth(token: token), id: makeID(), isOwn: true)
            sendUnsent(now)
        } else if case .refused = state {
            open(now)
        }
    }

    mutating func opened(now: Int64) { heardAt = now }

    /// Another try would end as this one did.
    mutating func failed(_ reason: String) {
        guard isConnected else { return }
        lose()
        refuse(reason)
    }

    mutating func closed(_ code: WebSocketCloseCode?, now: Int64) {
        guard isConnected else { return }
        lose()
        switch code {
        case .kicked: refuse("somebody has put this client out")
        case .authenticationFailed: refuse("the token was refused")
        case .unsupportedVersion: end(.incompatible, "the server speaks another version")
        // The next one may come at once, with the token that is there by then.
        case .tokenExpired where failures == 0: wait(atLeast: 0, now)
        case .rateLimited, .capacity:
            wait(atLeast: configuration.backoffMilliseconds.upperBound, now)
        default: wait(atLeast: 0, now)
        }
    }

    /// When `tick` is to be called. nil: not before something else happens.
    var dueAt: Int64? {
        func after(_ time: Int64, _ milliseconds: Int64) -> Int64 {
            time + milliseconds * 1_000_000
        }
        switch state {
        case .offline, .refused, .incompatible: return nil
        case .waiting(_, let until): return until
        case .connecting, .syncing: return after(openedAt, configuration.openMilliseconds)
        case .live:
            return min(
                after(pingedAt, configuration.pingMilliseconds),
                after(heardAt, configuration.staleMilliseconds)
            )
        case .stale:
            return min(
                after(pingedAt, configuration.pingMilliseconds),
                after(heardAt, configuration.deadMilliseconds)
            )
        }
    }

    mutating func tick(now: Int64) {
        guard let dueAt, now >= dueAt else { return }
        switch state {
        case .offline, .refused, .incompatible: return
        case .waiting: open(now)
        case .connecting, .syncing: giveUp(now)
        case .live, .stale:
            let silence = (now - heardAt) / 1_000_000
            guard silence < configuration.deadMilliseconds else { return giveUp(now) }
            if silence >= configuration.staleMilliseconds { become(.stale) }
            if (now - pingedAt) / 1_000_000 >= configuration.pingMilliseconds { ping(now) }
        }
    }

    // MARK: From the server

    mutating func received(_ text: [UInt8], now: Int64) {
        guard isConnected, let message = try? ServerMessage(reading: text) else { return }
        heardAt = now
        if state == .stale { becomeLive() }
        switch message.type {
        case "hello": greet(message.data, now)
        case "identified": noteIdentified(message.data, now)
        case "state_snapshot": take(snapshot: message.data)
        case "state_delta": take(delta: message.data, now)
        case ServerMessage.ackType, ServerMessage.errorType: take(reply: message, now)
        default: actions.append(.pass(message))
        }
    }

    private mutating func greet(_ hello: JSONObject, _ now: Int64) {
        let versions = hello["protocols"]?.array ?? hello["protocol"].map { [$0] } ?? []
        guard versions.contains(.integer(Notification.protocolVersion)) else {
            lose()
            actions.append(.close)
            return end(.incompatible, "the server speaks another version")
        }
        guard hello["auth"] != "token" || token != nil else {
            lose()
            actions.append(.close)
            return refuse("the server wants a token")
        }
        become(.syncing)
        let identity = IdentifyRequest(
            client: configuration.client,
            clientID: configuration.clientID,
            protocolVersion: Notification.protocolVersion,
            token: token,
            topics: topics,
            resume: mirror.map { .init(epoch: $0.epoch, revision: $0.revision) }
        )
        actions.append(.send(text(.identify(identity), id: makeID())))
    }

    private mutating func noteIdentified(_ data: JSONObject, _ now: Int64) {
        isIdentified = true
        epoch = data["epoch"]?.string
        let revision = data["revision"]?.number.flatMap(UInt64.init(exactly:)) ?? 0
        let isResumed = data["resumed"]?.bool == true && mirror?.epoch == epoch
        if !hasState {
            failures = 0
            becomeLive()
        } else if isResumed {
            goal = revision
            noteRevision()
        } else {
            awaitsSnapshot = true
        }
        dropLost(now)
        for request in standing.sorted(by: { $0.key < $1.key }).map(\.value) {
            add(request, id: makeID(), isOwn: true)
        }
        sendUnsent(now)
    }

    private mutating func take(snapshot data: JSONObject) {
        guard let mirror = SessionMirror(snapshot: data) else { return }
        self.mirror = mirror
        epoch = mirror.epoch
        awaitsSnapshot = false
        goal = mirror.revision
        actions.append(.show(mirror))
        noteRevision()
    }

    private mutating func take(delta data: JSONObject, _ now: Int64) {
        guard !awaitsSnapshot else { return }
        guard mirror != nil else { return resync(now) }
        switch mirror!.apply(delta: data) {
        case .known: break
        case .applied:
            actions.append(.show(mirror!))
            noteRevision()
        case .gap: resync(now)
        }
    }

    private mutating func take(reply message: ServerMessage, _ now: Int64) {
        guard let id = message.id else { return }
        if id == pingID {
            pingID = nil
            roundTripMilliseconds = Double(now - pingedAt) / 1e6
            if case .live = state { becomeLive() }
            return
        }
        guard let entry = pending.remove(id), !entry.isOwn else { return }
        let data = JSONField(.object(message.data))
        do {
            let isAck = message.type == ServerMessage.ackType
            let result: Result<Ack, any Error> =
                isAck
                ? .success(try Ack(reading: data)) : .failure(try RequestError(reading: data))
            actions.append(.answer(id, result))
        } catch {
            answer(id, ClientError(code: .malformed, description: "a reply: \(error)"))
        }
    }
}

// MARK: - Steps

extension LinkCore {
    private var isConnected: Bool {
        switch state {
        case .connecting, .syncing, .live, .stale: true
        case .offline, .waiting, .refused, .incompatible: false
        }
    }

    /// Whether the server tells it of the session.
    private var hasState: Bool {
        configuration.session != nil && topics?.contains(.state) ?? true
    }

    private mutating func become(_ next: LinkState) {
        guard next != state else { return }
        state = next
        actions.append(.tell(next))
    }

    private mutating func becomeLive() {
        let isThere = !hasState || (mirror != nil && !awaitsSnapshot && goal == nil)
        if isThere {
            become(.live(roundTripMilliseconds: roundTripMilliseconds))
        } else {
            become(.syncing)
        }
    }

    /// Only now is it known that the server does what it is there for.
    private mutating func noteRevision() {
        if let goal, let mirror, mirror.revision >= goal { self.goal = nil }
        guard goal == nil else { return }
        failures = 0
        if state == .syncing { becomeLive() }
    }

    private mutating func open(_ now: Int64) {
        openedAt = now
        pingedAt = now
        become(.connecting)
        actions.append(.open)
    }

    private mutating func ping(_ now: Int64) {
        pingedAt = now
        let id = makeID()
        pingID = id
        actions.append(.send(text(.ping, id: id)))
    }

    private mutating func resync(_ now: Int64) {
        awaitsSnapshot = true
        openedAt = now
        become(.syncing)
        actions.append(.send(text(.resync, id: makeID())))
    }

    private mutating func giveUp(_ now: Int64) {
        actions.append(.close)
        lose()
        wait(atLeast: 0, now)
    }

    private mutating func lose() {
        isIdentified = false
        awaitsSnapshot = false
        goal = nil
        pingID = nil
        roundTripMilliseconds = nil
        pending.noteLost()
    }

    private mutating func wait(atLeast least: Int64, _ now: Int64) {
        failures += 1
        let range = configuration.backoffMilliseconds
        let doubled = range.lowerBound << Int64(min(failures - 1, 20))
        let wait = Double(max(least, min(range.upperBound, doubled)))
        let part = Double.random(in: -configuration.jitter...configuration.jitter, using: &random)
        let until = now + Int64(wait * (1 + part) * 1e6)
        become(.waiting(attempt: failures, untilNanoseconds: until))
    }

    private mutating func refuse(_ reason: String) { end(.refused(reason), reason) }

    /// Nothing will be answered any more.
    private mutating func end(_ state: LinkState, _ reason: String) {
        failAll(ClientError(code: .refused, description: reason))
        become(state)
    }
}

import Logging
import NIOCore
import OutboardModel
import OutboardProtocol
import OutboardSession
import OutboardWebSocket

/// One client's WebSocket, on its event loop: what comes in, what goes out, and in which order.
///
///     channelRead ─▶ waiting ─▶ handle ─┬▶ here: handshake, PING, meters, sound
///                                       └▶ engine ─▶ Courier ─▶ replies, in the order of requests
///     channel ◀── outbox ◀──────────────────────────────┴─── what everybody is told
///
/// Everything that comes in waits while who the client is is being found out, and while as many requests are
/// unanswered as may be; then nothing is read either, and TCP makes the client wait. Everything that goes out
/// is handed to the channel only while that has room. So nothing here grows with what a client does.
///
/// Each way in ends with `settle`, which takes what can be taken, sends what can be sent and flushes once.
///
/// What it waits for holds it, and is called off when it ends: weak references would make each mention of it slower.
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundIn = WebSocketOutbound
    typealias OutboundOut = WebSocketOutbound

    /// What all connections share.
    struct Shared: Sendable {
        let engine: Engine
        let configuration: ServerConfiguration
        let authenticator: any Authenticator
        let feeds: FeedHub
        let registry: ConnectionRegistry
        let retries: RetryCache
        let couriers: Couriers
        /// Is told who did wrong.
        let note: @Sendable (Offence, _ address: String) -> Void
        /// Is told what else happens that an administration wants to know.
        var noteEvent:
            @Sendable (
                SecurityLog.Kind, _ address: String, _ user: String?, _ detail: String?
            ) -> Void = { _, _, _, _ in }
        /// Know which connections are open by which token.
        var holders = TokenHolders()
        let log: Logger
        var clocks = Clocks()
        /// Bytes that were handed to a channel and that the client has not taken.
        var heldBytes: @Sendable (any Channel) -> Int = { channel in
            (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        }
    }

    /// Whether a client may ask for anything.
    enum Standing: Equatable {
        /// The handshake's credential is being looked at.
        case unknown
        /// It must say IDENTIFY first.
        case stranger
        /// It may.
        case known(Principal)

        var principal: Principal? {
            if case .known(let principal) = self { principal } else { nil }
        }
    }

    let id: String
    let peer: Peer
    let tally: ConnectionTally
    let shared: Shared
    private let courier: Courier
    /// While it is in a channel.
    private(set) var mailbox: Mailbox?
    private(set) var context: ChannelHandlerContext?
    /// Whether the channel has room: as it said last, because to ask it is to fetch it from memory.
    private(set) var isWritable = false

    // See Connection+Handshake.
    var standing = Standing.unknown
    var isAuthenticating = false
    var hasSaidHello = false
    /// The engine knows of it.
    var isAttached = false
    /// What it calls itself over all its connections. nil: its requests are not known again.
    var clientID: String?
    var identifyDeadline: Scheduled<Void>?
    var expiry: Scheduled<Void>?

    // See Connection+Requests.
    var waiting = CircularBuffer<(message: WebSocketMessage, receivedAt: Int64)>()
    var limiter: RateLimiter
    var offences: RateLimiter
    var replies = ReplyQueue()
    /// The engine has accepted something that it is to send down once it is answered.
    var hasAccepted = false
    /// When it was asked for something like that last.
    var acceptedAt = Int64.min / 2
    /// The session that it named last.
    var session: SessionID?

    // See Connection+Sending.
    /// Which of the errands that are being done is its last.
    var lastErrand = 0
    var outbox: Outbox
    var slowWatch: SlowWatch?
    var hasUnflushed = false
    var isClosing = false
    private var isReadHeld = false
    private(set) var isSettling = false
    private var mustSettleAgain = false

    // See Connection+Feeds.
    var feeds = FeedState()

    init(
        id: String,
        peer: Peer,
        eventLoop: any EventLoop,
        _ shared: Shared,
        tally: ConnectionTally = ConnectionTally(address: "", openedAt: 0)
    ) {
        self.id = id
        self.peer = peer
        self.tally = tally
        self.shared = shared
        courier = shared.couriers.courier(of: eventLoop)
        let limits = shared.configuration
        limiter = RateLimiter(perSecond: limits.messagesPerSecond)
        offences = RateLimiter(perSecond: 1, burstSeconds: limits.offencesPerMinuteMax)
        outbox = Outbox(
            bytesMax: limits.unreadBytesMax,
            recoverableBytesMax: limits.unreadDeltaBytesMax
        )
    }

    /// Of an own client, or as many as there are.
    var isExempt: Bool { peer.isExempt }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isWritable = context.channel.isWritable
        mailbox = Mailbox(self, courier, context.eventLoop)
        shared.engine.traffic.open(tally.line)
        begin()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        isWritable = false
        mailbox = nil
        shared.engine.traffic.close(tally.line)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        identifyDeadline?.cancel()
        expiry?.cancel()
        slowWatch?.deadline.cancel()
        waiting.removeAll()
        shared.engine.detach(id)
        shared.feeds.remove(id)
        shared.registry.remove(id)
        shared.holders.release(context.channel)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let violation = event as? WebSocketViolation { noteClosing(violation.reason) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Ways in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        let message = unwrapInboundIn(data)
        tally.line.noteReceived(bytes: message.byteCount)
        waiting.append((message, shared.clocks.monotonic()))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        settle()
        context.fireChannelReadComplete()
    }

    /// From the control thread. `settle` follows.
    func take(_ parcel: Courier.Parcel) {
        switch parcel {
        case .reply(let place, let result, let tag): finish(place, result, tag)
        case .meters(let reading): offer(reading)
        case .sound(let block): offer(block)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        watchSlowness(context)
        settle()
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if mayTake && waiting.isEmpty { context.read() } else { isReadHeld = true }
    }

    /// Does all that can be done now.
    func settle() {
        // A flush may change the writability, which comes back here.
        guard !isSettling else {
            mustSettleAgain = true
            return
        }
        isSettling = true
        defer { isSettling = false }
        repeat {
            mustSettleAgain = false
            drain()
            while mayTake, let next = waiting.popFirst() {
                handle(next.message, receivedAt: next.receivedAt)
                drain()
            }
            flush()
            performAccepted()
        } while mustSettleAgain
        guard isReadHeld, mayTake, waiting.isEmpty, let context else { return }
        isReadHeld = false
        context.read()
    }

    /// Whether one more message may be looked at.
    private var mayTake: Bool {
        !isAuthenticating && !isClosing
            && replies.count + outbox.replyCount < shared.configuration.requestsInFlightMax
    }

    private func flush() {
        guard hasUnflushed else { return }
        hasUnflushed = false
        context?.flush()
    }

    // MARK: Ways out

    func close(_ code: WebSocketCloseCode, _ reason: String) {
        guard !isClosing, let context else { return }
        isClosing = true
        waiting.removeAll()
        // A wrong token is an event of its own.
        if code != .authenticationFailed { noteClosing(reason) }
        shared.log.info(
            "a connection is closed",
            metadata: ["connection": "\(id)", "code": "\(code.rawValue)", "reason": "\(reason)"]
        )
        context.writeAndFlush(
            wrapOutboundOut(.close(code, reason: reason)),
            promise: nil
        )
    }

    /// The server ends it, for what the client did, or did not do.
    func noteClosing(_ reason: String) {
        shared.noteEvent(.closed, peer.address, knownUser, reason)
    }

    /// By whose name events are folded. A guest is named after the connection, and has another name each time.
    var knownUser: String? {
        standing.principal.flatMap { $0.user == "guest-" + id ? nil : $0.user }
    }

    /// Hands a message to the channel.
    func write(_ message: WebSocketMessage) { write(.message(message), message.byteCount) }

    /// The same for one that others get, too.
    func write(_ text: FramedText) { write(.framed(text), text.bytes.count) }

    private func write(_ outbound: WebSocketOutbound, _ byteCount: Int) {
        guard let context else { return }
        hasUnflushed = true
        tally.line.noteSent(bytes: byteCount)
        context.write(wrapOutboundOut(outbound), promise: nil)
    }
}

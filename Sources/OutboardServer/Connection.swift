import Logging
import NIOCore
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardSession
import OutboardWebSocket

/// One client's WebSocket: decodes, authenticates and limits on its event loop, and hands requests to
/// the engine.
///
///     text   ─▶ limit ─▶ envelope ─▶ token ─▶ here: PING, meters, sound
///                                         └▶ engine ─▶ reply, in the order of the requests
///     binary ─▶ credit for a meter frame
final class Connection: ChannelInboundHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundOut = WebSocketOutbound

    private let id: String
    private let shared: Shared
    private var limiter: RateLimiter
    private var isAuthorized: Bool
    private var replies = ReplyQueue()
    private var unreadBytes = 0
    private var identifyDeadline: Scheduled<Void>?
    private var meters: MeterStream?
    private var listening: UInt16?
    private var listenSequence: UInt32 = 0
    private var nextStream: UInt16 = 1

    /// What all connections share.
    struct Shared: Sendable {
        let engine: Engine
        let configuration: ServerConfiguration
        let feeds: FeedHub
        let registry: ConnectionRegistry
        let log: Logger
    }

    init(id: String, _ shared: Shared) {
        self.id = id
        self.shared = shared
        limiter = RateLimiter(perSecond: shared.configuration.messagesPerSecond)
        isAuthorized = shared.configuration.token == nil
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        shared.registry.add(id, context.channel)
        let guest = Principal(user: "guest-" + id, role: .owner)
        shared.engine.attach(id, as: guest) { broadcast in
            bound.eventLoop.execute {
                let (connection, context) = bound.value
                let text = broadcast.text(timeMilliseconds: wallMilliseconds())
                connection.write(.text(text), context)
            }
        }
        send(Notification.hello(hello).message, context)
        guard !isAuthorized else { return }
        identifyDeadline = context.eventLoop.scheduleTask(
            in: .seconds(Int64(shared.configuration.identifySeconds))
        ) {
            let (connection, context) = bound.value
            connection.close(.notIdentified, "not identified in time", context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        identifyDeadline?.cancel()
        shared.engine.detach(id)
        shared.feeds.remove(id)
        shared.registry.remove(id)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private var hello: Hello {
        Hello(
            version: outboardVersion,
            connection: id,
            needsToken: shared.configuration.token != nil,
            heartbeatMilliseconds: 20_000,
            messageBytesMax: shared.configuration.messageBytesMax,
            messagesPerSecond: shared.configuration.messagesPerSecond
        )
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .binary(let bytes):
            // Credit is bounded by the frames that were sent, so it needs no limit of its own.
            if BinaryFrameHeader(bytes)?.kind == .meters { meters?.noteEcho() }
        case .text(let bytes): take(bytes, context)
        }
    }

    private func take(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        do throws(Envelope.Fault) {
            let envelope = try Envelope(reading: bytes)
            if let wait = limiter.admit(now: monotonicNanoseconds()) {
                throw Envelope.Fault(id: envelope.id, error: tooMany(wait))
            }
            try handle(envelope, context)
        } catch {
            finish(replies.begin(error.id), .failure(error.error), session: nil, context)
        }
    }

    private func tooMany(_ waitNanoseconds: Int64) -> RequestError {
        RequestError(
            .rateLimited,
            "More than \(shared.configuration.messagesPerSecond) messages a second.",
            retryAfterMilliseconds: Int(waitNanoseconds / 1_000_000) + 1
        )
    }

    private func handle(
        _ envelope: Envelope,
        _ context: ChannelHandlerContext
    ) throws(Envelope.Fault) {
        do throws(RequestError) {
            try authorize(envelope.request)
            switch envelope.request {
            case .ping: send(.ack(Ack(.accepted), id: envelope.id), context)
            case .metersSubscribe(let rate): subscribeToMeters(envelope, rate, context)
            case .metersUnsubscribe:
                meters = nil
                shared.feeds.removeMeters(id)
                send(.ack(Ack(.accepted), id: envelope.id), context)
            case .listenStart: listen(envelope, context)
            case .listenStop:
                listening = nil
                shared.feeds.removeListener(id)
                send(.ack(Ack(.accepted), id: envelope.id), context)
            default: submit(envelope, context)
            }
        } catch {
            throw Envelope.Fault(id: envelope.id, error: error)
        }
    }

    private func authorize(_ request: Request) throws(RequestError) {
        if case .identify(let identity) = request, let token = shared.configuration.token {
            guard isSameSecret(identity.token ?? "", token) else {
                throw RequestError(.unauthorized, "The token is wrong or missing.", field: "token")
            }
            isAuthorized = true
            identifyDeadline?.cancel()
        }
        guard isAuthorized else {
            throw RequestError(.unauthorized, "The server's token is needed first.")
        }
    }

    private func submit(_ envelope: Envelope, _ context: ChannelHandlerContext) {
        let place = replies.begin(envelope.id)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        shared.engine.submit(envelope, from: id) { result in
            bound.eventLoop.execute {
                let (connection, context) = bound.value
                connection.finish(place, result, session: envelope.session, context)
            }
        }
    }

    // MARK: Out

    private func finish(
        _ place: ReplyQueue.Place,
        _ result: Result<Ack, RequestError>,
        session: SessionID?,
        _ context: ChannelHandlerContext
    ) {
        for message in replies.finish(place, result, session: session) { send(message, context) }
    }

    private func send(_ message: ServerMessage, _ context: ChannelHandlerContext) {
        let text = message.text(timeMilliseconds: wallMilliseconds())
        write(.text(Array(text.utf8)), context)
    }

    private func write(_ message: WebSocketMessage, _ context: ChannelHandlerContext) {
        let count: Int
        switch message {
        case .text(let bytes), .binary(let bytes): count = bytes.count
        }
        unreadBytes += count
        guard unreadBytes <= shared.configuration.unreadBytesMax else {
            return close(.slowConsumer, "too much lies unread", context)
        }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.message(message))).whenComplete { _ in
            bound.value.unreadBytes -= count
        }
    }

    private func close(
        _ code: WebSocketCloseCode,
        _ reason: String,
        _ context: ChannelHandlerContext
    ) {
        context.writeAndFlush(wrapOutboundOut(.close(code, reason: reason)), promise: nil)
    }

    private func takeStream() -> UInt16 {
        defer { nextStream = nextStream == .max ? 1 : nextStream + 1 }
        return nextStream
    }
}

// MARK: Meters and sound

extension Connection {
    /// Bytes that may lie unread before sound is left out for this client.
    private static let soundBacklogBytes = 128 << 10

    private func subscribeToMeters(
        _ envelope: Envelope,
        _ rate: Double,
        _ context: ChannelHandlerContext
    ) {
        let engine = shared.engine
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.makeFutureWithTask { await engine.meterStrips() }
            .whenSuccess { strips in
                let (connection, context) = bound.value
                connection.startMeters(envelope, rate, strips, bound, context)
            }
    }

    private func startMeters(
        _ envelope: Envelope,
        _ rate: Double,
        _ strips: [MetersConfig.Strip],
        _ bound: NIOLoopBound<(Connection, ChannelHandlerContext)>,
        _ context: ChannelHandlerContext
    ) {
        let config = MetersConfig(stream: takeStream(), rateHertz: rate, strips: strips)
        meters = MeterStream(config)
        send(.ack(Ack(.accepted), id: envelope.id), context)
        send(Notification.metersConfig(config).message, context)
        shared.feeds.addMeters(id) { reading in
            bound.eventLoop.execute {
                let (connection, context) = bound.value
                connection.offer(reading, context)
            }
        }
    }

    private func offer(_ reading: MeterReading, _ context: ChannelHandlerContext) {
        if let config = meters?.config, config.strips != reading.strips {
            // Strips came, went or changed places: another stream, and what is in it first.
            let changed = MetersConfig(
                stream: takeStream(),
                rateHertz: config.rateHertz,
                strips: reading.strips
            )
            meters = MeterStream(changed)
            send(Notification.metersConfig(changed).message, context)
        }
        guard let frame = meters?.offer(reading, now: monotonicNanoseconds()) else { return }
        write(.binary(frame), context)
    }

    private func listen(_ envelope: Envelope, _ context: ChannelHandlerContext) {
        let stream = takeStream()
        listening = stream
        listenSequence = 0
        let engine = shared.engine
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.makeFutureWithTask { await engine.sampleRate }.whenSuccess { rate in
            let (connection, context) = bound.value
            let extra: JSONObject = [
                "stream": .integer(stream), "sample_rate_hertz": .integer(rate),
                "channels": .integer(ListenBlock.channelCount),
            ]
            connection.send(.ack(Ack(.accepted, extra: extra), id: envelope.id), context)
            connection.shared.feeds.addListener(connection.id) { block in
                bound.eventLoop.execute {
                    let (connection, context) = bound.value
                    connection.offer(block, context)
                }
            }
        }
    }

    private func offer(_ block: ListenBlock, _ context: ChannelHandlerContext) {
        guard let stream = listening, unreadBytes < Self.soundBacklogBytes else { return }
        let header = BinaryFrameHeader(
            kind: .audio,
            stream: stream,
            sequence: listenSequence,
            frame: block.firstFrame
        )
        listenSequence &+= 1
        write(.binary(header.bytes + block.samples.flatMap { littleEndian($0) }), context)
    }
}

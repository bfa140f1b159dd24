import Logging
import NIOCore
import NIOEmbedded
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardSession
import OutboardWebSocket
import Synchronization
import Testing

@testable import OutboardServer

/// Connections to a real engine without a network: what is written is looked at, time is moved by hand, and
/// whether a channel is writable is up to the test.
final class ConnectionRig: Sendable {
    let fixture: ServerFixture
    let shared: Connection.Shared
    let loop = NIOAsyncTestingEventLoop()
    let clock = ManualClock()
    /// What the closures of `shared` write to.
    private final class Notes: Sendable {
        let held = Atomic<Int>(0)
        let offences = Mutex<[Offence]>([])
    }

    private let notes: Notes

    init(
        authenticator: (any Authenticator)? = nil,
        session: String? = nil,
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws {
        if let session {
            // Time is the test's, the engine's ticks too.
            fixture = try ServerFixture(session: session, clock: clock)
            try await fixture.startEngine(ticks: false)
        } else {
            fixture = try ServerFixture()
            try await fixture.startEngine()
        }
        var configuration = ServerConfiguration(dashboardDirectory: "")
        change(&configuration)
        let notes = Notes()
        self.notes = notes
        shared = Connection.Shared(
            engine: fixture.engine,
            configuration: configuration,
            authenticator: authenticator
                ?? SharedTokenAuthenticator(token: configuration.token),
            feeds: FeedHub(engine: fixture.engine),
            registry: ConnectionRegistry(max: 1_000, perAddressMax: 1_000, unidentifiedMax: 1_000),
            retries: RetryCache(),
            couriers: Couriers(clock.clocks),
            note: { offence, _ in notes.offences.withLock { $0.append(offence) } },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clocks: clock.clocks,
            heldBytes: { _ in notes.held.load(ordering: .relaxed) }
        )
    }

    var noted: [Offence] { notes.offences.withLock { $0 } }

    func setHeldBytes(_ count: Int) { notes.held.store(count, ordering: .relaxed) }

    func stop() async { await fixture.stopEngine() }

    /// Moves all clocks.
    func advance(milliseconds: Int64) async {
        clock.advance(milliseconds: milliseconds)
        await loop.advanceTime(by: .milliseconds(milliseconds))
    }

    /// A connection, after its `hello` or its refusal.
    func open(_ credential: Credential? = nil, awaitsHello: Bool = true) async throws -> Line {
        let line = Line(loop, fixture.engine)
        let peer = Peer(address: "10.0.0.7", isLoopback: false, credential: credential)
        let id = try shared.registry.admit(line.channel, from: peer.address).get()
        try await line.begin { [shared] channel in
            Connection(id: id, peer: peer, eventLoop: channel.eventLoop, shared)
        }
        if awaitsHello {
            try await line.until { line.closeCode != nil || line.messages.first?.type == "hello" }
        }
        return line
    }
}

/// Time that stands until it is moved.
final class ManualClock: Sendable {
    private let nanoseconds = Atomic<Int64>(1_000_000_000_000)

    func advance(milliseconds: Int64) {
        nanoseconds.add(milliseconds * 1_000_000, ordering: .relaxed)
    }

    var nowNanoseconds: Int64 { nanoseconds.load(ordering: .relaxed) }
    var wallMilliseconds: Int64 { nowNanoseconds / 1_000_000 }

    var clocks: Clocks {
        Clocks(
            monotonic: { [self] in nowNanoseconds },
            wall: { [self] in wallMilliseconds }
        )
    }
}

/// One client's end.
final class Line: Sendable {
    let channel: NIOAsyncTestingChannel
    private let loop: NIOAsyncTestingEventLoop
    private let engine: Engine
    private let written = Written()

    final class Written: Sendable {
        let messages = Mutex<[WebSocketOutbound]>([])
        let readCount = Atomic<Int>(0)
        let flushCount = Atomic<Int>(0)
    }

    init(_ loop: NIOAsyncTestingEventLoop, _ engine: Engine) {
        self.loop = loop
        self.engine = engine
        channel = NIOAsyncTestingChannel(loop: loop)
    }

    func begin(_ make: @escaping @Sendable (any Channel) -> Connection) async throws {
        try await channel.connect(to: SocketAddress(ipAddress: "10.0.0.7", port: 1)).get()
        let (channel, written) = (channel, written)
        try await loop.executeInContext {
            try channel.pipeline.syncOperations.addHandlers([WireTap(written), make(channel)])
        }
    }

    // MARK: What the client does

    func send(_ texts: String...) async throws {
        for text in texts {
            channel.pipeline.fireChannelRead(WebSocketMessage.text(Array(text.utf8)))
        }
        channel.pipeline.fireChannelReadComplete()
        await barrier()
    }

    /// Sends a message, and does not wait for what comes of it.
    func inject(_ text: String) {
        channel.pipeline.fireChannelRead(WebSocketMessage.text(Array(text.utf8)))
        channel.pipeline.fireChannelReadComplete()
    }

    func send(_ type: String, id: String, _ data: String = "{}") async throws {
        try await send(
            "{\"id\":\"\(id)\",\"type\":\"\(type)\",\"session_id\":\"test\",\"data\":\(data)}"
        )
    }

    func setWritable(_ isWritable: Bool) async {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
        await barrier()
    }

    func disconnect() async {
        try? await channel.close().get()
        await barrier()
    }

    // MARK: What it gets

    var outbound: [WebSocketOutbound] { written.messages.withLock { $0 } }

    var messages: [ServerMessage] {
        outbound.compactMap {
            $0.text.flatMap { try? ServerMessage(reading: $0) }
        }
    }

    var closeCode: WebSocketCloseCode? {
        for case .close(let code, _) in outbound { return code }
        return nil
    }

    /// Acks and errors, in their order: "1", or "1 CONFLICT".
    var replies: [String] {
        messages.compactMap { message in
            switch message.type {
            case ServerMessage.ackType: message.id
            case ServerMessage.errorType:
                (message.id ?? "-") + " " + (message.data["code"]?.string ?? "?")
            default: nil
            }
        }
    }

    func reply(_ id: String) -> ServerMessage? {
        messages.last { $0.id == id && ($0.type == "ack" || $0.type == "error") }
    }

    /// How often the channel was asked for more.
    var readCount: Int { written.readCount.load(ordering: .relaxed) }

    /// How often something was sent.
    var flushCount: Int { written.flushCount.load(ordering: .relaxed) }

    /// The server's side of it.
    func connection() async throws -> NIOLoopBound<Connection> {
        try await loop.executeInContext { [channel, loop] in
            let connection = try channel.pipeline.syncOperations.handler(type: Connection.self)
            return NIOLoopBound(connection, eventLoop: loop)
        }
    }

    /// Waits for everything that is on its way through the control thread and the event loop.
    func barrier() async {
        for _ in 0..<2 {
            _ = await engine.engineState()
            try? await loop.executeInContext {}
        }
    }

    func until(_ isSo: () -> Bool) async throws {
        for _ in 0..<10_000 {
            if isSo() { return }
            await Task.yield()
            await barrier()
        }
        Issue.record("it did not come to be; replies: \(replies), code: \(closeCode as Any)")
    }
}

extension WebSocketOutbound {
    var text: [UInt8]? {
        switch self {
        case .message(.text(let bytes)): bytes
        case .framed(let text): text.bytes
        default: nil
        }
    }
}

/// Stands where the network would be.
private final class WireTap: ChannelOutboundHandler {
    typealias OutboundIn = WebSocketOutbound

    private let written: Line.Written

    init(_ written: Line.Written) { self.written = written }

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        let message = unwrapOutboundIn(data)
        written.messages.withLock { $0.append(message) }
        promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) {
        written.flushCount.add(1, ordering: .relaxed)
        context.flush()
    }

    func read(context: ChannelHandlerContext) {
        written.readCount.add(1, ordering: .relaxed)
        context.read()
    }
}

/// Knows tokens that a test gives out, and may take its time.
actor TestAuthenticator: Authenticator {
    private let known: [String: Authenticated]
    private let isOpen: Bool
    private var isHeld = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ known: [String: Authenticated], isOpen: Bool = false) {
        self.known = known
        self.isOpen = isOpen
    }

    func hold() { isHeld = true }

    func release() {
        isHeld = false
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    nonisolated func authenticate(
        _ credential: Credential
    ) async throws(RequestError) -> Authenticated {
        await pass()
        switch credential {
        case .token(let token):
            if let it = known[token] { return it }
            throw RequestError(.unauthorized, "The token is wrong.", field: "token")
        case .ticket: throw RequestError(.unauthorized, "There are no tickets.")
        case .none:
            guard isOpen else { throw RequestError(.unauthorized, "A token is needed.") }
            return Authenticated(principal: Principal(user: "", role: .owner))
        }
    }

    private func pass() async {
        guard isHeld else { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}

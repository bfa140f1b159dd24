import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardAccess
import OutboardProtocol
import OutboardSession
import OutboardWebSocket

/// HTTP and WebSocket on one port.
///
///     connection ─▶ HTTP ─▶ HTTPHandler ─▶ Site: files, routes
///                      └─ upgrade at /ws ─▶ WebSocketHandler ─▶ Connection ─▶ engine
package actor OutboardServer {
    private let configuration: ServerConfiguration
    private let engine: Engine
    private let log: Logger
    private let routes: [Route]
    private let access: AccessControl?
    private let registry: ConnectionRegistry
    private let holders = TokenHolders()
    private var news: SecurityNews?
    private var group: MultiThreadedEventLoopGroup?
    private var listener: (any Channel)?

    /// - Parameters:
    ///   - access: knows people by their tokens, and gives tickets. nil: the configuration's one token is all
    ///     there is.
    ///   - routes: what is served beside the server's own paths.
    package init(
        configuration: ServerConfiguration,
        engine: Engine,
        log: Logger,
        access: AccessControl? = nil,
        routes: [Route] = []
    ) {
        self.access = access
        registry = ConnectionRegistry(
            max: configuration.connectionsMax,
            perAddressMax: configuration.connectionsPerAddressMax,
            unidentifiedMax: configuration.unidentifiedMax
        )
        self.routes = routes
        self.configuration = configuration
        self.engine = engine
        self.log = log
    }

    /// Listens, and returns the port.
    package func start() async throws(ServerError) -> Int {
        guard access != nil || configuration.token != nil || configuration.isLoopback
        else {
            throw ServerError(
                code: .tokenNeeded,
                description: "\(configuration.host) can be reached from other machines; "
                    + "set OUTBOARD_TOKEN to what clients must know, or bind to 127.0.0.1"
            )
        }
        SocketCount.raiseDescriptorLimit()
        let files = try StaticFiles(directory: configuration.dashboardDirectory)
        let gate: TLSGate?
        if let files = configuration.tls { gate = try TLSGate(files, log: log) } else { gate = nil }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.group = group
        do {
            let listener = try await bootstrap(group, files, gate)
                .bind(host: configuration.host, port: configuration.port).get()
            self.listener = listener
            lookAfterTokens(group)
            return listener.localAddress?.port ?? configuration.port
        } catch {
            let isInUse = (error as? IOError)?.errnoCode == EADDRINUSE
            throw ServerError(
                code: isInUse ? .addressInUse : .system,
                description: isInUse
                    ? "port \(configuration.port) is taken; name another with --port"
                    : "cannot listen on \(configuration.host): \(error)"
            )
        }
    }

    /// Says goodbye to everybody and closes.
    package func stop() async {
        try? await listener?.close().get()
        registry.closeAll()
        try? await group?.shutdownGracefully()
        news?.tellWaiting()
        listener = nil
        group = nil
    }

    /// Ends what is open by a token that was taken back, within a second of that.
    private func lookAfterTokens(_ group: MultiThreadedEventLoopGroup) {
        guard let access else { return }
        let holders = holders
        let look = TimeAmount.milliseconds(400)
        group.any().scheduleRepeatedAsyncTask(initialDelay: look, delay: look) { task in
            group.any().makeFutureWithTask {
                holders.end(await access.look(after: holders.tokenNames))
            }
        }
    }

    private func bootstrap(
        _ group: MultiThreadedEventLoopGroup,
        _ files: StaticFiles,
        _ gate: TLSGate?
    ) -> ServerBootstrap {
        let engine = engine
        let gathered = TimeAmount.milliseconds(SecurityNews.gatherMilliseconds)
        let news = SecurityNews(
            tell: { engine.noteActivity(later: $0) },
            later: { news in group.any().scheduleTask(in: gathered) { news.tellWaiting() } }
        )
        self.news = news
        let door = Door(configuration, authenticator, log: SecurityLog(log: log, news: news))
        let authenticator = authenticator
        let site = site(files, door)
        let shared = Connection.Shared(
            engine: engine,
            configuration: configuration,
            authenticator: authenticator,
            feeds: FeedHub(engine: engine),
            registry: registry,
            retries: RetryCache(),
            couriers: Couriers(),
            note: { door.note($0, $1) },
            noteEvent: { door.note($0, $1, user: $2, detail: $3) },
            holders: holders,
            log: log
        )
        let sockets = SocketCount(
            max: configuration.socketsMax,
            perAddressMax: configuration.socketsPerAddressMax
        )
        return ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // All clients of a box come back at once when it does.
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                let peer = channel.remoteAddress
                let limited = door.householdOfSocket(peer)
                guard sockets.add(limited) else {
                    door.note(.capacity, limited ?? "")
                    return channel.close()
                }
                channel.closeFuture.whenComplete { _ in sockets.remove(limited) }
                return channel.eventLoop.makeCompletedFuture {
                    try gate?.guardConnection(channel)
                    let headGuard = HeadGuard(site.limits)
                    try channel.pipeline.syncOperations.addHandler(headGuard)
                    let handler = HTTPHandler(site, headGuard) { door.address(of: peer, $0) }
                    let upgrader = WebSocketUpgrader(door: door) { channel, peer in
                        Self.openWebSocket(channel, peer, shared)
                    }
                    let bound = NIOLoopBound((handler, headGuard), eventLoop: channel.eventLoop)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withServerUpgrade: (
                            upgraders: [
                                DeflatingUpgrader(upgrader, isOn: shared.configuration.deflates)
                            ],
                            completionHandler: { context in
                                let (handler, headGuard) = bound.value
                                let pipeline = context.pipeline.syncOperations
                                pipeline.removeHandler(handler, promise: nil)
                                pipeline.removeHandler(headGuard, promise: nil)
                            }
                        )
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
    }

    private var authenticator: any Authenticator {
        guard let access else { return SharedTokenAuthenticator(token: configuration.token) }
        let isOpen = configuration.isLoopback && configuration.token == nil
        return AccessAuthenticator(access, isOpen: isOpen, log: log)
    }

    private func site(_ files: StaticFiles, _ door: Door) -> Site {
        let registry = registry
        let api = API(engine: engine, connectionCount: { registry.count })
        let admin = AdminRoutes(door: door, registry: registry, traffic: engine.traffic)
        return Site(
            router: Router(
                api.routes + (access.map { AccessRoutes(control: $0, door: door).routes } ?? [])
                    + (configuration.administratorToken == nil ? [] : admin.routes) + routes
            ),
            files: files,
            door: door,
            limits: configuration.http,
            holders: holders
        )
    }

    private static func openWebSocket(
        _ channel: any Channel,
        _ peer: Peer,
        _ shared: Connection.Shared
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            var configuration = WebSocketConfiguration(role: .server)
            configuration.messageBytesMax = shared.configuration.messageBytesMax
            try channel.pipeline.syncOperations.addHandler(WebSocketHandler(configuration))
            let tally = ConnectionTally(address: peer.address, openedAt: shared.clocks.wall())
            let limited = peer.isExempt ? nil : peer.address
            switch shared.registry.admit(channel, from: limited, tally) {
            case .success(let id):
                let loop = channel.eventLoop
                try channel.pipeline.syncOperations.addHandler(
                    Connection(id: id, peer: peer, eventLoop: loop, shared, tally: tally)
                )
            case .failure(let refusal):
                shared.noteEvent(.capacity, peer.address, nil, refusal.rawValue)
                channel.writeAndFlush(
                    WebSocketOutbound.close(.capacity, reason: refusal.rawValue),
                    promise: nil
                )
            }
        }
    }
}

import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
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
    private let authenticator: any Authenticator
    private let registry: ConnectionRegistry
    private var group: MultiThreadedEventLoopGroup?
    private var listener: (any Channel)?

    /// - Parameters:
    ///   - authenticator: who knows people by their tokens. nil: the configuration's one token is all there is.
    ///   - routes: what is served beside the server's own paths.
    package init(
        configuration: ServerConfiguration,
        engine: Engine,
        log: Logger,
        authenticator: (any Authenticator)? = nil,
        routes: [Route] = []
    ) {
        self.authenticator = authenticator ?? SharedTokenAuthenticator(token: configuration.token)
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
        guard configuration.token != nil || ServerConfiguration.isLoopback(configuration.host)
        else {
            throw ServerError(
                code: .tokenNeeded,
                description: "\(configuration.host) can be reached from other machines; "
                    + "set OUTBOARD_TOKEN to what clients must know, or bind to 127.0.0.1"
            )
        }
        let files = try StaticFiles(directory: configuration.dashboardDirectory)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.group = group
        do {
            let listener = try await bootstrap(group, files)
                .bind(host: configuration.host, port: configuration.port).get()
            self.listener = listener
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
        listener = nil
        group = nil
    }

    private func bootstrap(_ group: MultiThreadedEventLoopGroup, _ files: StaticFiles)
        -> ServerBootstrap
    {
        let policy = HostPolicy(configuration)
        let site = site(files, policy)
        let shared = Connection.Shared(
            engine: engine,
            configuration: configuration,
            authenticator: authenticator,
            feeds: FeedHub(engine: engine),
            registry: registry,
            retries: RetryCache(),
            couriers: Couriers(),
            note: { _, _ in },
            log: log
        )
        return ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // All clients of a box come back at once when it does.
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let headGuard = HeadGuard(site.limits)
                    try channel.pipeline.syncOperations.addHandler(headGuard)
                    let peer = channel.remoteAddress?.ipAddress ?? ""
                    let handler = HTTPHandler(site, headGuard) { _ in peer }
                    let upgrader = WebSocketUpgrader(policy: policy) { channel in
                        Self.openWebSocket(channel, Peer(channel.remoteAddress), shared)
                    }
                    let bound = NIOLoopBound((handler, headGuard), eventLoop: channel.eventLoop)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withServerUpgrade: (
                            upgraders: [upgrader],
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

    private func site(_ files: StaticFiles, _ policy: HostPolicy) -> Site {
        let registry = registry
        let token = configuration.token
        let api = API(engine: engine, connectionCount: { registry.count })
        return Site(
            router: Router(api.routes + routes),
            files: files,
            policy: policy,
            limits: configuration.http,
            authenticate: { request throws(RequestError) in
                let given = request.headers.first(name: "authorization") ?? ""
                guard token.map({ isSameSecret(given, "Bearer " + $0) }) ?? true else {
                    throw RequestError(
                        .unauthorized,
                        "The server's token is needed.",
                        hint: "Send it as Authorization: Bearer."
                    )
                }
                return Principal(user: "http", role: .owner)
            },
            authenticateAdministrator: { _ throws(RequestError) in
                throw RequestError(.notFound, "There is nothing here.")
            }
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
            let isExempt = peer.isLoopback && shared.configuration.exemptsLoopback
            switch shared.registry.admit(channel, from: isExempt ? nil : peer.address) {
            case .success(let id):
                let loop = channel.eventLoop
                try channel.pipeline.syncOperations.addHandler(
                    Connection(id: id, peer: peer, eventLoop: loop, shared)
                )
            case .failure(let refusal):
                channel.writeAndFlush(
                    WebSocketOutbound.close(.capacity, reason: refusal.rawValue),
                    promise: nil
                )
            }
        }
    }
}

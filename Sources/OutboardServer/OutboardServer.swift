import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardSession
import OutboardWebSocket

/// HTTP and WebSocket on one port.
///
///     connection ─▶ HTTP ─▶ HTTPHandler (files, /health, /api)
///                      └─ upgrade at /ws ─▶ WebSocketHandler ─▶ Connection ─▶ engine
package actor OutboardServer {
    private let configuration: ServerConfiguration
    private let engine: Engine
    private let log: Logger
    private let registry = ConnectionRegistry()
    private var group: MultiThreadedEventLoopGroup?
    private var listener: (any Channel)?

    package init(configuration: ServerConfiguration, engine: Engine, log: Logger) {
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
        let registry = registry
        let policy = HostPolicy(configuration)
        let site = HTTPHandler.Site(
            api: API(engine: engine, connectionCount: { registry.count }),
            files: files,
            policy: policy,
            token: configuration.token,
            headTimeout: .seconds(Int64(configuration.requestHeadSeconds))
        )
        let shared = Connection.Shared(
            engine: engine,
            configuration: configuration,
            feeds: FeedHub(engine: engine),
            registry: registry,
            log: log
        )
        return ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = HTTPHandler(site)
                    let upgrader = WebSocketUpgrader(policy: policy) { channel in
                        Self.openWebSocket(channel, shared)
                    }
                    let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withServerUpgrade: (
                            upgraders: [upgrader],
                            completionHandler: { context in
                                context.pipeline.syncOperations.removeHandler(
                                    bound.value,
                                    promise: nil
                                )
                            }
                        )
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
    }

    private static func openWebSocket(
        _ channel: any Channel,
        _ shared: Connection.Shared
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            var configuration = WebSocketConfiguration(role: .server)
            configuration.messageBytesMax = shared.configuration.messageBytesMax
            try channel.pipeline.syncOperations.addHandler(WebSocketHandler(configuration))
            guard shared.registry.count < shared.configuration.connectionsMax else {
                channel.writeAndFlush(
                    WebSocketOutbound.close(.capacity, reason: "too many connections"),
                    promise: nil
                )
                return
            }
            try channel.pipeline.syncOperations.addHandler(
                Connection(id: shared.registry.makeID(), shared)
            )
        }
    }
}

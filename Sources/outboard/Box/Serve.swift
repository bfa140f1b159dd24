import ArgumentParser
import Foundation
import Logging
import OutboardAccess
import OutboardClient
import OutboardModel
import OutboardProtocol
import OutboardServer
import OutboardSession
import ServiceLifecycle

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play a session, and serve its dashboard and protocol.",
        discussion: """
            Without a sound device the embedded clock plays it, and people listen in the browser. \
            With any --host but loopback everybody needs a token: it prints a link that lets the first one \
            in, and `pair` and `token` let in others.
            """
    )

    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port; 0 takes one that is free.") var port = 8350
    @Option(help: "The session to play, by its id.") var session = "demo"
    @OptionGroup var sound: DeviceOptions
    @Option(help: "Threads that render; as many as there are cores, 4 at the most, by default.")
    var threads: Int?
    @Option(help: "Frames that a plugin is called for at a time while its parameters move.")
    var split = 32
    @Option(help: "The part of a cycle that a session should take, at the most.")
    var loadLimit = 0.8
    @Flag(help: "Refuse plugins that would exceed it; else they come with a warning.")
    var refuseOverload = false
    @Option(help: "Where recordings go.") var recordings = "Recordings"
    @Option(help: "Where files go that are rendered while the session plays.")
    var renders = "Renders"
    @Option(help: "Where the activity log and the chat are kept.") var activityDir: String?
    @Option(help: "Keep a journal of everything that is done, beneath this directory.")
    var journal: String?
    @Option(help: "Where the flight recorder is written after an xrun.") var flightDir: String?
    @Flag(help: "Look for new plugins only when somebody asks.") var noScan = false
    @Option(help: "The file that scans of plugins are kept in.") var scanCache: String?
    @OptionGroup(title: "Who is let in") var door: DoorOptions
    @Flag(help: "Compress long messages for clients that ask for it.") var deflate = false
    @Flag(help: "Let clients on this machine connect and send as often as they like.")
    var exemptLoopback = false
    @Option(help: "Connections at a time.") var connections = 1_000
    @Option(help: "The directory with Presets and Dashboard.") var data: String?
    @Option(help: "trace, debug, info, warning or error.") var logLevel = LogLevel.info

    func validate() throws {
        if let threads, !(1...64).contains(threads) {
            throw ValidationError("--threads must be 1 to 64.")
        }
        guard (1...8_192).contains(split) else {
            throw ValidationError("--split must be 1 to 8192.")
        }
        guard loadLimit > 0, loadLimit <= 1 else {
            throw ValidationError("--load-limit must be more than 0, and 1 at the most.")
        }
        guard (1...100_000).contains(connections) else {
            throw ValidationError("--connections must be 1 to 100000.")
        }
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port must be 0 to 65535.")
        }
    }

    func run() async throws {
        try await reporting(json: false) { try await serve() }
    }

    private func serve() async throws {
        let data = try DataDirectory.find(self.data)
        var log = Logger(label: "outboard") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = logLevel.level
        let engine = Composition.engine(
            engineConfiguration(log),
            data,
            cache: scanCache,
            activity: activityDir ?? XrunCommand.stateDirectory,
            log: log
        )
        try await engine.start(SessionID(session))
        engine.run()
        let configuration = serverConfiguration(data)
        let access = try door.makeAccess(configuration, log: log)
        let server = OutboardServer(
            configuration: configuration,
            engine: engine,
            log: log,
            access: access,
            routes: Reports(engine: engine).routes
        )
        let service = ServeService(
            engine: engine,
            server: server,
            access: access,
            host: host,
            isTLS: configuration.tls != nil
        )
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: log
            )
        )
        try await group.run()
    }

    private func engineConfiguration(_ log: Logger) -> EngineConfiguration {
        var configuration = EngineConfiguration()
        sound.apply(to: &configuration, log)
        configuration.threadCount = threads
        configuration.splitFrames = split
        configuration.loadLimit = loadLimit
        configuration.refusesOverload = refuseOverload
        configuration.recordingsDirectory = recordings
        configuration.rendersDirectory = renders
        configuration.journalDirectory = journal
        configuration.scansAtStart = !noScan
        configuration.flightDirectory = flightDir ?? XrunCommand.directory
        return configuration
    }

    private func serverConfiguration(_ data: DataDirectory) -> ServerConfiguration {
        var configuration = ServerConfiguration(dashboardDirectory: data.dashboard)
        configuration.host = host
        configuration.port = port
        configuration.deflates = deflate
        configuration.exemptsLoopback = exemptLoopback
        configuration.connectionsMax = connections
        door.apply(to: &configuration)
        return configuration
    }
}

/// How much is logged.
enum LogLevel: String, ExpressibleByArgument {
    case trace, debug, info, warning, error

    var level: Logger.Level { Logger.Level(rawValue: rawValue)! }
}

/// Server and engine, from start to an orderly end.
private struct ServeService: Service {
    let engine: Engine
    let server: OutboardServer
    let access: AccessControl?
    let host: String
    let isTLS: Bool

    func run() async throws {
        let port: Int
        do {
            port = try await server.start()
        } catch {
            await engine.stop()
            switch error.code {
            case .tokenNeeded, .dashboardMissing, .certificate:
                throw CommandError(.configuration, error.description)
            case .addressInUse, .system: throw CommandError(.unavailable, error.description)
            }
        }
        let shown = ServerAddress(host: ServeService.shown(host), port: port)
        print("Outboard plays. Dashboard: \(isTLS ? "https" : "http")://\(shown.header)/")
        await printLink(shown)
        fflush(nil)
        try? await gracefulShutdown()
        await server.stop()
        await engine.stop()
    }

    /// The first one's way in, where nobody is let in for being on this machine.
    private func printLink(_ address: ServerAddress) async {
        guard !ServerConfiguration.isLoopback(host) else { return }
        let principal = Principal(user: "owner", role: .owner)
        let ticket = await access?.makeTicket(for: principal, seconds: 600)
        guard let ticket else { return }
        let link = PairingLink(address, ticket: ticket, isTLS: isTLS).text
        print("To get in, once and within 10 minutes: \(link)")
    }

    /// Where every address is listened on, one that others can go to.
    private static func shown(_ host: String) -> String {
        guard host == "0.0.0.0" || host == "::" else { return host }
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return host }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            let isUp = entry.ifa_flags & UInt32(IFF_UP) != 0
            guard isUp, entry.ifa_flags & UInt32(IFF_LOOPBACK) == 0,
                let address = entry.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET)
            else { continue }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            guard
                getnameinfo(address, size, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                    == 0
            else { continue }
            return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        }
        return host
    }
}

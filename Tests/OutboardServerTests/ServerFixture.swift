import CRealtime
import FixtureBundles
import Foundation
import Logging
import OutboardAccess
import OutboardActivity
import OutboardClient
import OutboardHostLV2
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardServer
import OutboardSession
import OutboardStore

/// A real server on a free port of loopback, playing one input through the fixture's gain, on a driver
/// that the test advances.
final class ServerFixture: @unchecked Sendable {
    // SAFETY: the driver renders on the test's thread alone, and `left` is used there alone.
    private let driver = ManualDriver()
    private let bundles: FixtureBundles
    let directory = NSTemporaryDirectory() + "outboard-server-" + UUID().uuidString
    private let server: OutboardServer
    let engine: Engine
    private(set) var left: [Float] = []
    private(set) var address = ServerAddress(host: "127.0.0.1", port: 0)

    static let session = """
        {"version":1,"id":"test","name":"Test","master":{},"tracks":[
          {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},"inserts":[
            {"id":"gain","plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]}]}
        """

    /// Sound begins at once, so that the first frame can be looked at.
    private static var configuration: EngineConfiguration {
        var configuration = EngineConfiguration()
        configuration.fadesDrivers = false
        return configuration
    }

    /// The log, all of it.
    let logged = LogText()
    /// nil: the configuration's one token is all there is.
    private(set) var access: AccessControl?
    let accessFiles: AccessFiles

    /// - Parameters:
    ///   - session: what it plays, named "test".
    ///   - clock: the engine's. nil: the machine's.
    ///   - hasAccess: the box has a secret of its own, and gives tickets and tokens.
    init(
        routes: [Route] = [],
        session: String = ServerFixture.session,
        clock: ManualClock? = nil,
        hasAccess: Bool = false,
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        bundles = try FixtureBundles()
        for (path, text) in [
            ("Sessions/test/session.json", session), ("Dashboard/index.html", "<p>hello</p>"),
            ("Dashboard/src/main.js", "1"), ("secret.txt", "secret"),
        ] {
            let file = URL(fileURLWithPath: directory + "/" + path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        nonisolated(unsafe) let driver: any AudioDriver = driver
        let searchPath = bundles.searchPath
        let logged = logged
        var log = Logger(label: "test") { _ in LogText.Handler(text: logged) }
        log.logLevel = .trace
        accessFiles = AccessFiles(directory: directory + "/Access")
        var engineConfiguration = Self.configuration
        engineConfiguration.rendersDirectory = directory + "/Renders"
        engine = Engine(
            configuration: engineConfiguration,
            parts: EngineParts(
                makeHosts: { [LV2Host(searchPath: searchPath)] },
                drivers: [DriverKind(name: "manual", make: { driver })],
                sessions: SessionStore(root: directory + "/Sessions"),
                presets: [
                    PresetStore(root: directory + "/User", source: "user", isWritable: true),
                    PresetStore(root: directory + "/Factory", source: "factory"),
                ],
                activity: ActivityLog(directory: nil)
            ),
            log: log,
            now: { clock?.nowNanoseconds ?? ob_now_nanoseconds() }
        )
        var configuration = ServerConfiguration(dashboardDirectory: directory + "/Dashboard")
        configuration.port = 0
        change(&configuration)
        if hasAccess {
            var sources = AccessControl.Sources()
            sources.sharedToken = configuration.token
            sources.files = accessFiles
            access = try AccessControl(
                sources,
                AccessControl.Clocks(
                    wallSeconds: { Int64(Date().timeIntervalSince1970) },
                    monotonicNanoseconds: { ob_now_nanoseconds() }
                )
            )
        }
        server = OutboardServer(
            configuration: configuration,
            engine: engine,
            log: log,
            access: access,
            routes: routes + Reports(engine: engine).routes
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func start() async throws {
        try await startEngine()
        try await startServer()
    }

    @discardableResult
    func startServer() async throws -> ServerAddress {
        address.port = try await server.start()
        return address
    }

    /// A token of the box, as a page gets it.
    func token(_ principal: Principal, seconds: Int64 = 60) async throws -> String {
        let made = try await access?.makePageToken(for: principal, seconds: seconds)
        guard case .made(let text, _) = made else {
            throw RequestError(.unauthorized, "\(made as Any)")
        }
        return text
    }

    func stopServer() async { await server.stop() }

    /// - Parameter ticks: by itself; else the test does.
    func startEngine(ticks: Bool = true) async throws {
        driver.prepare = { inputs, frames in
            for channel in 0..<2 { inputs[channel].update(repeating: 0.5, count: frames) }
        }
        driver.consume = { [unowned self] outputs, frames in
            left += UnsafeBufferPointer(start: outputs[0], count: frames)
        }
        try await engine.start(SessionID("test"))
        if ticks { engine.run() }
    }

    func stop() async {
        await server.stop()
        await stopEngine()
    }

    func stopEngine() async { await engine.stop() }

    func advance(frames: Int) throws { try driver.advance(frames: frames) }

    /// Sends a request, and renders until its reply is there.
    func request(_ request: Request, on client: OutboardClient) async throws -> Ack {
        try await rendering {
            try await client.request(request, session: SessionID("test"))
        }
    }

    /// Renders while `body` waits for what comes of it, and no longer.
    func rendering<Result>(_ body: () async throws -> Result) async throws -> Result {
        let rendering = Task {
            while !Task.isCancelled {
                try advance(frames: 64)
                await Task.yield()
                _ = await engine.engineState()
            }
        }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        rendering.cancel()
        try await rendering.value
        return try result.get()
    }
}

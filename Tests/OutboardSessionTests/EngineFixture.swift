import FixtureBundles
import Foundation
import Logging
import OutboardHost
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardScan
import OutboardStore
import ScanRig
import Synchronization
import Testing

@testable import OutboardSession

/// An engine on a driver and a clock that only the test moves, with the fixture plugins.
final class EngineFixture: @unchecked Sendable {
    // SAFETY: the driver renders on the test's thread, and the engine calls it on its own, but never
    // while the test advances it: every call of the test waits for the engine.
    let driver = ManualDriver()
    let engine: Engine
    let bundles: FixtureBundles
    let directory: String
    private let time = Time()
    private let captured = Captured()

    /// Nanoseconds that the test moves on.
    private final class Time: Sendable {
        let now = Atomic<Int64>(1_000_000_000)
    }

    /// The left channel of what was rendered.
    private final class Captured: @unchecked Sendable {
        // SAFETY: written and read on the test's thread alone.
        var left: [Float] = []
    }

    /// - Parameters:
    ///   - session: the text of a `session.json`.
    ///   - script: what the plugins do by themselves.
    ///   - scan: has the engine know plugins by scans of the fixtures and of this rig's libraries.
    ///   - runsByItself: on the embedded clock and the system's time, and not when the test says so.
    ///   - drivers: instead of the one that the test moves.
    ///   - hosts: instead of that of the fixture plugins.
    init(
        session: String,
        presets: [String: String] = [:],
        runsByItself: Bool = false,
        script: NoticingHost.Script? = nil,
        scan rig: ScanRig? = nil,
        activity: (any ActivitySink)? = nil,
        drivers: [DriverKind]? = nil,
        configure: (inout EngineConfiguration) -> Void = { _ in },
        hosts: (@Sendable () -> [any PluginHost])? = nil
    ) throws {
        bundles = try FixtureBundles()
        directory = NSTemporaryDirectory() + "outboard-" + UUID().uuidString
        let sessions = directory + "/Sessions"
        try Self.write(session, to: sessions + "/test/session.json")
        for (name, text) in presets {
            try Self.write(text, to: directory + "/Factory/" + name + ".json")
        }
        let driver = driver
        nonisolated(unsafe) let shared: any AudioDriver = driver
        let searchPath = bundles.searchPath
        let time = time
        let ladspaPath = rig?.ladspaPath
        let scan = rig.map { rig in
            var configuration = rig.configuration
            configuration.environment["LV2_PATH"] = searchPath
            let ladspaPath = rig.ladspaPath
            return PluginScan(configuration: configuration) {
                LV2Host(searchPath: searchPath).modules()
                    + LADSPAHost(searchPath: ladspaPath).modules()
            }
        }
        engine = Engine(
            configuration: Self.configuration(directory, configure),
            parts: EngineParts(
                makeHosts: {
                    if let hosts { return hosts() }
                    if let ladspaPath {
                        return [
                            LV2Host(searchPath: searchPath), LADSPAHost(searchPath: ladspaPath),
                        ]
                    }
                    guard let script else { return [LV2Host(searchPath: searchPath)] }
                    return [NoticingHost(searchPath: searchPath, script)]
                },
                drivers: drivers ?? [
                    runsByItself
                        ? DriverKind(name: "clock", make: { ClockDriver() })
                        : DriverKind(name: "manual", make: { shared })
                ],
                sessions: SessionStore(root: sessions),
                presets: [
                    PresetStore(root: directory + "/User", source: "user", isWritable: true),
                    PresetStore(root: directory + "/Factory", source: "factory"),
                ],
                scan: scan,
                activity: activity
            ),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: {
                runsByItself
                    ? Int64(DispatchTime.now().uptimeNanoseconds)
                    : time.now.load(ordering: .relaxed)
            }
        )
    }

    /// Sound begins at once, so that the first frame can be looked at.
    private static func configuration(
        _ directory: String,
        _ configure: (inout EngineConfiguration) -> Void
    ) -> EngineConfiguration {
        var configuration = EngineConfiguration()
        configuration.fadesDrivers = false
        configuration.threadCount = 1
        configuration.recordingsDirectory = directory + "/Recordings"
        configuration.rendersDirectory = directory + "/Renders"
        configuration.flightDirectory = directory + "/Flight"
        configure(&configuration)
        return configuration
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func write(_ text: String, to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Puts another session beside the first.
    func addSession(_ id: String, _ text: String) throws {
        try Self.write(text, to: directory + "/Sessions/\(id)/session.json")
    }

    func start() async throws {
        // A constant at every device input, so that a gain is read off the output.
        driver.prepare = { inputs, frames in
            for channel in 0..<2 { inputs[channel].update(repeating: 0.5, count: frames) }
        }
        let captured = captured
        driver.consume = { outputs, frames in
            captured.left += UnsafeBufferPointer(start: outputs[0], count: frames)
        }
        try await engine.start(SessionID("test"))
    }

    var output: [Float] { captured.left }

    var document: SessionDocument { get async { await engine.liveDocument } }

    /// Renders, and has the engine take the reports.
    func advance(frames: Int) async throws {
        try driver.advance(frames: frames)
        await engine.tick()
    }

    /// Moves the engine's clock on.
    func wait(milliseconds: Int64) async {
        time.now.wrappingAdd(milliseconds * 1_000_000, ordering: .relaxed)
        await engine.tick()
    }

    /// Waits until the driver that is missed, and tried, has answered.
    func settleRetry() async throws {
        for _ in 0..<10_000 where await engine.isRetrying {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(await !engine.isRetrying)
    }

    /// Asks, waits until the engine has taken the request, and gives the place for the answer.
    func ask(
        _ request: Request,
        from connection: String = "a",
        session: String = "test"
    ) async -> Answer {
        let answer = Answer()
        let envelope = Envelope(
            id: "1",
            session: SessionID(session),
            user: connection,
            request: request
        )
        engine.submit(envelope, from: connection) { answer.set($0) }
        // The engine does everything in the order of arrival.
        _ = await engine.engineState()
        return answer
    }

    /// Every answer is held against the request's row, which is what clients are told.
    func audit(_ result: Result<Ack, RequestError>, of request: Request) throws {
        let row = request.wire.kind.row
        switch result {
        case .success(let ack):
            let undescribed = try row.undescribed(in: ack)
            #expect(undescribed == [], "the ack of \(row.kind.rawValue)")
        case .failure(let error):
            let isDescribed = row.allErrors.contains(error.code)
            #expect(isDescribed, "\(row.kind.rawValue) is refused with \(error.code.rawValue)")
        }
    }

    /// Asks what waits for a disk, and renders until the answer is there.
    func performOnDisk(
        _ request: LibraryRequest,
        from connection: String = "a",
        session: String = "test"
    ) async throws -> Ack {
        let request = Request.library(request)
        let answer = await ask(request, from: connection, session: session)
        for _ in 0..<10_000 {
            try await advance(frames: 64)
            if let result = answer.result {
                try audit(result, of: request)
                return try result.get()
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw RequestError(.engineError, "no answer")
    }

    /// Asks and renders until the answer is there.
    func perform(_ request: Request, from connection: String = "a") async throws -> Ack {
        let answer = await ask(request, from: connection)
        for turn in 0..<2_000 {
            if turn < 20 { try await advance(frames: 64) }
            if let result = answer.result {
                try audit(result, of: request)
                return try result.get()
            }
            await wait(milliseconds: turn < 20 ? 10 : 0)
            // What answers from another thread takes as long as the machine lets it.
            if turn >= 20 { try await Task.sleep(for: .milliseconds(10)) }
        }
        throw RequestError(.engineError, "no answer")
    }
}

extension Engine {
    fileprivate var liveDocument: SessionDocument { player!.session.document }
}

/// Where the answer to a request arrives.
final class Answer: Sendable {
    private let value = Mutex<Result<Ack, RequestError>?>(nil)

    func set(_ result: Result<Ack, RequestError>) {
        value.withLock {
            precondition($0 == nil, "a request is answered once")
            $0 = result
        }
    }

    var result: Result<Ack, RequestError>? { value.withLock { $0 } }
}

/// Notifications as they come.
final class Inbox: Sendable {
    private let list = Mutex<[OutboardProtocol.Notification]>([])
    func add(_ broadcast: Broadcast) {
        list.withLock { $0.append(broadcast.notification) }
    }
    var notifications: [OutboardProtocol.Notification] { list.withLock { $0 } }
}

/// One mono input through the fixture's gain.
let gainSession = """
    {"version":1,"id":"test","name":"Test","tracks":[
      {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},
       "inserts":[{"id":"gain","name":"Gain","parameters":{"gain":1},
         "plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]},
      {"id":"other","name":"Other","source":{"kind":"none"}, "inserts":[
        {"id":"gone","name":"Gone","plugin":{"format":"lv2","id":"urn:outboard:not-there"}}]}],
     "master":{}}
    """

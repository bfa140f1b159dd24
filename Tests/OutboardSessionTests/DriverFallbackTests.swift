import FixtureBundles
import Foundation
import Logging
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRealtime
import OutboardStore
import Synchronization
import Testing

@testable import OutboardSession

/// A device that the test plugs and unplugs.
private final class Plug: Sendable {
    let isIn = Atomic<Bool>(true)
    let isLost = Atomic<Bool>(false)
    let opened = Atomic<Int>(0)
    /// 0: what is asked for.
    let rateHertz = Atomic<Int>(0)
}

private final class PluggedDriver: AudioDriver {
    let name: String
    private let plug: Plug?

    init(name: String, plug: Plug?) {
        self.name = name
        self.plug = plug
    }

    func open(_ request: DriverRequest) throws(DriverError) -> DriverFormat {
        guard plug?.isIn.load(ordering: .relaxed) ?? true else {
            throw DriverError(.notFound, subject: "plug", message: "it is unplugged")
        }
        plug?.opened.wrappingAdd(1, ordering: .relaxed)
        return DriverFormat(
            sampleRateHertz: plug.map { $0.rateHertz.load(ordering: .relaxed) }.flatMap {
                $0 == 0 ? nil : $0
            } ?? request.sampleRateHertz,
            quantumFrames: 64,
            inputChannels: 2,
            outputChannels: 2
        )
    }

    func start(_ entry: RenderEntry) throws(DriverError) {}
    func stop() {}
    func close() {}

    func pollEvent() -> DriverEvent? {
        guard let plug, plug.isLost.exchange(false, ordering: .relaxed) else { return nil }
        return .lost(DriverError(.gone, subject: "plug", message: "it was pulled out"))
    }

    var status: DriverStatus { DriverStatus() }
}

@Suite(.serialized)
struct DriverFallbackTests {
    private final class Clock: Sendable { let now = Atomic<Int64>(0) }

    private func engine(_ plug: Plug, _ clock: Clock) throws -> (Engine, SessionBundle) {
        let directory = NSTemporaryDirectory() + "outboard-fallback-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        try "{\"version\":1,\"id\":\"s\",\"name\":\"S\",\"tracks\":[],\"master\":{}}".write(
            toFile: directory + "/session.json",
            atomically: true,
            encoding: .utf8
        )
        var configuration = EngineConfiguration()
        configuration.driver = .named("device")
        let engine = Engine(
            configuration: configuration,
            parts: EngineParts(
                makeHosts: { [] },
                drivers: [
                    DriverKind(name: "device", make: { PluggedDriver(name: "device", plug: plug) }),
                    DriverKind(name: "clock", make: { PluggedDriver(name: "clock", plug: nil) }),
                ],
                sessions: SessionStore(root: directory),
                presets: []
            ),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { clock.now.load(ordering: .relaxed) }
        )
        return (engine, try SessionBundle(directory: directory))
    }

    private func wait(_ engine: Engine, _ clock: Clock, milliseconds: Int64) async {
        clock.now.wrappingAdd(milliseconds * 1_000_000, ordering: .relaxed)
        await engine.tick()
    }

    @Test func lostDeviceIsReplacedByTheClockAndTriedAgain() async throws {
        let (plug, clock) = (Plug(), Clock())
        let (engine, bundle) = try engine(plug, clock)
        try await engine.start(bundle)
        #expect(await engine.engineState().driver == "device")
        #expect(await engine.engineState().state == .running)

        plug.isIn.store(false, ordering: .relaxed)
        plug.isLost.store(true, ordering: .relaxed)
        await wait(engine, clock, milliseconds: 10)
        let fallback = await engine.engineState()
        #expect(fallback.driver == "clock" && fallback.state == .fallback)
        #expect(fallback.message.contains("pulled out"))

        await wait(engine, clock, milliseconds: 2_000)
        #expect(await engine.engineState().message.contains("unplugged"))
        #expect(await engine.engineState().driver == "clock")

        plug.isIn.store(true, ordering: .relaxed)
        await wait(engine, clock, milliseconds: 2_000)
        let back = await engine.engineState()
        #expect(back.driver == "device" && back.state == .running && back.message.isEmpty)
        #expect(plug.opened.load(ordering: .relaxed) == 2)
        await engine.stop()
    }

    @Test func deviceThatIsMissingAtTheStartIsWaitedFor() async throws {
        let (plug, clock) = (Plug(), Clock())
        plug.isIn.store(false, ordering: .relaxed)
        let (engine, bundle) = try engine(plug, clock)
        try await engine.start(bundle)
        #expect(await engine.engineState().state == .fallback)
        plug.isIn.store(true, ordering: .relaxed)
        await wait(engine, clock, milliseconds: 1_000)
        #expect(await engine.engineState().driver == "clock")
        await wait(engine, clock, milliseconds: 1_000)
        #expect(await engine.engineState().driver == "device")
        await engine.stop()
    }

    @Test func deviceThatComesBackAtAnotherRateKeepsTheSession() async throws {
        let (plug, clock) = (Plug(), Clock())
        let (engine, bundle) = try engine(plug, clock)
        try await engine.start(bundle)
        let answer = Answer()
        let fader = Request.trackFader(track: .master, levelDecibels: -7)
        engine.submit(Envelope(id: "1", session: SessionID("s"), request: fader), from: "a") {
            answer.set($0)
        }
        plug.rateHertz.store(44_100, ordering: .relaxed)
        plug.isLost.store(true, ordering: .relaxed)
        await wait(engine, clock, milliseconds: 10)
        await wait(engine, clock, milliseconds: 2_000)
        let snapshot = try await engine.snapshot(of: SessionID("s"))
        #expect(snapshot.session.sampleRateHertz == 44_100)
        #expect(snapshot.session.master.levelDecibels == -7)
        // The fader, and then the rate.
        #expect(snapshot.revision == 2)
        await engine.stop()
    }
}

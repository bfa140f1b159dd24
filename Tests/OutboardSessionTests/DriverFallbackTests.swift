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
    /// Whoever opens it waits.
    let isFrozen = Atomic<Bool>(false)
    let closed = Atomic<Int>(0)
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
        while plug?.isFrozen.load(ordering: .relaxed) ?? false { usleep(1_000) }
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
    func close() { plug?.closed.wrappingAdd(1, ordering: .relaxed) }

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

    /// The same, until what is being tried has answered.
    private func settle(_ engine: Engine, _ clock: Clock, milliseconds: Int64) async throws {
        await wait(engine, clock, milliseconds: milliseconds)
        for _ in 0..<10_000 where await engine.isRetrying {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(await !engine.isRetrying)
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

        try await settle(engine, clock, milliseconds: 2_000)
        #expect(await engine.engineState().message.contains("unplugged"))
        #expect(await engine.engineState().driver == "clock")

        plug.isIn.store(true, ordering: .relaxed)
        try await settle(engine, clock, milliseconds: 2_000)
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
        try await settle(engine, clock, milliseconds: 1_000)
        #expect(await engine.engineState().driver == "device")
        await engine.stop()
    }

    /// A sound server that hangs when it is tried again holds nobody up.
    @Test func whoTriesAFrozenDeviceGoesOn() async throws {
        let (plug, clock) = (Plug(), Clock())
        let (engine, bundle) = try engine(plug, clock)
        try await engine.start(bundle)
        plug.isFrozen.store(true, ordering: .relaxed)
        plug.isLost.store(true, ordering: .relaxed)
        await wait(engine, clock, milliseconds: 10)
        await wait(engine, clock, milliseconds: 2_000)
        // It has been knocked at, once, and everything else goes on.
        for _ in 0..<10_000 where plug.opened.load(ordering: .relaxed) < 2 {
            try await Task.sleep(for: .milliseconds(1))
        }
        for _ in 0..<5 { await wait(engine, clock, milliseconds: 2_000) }
        #expect(plug.opened.load(ordering: .relaxed) == 2)
        let answer = Answer()
        let fader = Request.trackFader(track: .master, levelDecibels: -7)
        engine.submit(Envelope(id: "1", session: SessionID("s"), request: fader), from: "a") {
            answer.set($0)
        }
        #expect(await engine.engineState().driver == "clock")
        #expect(await engine.isFallback)
        #expect(try await engine.snapshot(of: SessionID("s")).session.id == SessionID("s"))
        plug.isFrozen.store(false, ordering: .relaxed)
        try await settle(engine, clock, milliseconds: 0)
        #expect(await engine.engineState().driver == "device")
        #expect(await !engine.isFallback)
        await engine.stop()
    }

    /// What comes too late is closed again, and does not take the place of what was chosen meanwhile.
    @Test func whatIsNotWantedAnyMoreIsClosed() async throws {
        let (plug, clock) = (Plug(), Clock())
        plug.isIn.store(false, ordering: .relaxed)
        let (engine, bundle) = try engine(plug, clock)
        try await engine.start(bundle)
        plug.isIn.store(true, ordering: .relaxed)
        plug.isFrozen.store(true, ordering: .relaxed)
        await wait(engine, clock, milliseconds: 2_000)
        let answer = Answer()
        let request = Request.device(DeviceRequest(driver: "clock"))
        engine.submit(Envelope(id: "1", session: nil, request: request), from: "a") {
            answer.set($0)
        }
        for _ in 0..<10_000 where answer.result == nil {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(try answer.result?.get().status == .accepted)
        #expect(await !engine.isFallback)
        plug.isFrozen.store(false, ordering: .relaxed)
        try await settle(engine, clock, milliseconds: 0)
        #expect(await engine.engineState().driver == "clock")
        #expect(plug.closed.load(ordering: .relaxed) == 1)
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
        try await settle(engine, clock, milliseconds: 2_000)
        let snapshot = try await engine.snapshot(of: SessionID("s"))
        #expect(snapshot.session.sampleRateHertz == 44_100)
        #expect(snapshot.session.master.levelDecibels == -7)
        // The fader, and then the rate.
        #expect(snapshot.revision == 2)
        await engine.stop()
    }
}

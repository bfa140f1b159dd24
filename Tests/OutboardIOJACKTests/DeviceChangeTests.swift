import CJACK
import CRealtime
import Foundation
import Logging
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardSession
import OutboardStore
import Synchronization
import Testing

@testable import OutboardIOJACK

/// An engine that goes from its clock to a JACK server and back while the song rolls.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DeviceChangeTests {
    private let directory = NSTemporaryDirectory() + "outboard-jack-\(UUID().uuidString)"

    private func makeEngine() throws -> Engine {
        let session = directory + "/s"
        try FileManager.default.createDirectory(
            atPath: session,
            withIntermediateDirectories: true
        )
        try """
        {"version":1,"id":"s","name":"S","tracks":[
          {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},"inserts":[]}],
         "master":{}}
        """.write(toFile: session + "/session.json", atomically: true, encoding: .utf8)
        var configuration = EngineConfiguration()
        configuration.driver = .named("clock")
        configuration.sampleRateHertz = 44_100
        configuration.threadCount = 1
        return Engine(
            configuration: configuration,
            parts: EngineParts(
                makeHosts: { [] },
                drivers: [
                    DriverKind(
                        name: "jack",
                        decidesFormat: true,
                        list: { JACKDriver.list() },
                        make: { JACKDriver(clientName: "box") }
                    ),
                    DriverKind(
                        name: "clock",
                        defaultDevice: "clock",
                        hasDevices: false,
                        list: { ClockDriver.list() },
                        make: { ClockDriver() }
                    ),
                ],
                sessions: SessionStore(root: directory),
                presets: []
            ),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { ob_now_nanoseconds() }
        )
    }

    private func ask(_ engine: Engine, _ request: Request) async throws -> Ack {
        let result = await withCheckedContinuation { continuation in
            engine.submit(
                Envelope(id: "1", session: SessionID("s"), request: request),
                from: "a"
            ) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    private func use(
        _ engine: Engine,
        _ driver: String,
        _ device: String? = nil
    ) async throws -> Ack {
        try await ask(engine, .device(DeviceRequest(driver: driver, device: device)))
    }

    /// Until the song is there, or a second has passed.
    private func song(_ engine: Engine, isAt seconds: Double) async throws -> TransportState {
        for _ in 0..<500 {
            let transport = await engine.transport()
            if transport.seconds >= seconds { return transport }
            try await Task.sleep(for: .milliseconds(10))
        }
        return await engine.transport()
    }

    @Test func theSessionGoesFromTheClockToJACKAndBack() async throws {
        let server = try JACKServer(quantumFrames: 128)
        let engine = try makeEngine()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await engine.start(SessionID("s"))
        engine.run()
        _ = try await ask(engine, .trackFader(track: TrackID("in"), levelDecibels: -7))
        _ = try await ask(engine, .transportPlay)
        let first = try await song(engine, isAt: 0.2)
        #expect(first.isRolling && first.seconds >= 0.2)

        // Another sample rate, too: JACK decides on its own.
        let jack = try await use(engine, "jack", server.name)
        #expect(jack.extra["driver"] == "jack" && jack.extra["device"] == .string(server.name))
        #expect(jack.extra["sample_rate_hertz"] == 48_000 && jack.extra["quantum_frames"] == 128)
        #expect(await engine.engineState().state == .running)
        let ports = server.connections(of: "box:out_1")
        #expect(ports == ["system:playback_1"])
        let second = try await song(engine, isAt: first.seconds + 0.3)
        #expect(second.isRolling && second.seconds >= first.seconds + 0.3)
        let applied = try await ask(engine, .trackFader(track: TrackID("in"), levelDecibels: -6))
        #expect(applied.status == .applied)

        // What it has is left alone.
        _ = try await use(engine, "jack", server.name)
        #expect(server.connections(of: "box:out_1") == ports)

        // What was asked for is asked for again.
        let clock = try await use(engine, "clock")
        #expect(clock.extra["driver"] == "clock" && clock.extra["sample_rate_hertz"] == 44_100)
        let third = try await song(engine, isAt: second.seconds + 0.2)
        #expect(third.isRolling && third.seconds >= second.seconds + 0.2)
        let snapshot = try await engine.snapshot(of: SessionID("s"))
        #expect(snapshot.session.tracks[TrackID("in")]?.levelDecibels == -6)
        await engine.stop()
    }

    @Test func aServerThatIsNotThereLeavesTheClock() async throws {
        let engine = try makeEngine()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await engine.start(SessionID("s"))
        engine.run()
        let name = "outboard-none-\(getpid())"
        let error = await #expect(throws: RequestError.self) {
            try await use(engine, "jack", name)
        }
        #expect(error?.code == .engineError && error?.message.contains("start jackd") == true)
        #expect(await engine.engineState().driver == "clock")
        _ = try await ask(engine, .trackFader(track: TrackID("in"), levelDecibels: -7))
        await engine.stop()
    }

    /// The one server that others on this machine may have is not looked for: this names one of its own.
    @Test func theDefaultServerIsListed() throws {
        let server = try JACKServer(quantumFrames: 256)
        let former = getenv("JACK_DEFAULT_SERVER").map { String(cString: $0) }
        setenv("JACK_DEFAULT_SERVER", server.name, 1)
        defer {
            if let former {
                setenv("JACK_DEFAULT_SERVER", former, 1)
            } else {
                unsetenv("JACK_DEFAULT_SERVER")
            }
        }
        let listing = JACKDriver.list()
        #expect(listing.isRunning && listing.problem == nil)
        let device = try #require(listing.devices.first)
        #expect(device.id == "default" && device.isDefault)
        #expect(device.inputs == 2 && device.outputs == 2)
        #expect(device.sampleRateHertz == 48_000 && device.quantumFrames == 256)

        setenv("JACK_DEFAULT_SERVER", server.name + "-none", 1)
        let none = JACKDriver.list()
        #expect(!none.isRunning && none.problem?.contains("start jackd") == true)
        #expect(none.devices.isEmpty)
    }
}

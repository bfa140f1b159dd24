import Foundation
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// The choice of a device that outlives the engine.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DeviceChoiceTests {
    private let directory = NSTemporaryDirectory() + "outboard-choice-\(UUID().uuidString)"
    private var path: String { directory + "/state/device.json" }

    private let bench = DeviceBench([
        "alsa": [.init(names: ["default", "hw:USB"])],
        "clock": [.init(names: ["clock"], isShared: true)],
    ])

    private func makeFixture() async throws -> EngineFixture {
        let fixture = try EngineFixture(
            session: gainSession,
            drivers: bench.kinds(["alsa", "clock"])
        ) {
            $0.driver = .named("clock")
            $0.deviceChoicePath = path
        }
        try await fixture.start()
        return fixture
    }

    private func write(_ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func whatIsWrittenIsRead() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(try DeviceChoice.read(path) == nil)
        let plain = DeviceChoice(driver: "jack", quantumFrames: 16)
        let whole = DeviceChoice(
            driver: "alsa",
            device: "hw:CARD=\"ü\",DEV=0",
            sampleRateHertz: 192_000,
            quantumFrames: 8_192
        )
        for choice in [plain, whole] {
            try choice.write(path)
            #expect(try DeviceChoice.read(path) == choice)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory + "/state")
        #expect(names == ["device.json"], "nothing is left of writing it")
        try DeviceChoice.forget(path)
        #expect(try DeviceChoice.read(path) == nil)
        try DeviceChoice.forget(path)
    }

    @Test(arguments: [
        "", "{", "[]", "{\"version\":2,\"driver\":\"alsa\",\"quantum_frames\":64}",
        "{\"version\":1,\"quantum_frames\":64}", "{\"version\":1,\"driver\":\"alsa\"}",
        "{\"version\":1,\"driver\":\"alsa\",\"quantum_frames\":15}",
        "{\"version\":1,\"driver\":\"alsa\",\"quantum_frames\":8193}",
        "{\"version\":1,\"driver\":\"alsa\",\"quantum_frames\":64,\"sample_rate_hertz\":7999}",
        "{\"version\":1,\"driver\":7,\"quantum_frames\":64}",
        "{\"version\":1,\"driver\":\"" + String(repeating: "a", count: 70_000)
            + "\",\"quantum_frames\":64}",
    ])
    func whatIsDamagedIsRefused(text: String) throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write(text)
        let error = #expect(throws: StoreError.self) { try DeviceChoice.read(path) }
        #expect(error?.code == .malformed && error?.subject == path)
    }

    @Test func theChoiceIsKeptAndForgotten() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let fixture = try await makeFixture()
        let alsa = DeviceRequest(driver: "alsa", device: "hw:USB", quantumFrames: 64)
        let ack = try await bench.answer(fixture, .device(alsa)).get()
        #expect(ack.extra["problem"] == nil)
        #expect(
            try DeviceChoice.read(path)
                == DeviceChoice(driver: "alsa", device: "hw:USB", quantumFrames: 64)
        )
        // What is refused is not chosen.
        bench.change("alsa") { $0.quanta = [64] }
        _ = try await bench.answer(
            fixture,
            .device(DeviceRequest(driver: "alsa", quantumFrames: 128))
        )
        #expect(try DeviceChoice.read(path)?.quantumFrames == 64)

        let rate = DeviceRequest(driver: "clock", sampleRateHertz: 44_100)
        _ = try await bench.answer(fixture, .device(rate)).get()
        #expect(
            try DeviceChoice.read(path)
                == DeviceChoice(driver: "clock", sampleRateHertz: 44_100, quantumFrames: 64)
        )
        _ = try await bench.answer(fixture, .device(DeviceRequest(driver: "auto"))).get()
        #expect(try DeviceChoice.read(path) == nil)
    }

    @Test func aChoiceThatCannotBeKeptHoldsAllTheSame() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        // A file where the directory would have to be.
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        try "".write(toFile: directory + "/state", atomically: true, encoding: .utf8)
        let fixture = try await makeFixture()
        let ack = try await bench.answer(fixture, .device(DeviceRequest(driver: "alsa"))).get()
        #expect(ack.extra["problem"]?.string?.contains("next start") == true)
        #expect(bench.runningName == "alsa")
    }
}

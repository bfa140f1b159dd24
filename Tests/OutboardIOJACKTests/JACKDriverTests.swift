import CJACK
import CRealtime
import Foundation
import OutboardIO
import Testing

@testable import OutboardIOJACK

@Suite(.serialized) struct JACKDriverTests {
    @Test func samplesPassThroughExactly() throws {
        let server = try JACKServer()
        let counter = Counter()
        let recorder = Recorder()
        let source = try open("source", on: server, inputs: 0, outputs: 1)
        let middle = try open("middle", on: server, inputs: 1, outputs: 1)
        let sink = try open("sink", on: server, inputs: 1, outputs: 0)
        try sink.start(recorder.entry)
        try middle.start(Doubler.entry)
        try source.start(counter.entry)
        #expect(server.connect("source:out_1", to: "middle:in_1"))
        #expect(server.connect("middle:out_1", to: "sink:in_1"))
        recorder.wait(forFrames: 48_000)
        for driver in [source, middle, sink] {
            driver.stop()
            driver.close()
        }
        let blocks = blocksOfNumbers(in: recorder.samples)
        // Whole blocks only, each exact in itself. Between two blocks a missed deadline of this
        // machine may leave a hole; most must follow on each other.
        #expect(blocks.count > 500)
        for block in blocks {
            for frame in 1..<64 where block[frame] != block[frame - 1] + 2 {
                Issue.record("frame \(frame) is \(block[frame]) after \(block[frame - 1])")
                return
            }
        }
        let seams = zip(blocks, blocks.dropFirst()).filter { $0[63] + 2 == $1[0] }.count
        #expect(seams > blocks.count * 9 / 10)
    }

    @Test func theServerDecidesOnTheFormatAndPortsAreConnected() throws {
        let server = try JACKServer(quantumFrames: 256)
        let counter = Counter()
        let driver = JACKDriver(clientName: "box")
        let format = try driver.open(
            DriverRequest(
                device: server.name,
                sampleRateHertz: 96_000,
                quantumFrames: 32,
                inputChannels: 3,
                outputChannels: 2
            )
        )
        #expect(
            format
                == DriverFormat(
                    sampleRateHertz: 48_000,
                    quantumFrames: 256,
                    inputChannels: 3,
                    outputChannels: 2
                )
        )
        try driver.start(counter.entry)
        #expect(server.connections(of: "box:out_2") == ["system:playback_2"])
        #expect(server.connections(of: "box:in_1") == ["system:capture_1"])
        // The dummy device has two channels; the third stays free.
        #expect(server.connections(of: "box:in_3") == [])
        #expect(driver.status.isRealtime == false)
        #expect(driver.pollEvent() == nil)
        driver.stop()
        // It can start again, and close and open again.
        try driver.start(counter.entry)
        driver.stop()
        driver.close()
        _ = try driver.open(DriverRequest(device: server.name))
        driver.close()
    }

    @Test func aChangedQuantumIsReportedOnce() throws {
        let server = try JACKServer()
        let counter = Counter()
        let driver = try open("box", on: server, inputs: 0, outputs: 1)
        try driver.start(counter.entry)
        #expect(jack_set_buffer_size(server.probe, 128) == 0)
        let event = waitForEvent(of: driver)
        guard case .quantumChanged(frames: 128) = event else {
            Issue.record("got \(String(describing: event))")
            return
        }
        #expect(driver.pollEvent() == nil)
        driver.stop()
        driver.close()
    }

    @Test func aKilledServerIsALossAndNothingHangs() throws {
        let server = try JACKServer()
        let recorder = Recorder()
        let driver = try open("box", on: server, inputs: 1, outputs: 0)
        try driver.start(recorder.entry)
        recorder.wait(forFrames: 640)
        let began = ob_now_nanoseconds()
        server.kill()
        let event = waitForEvent(of: driver)
        guard case .lost(let error) = event else {
            Issue.record("got \(String(describing: event))")
            return
        }
        #expect(error.code == .gone)
        #expect(error.subject == server.name)
        #expect(driver.pollEvent() == nil)
        driver.stop()
        driver.close()
        #expect(ob_now_nanoseconds() - began < 8_000_000_000)
        expectNotFound(server.name)
        // A new server is reached by the same driver.
        let next = try JACKServer()
        _ = try driver.open(DriverRequest(device: next.name))
        try driver.start(recorder.entry)
        driver.stop()
        driver.close()
    }

    @Test func aServerKilledBeforeTheStartIsAnErrorOrALoss() throws {
        let server = try JACKServer()
        let recorder = Recorder()
        let driver = try open("box", on: server, inputs: 1, outputs: 0)
        server.kill()
        do throws(DriverError) {
            try driver.start(recorder.entry)
            guard case .lost = waitForEvent(of: driver) else {
                Issue.record("a dead server went unnoticed")
                return
            }
            driver.stop()
        } catch {
            #expect(error.code == .gone)
        }
        driver.close()
    }

    @Test func aFrozenServerHoldsUpNeitherStopNorClose() throws {
        let server = try JACKServer()
        let recorder = Recorder()
        let driver = try open("box", on: server, inputs: 1, outputs: 0)
        try driver.start(recorder.entry)
        recorder.wait(forFrames: 640)
        server.whileFrozen {
            let began = ob_now_nanoseconds()
            driver.stop()
            driver.close()
            #expect(ob_now_nanoseconds() - began < 8_000_000_000)
        }
    }

    @Test func afterItsStopTheEntryIsNotCalled() throws {
        let server = try JACKServer()
        let recorder = Recorder()
        let driver = try open("box", on: server, inputs: 1, outputs: 0)
        try driver.start(recorder.entry)
        recorder.wait(forFrames: 640)
        driver.stop()
        let count = recorder.samples.count
        usleep(20_000)  // 15 cycles
        #expect(recorder.samples.count == count)
        driver.close()
    }

    @Test func withoutAServerNotFoundComesQuickly() {
        let began = ob_now_nanoseconds()
        expectNotFound("outboard-test-nobody")
        #expect(ob_now_nanoseconds() - began < 2_000_000_000)
    }

    // MARK: Pieces

    private func open(
        _ clientName: String,
        on server: JACKServer,
        inputs: Int,
        outputs: Int
    ) throws -> JACKDriver {
        let driver = JACKDriver(clientName: clientName, connectsToDevice: false)
        _ = try driver.open(
            DriverRequest(device: server.name, inputChannels: inputs, outputChannels: outputs)
        )
        return driver
    }

    private func expectNotFound(_ server: String) {
        do throws(DriverError) {
            _ = try JACKDriver().open(DriverRequest(device: server))
            Issue.record("there is a server")
        } catch {
            #expect(error.code == .notFound, "\(error)")
            #expect(error.subject == server)
        }
    }

    /// Waits, 5 s at most.
    private func waitForEvent(of driver: JACKDriver) -> DriverEvent? {
        for _ in 0..<5000 {
            if let event = driver.pollEvent() { return event }
            usleep(1000)
        }
        return nil
    }

    /// The quanta that hold the counter's numbers rather than silence.
    private func blocksOfNumbers(in samples: [Float]) -> [[Float]] {
        stride(from: 0, to: samples.count / 64 * 64, by: 64)
            .map { Array(samples[$0..<$0 + 64]) }
            .filter { block in block.contains { $0 != 0 } }
    }
}

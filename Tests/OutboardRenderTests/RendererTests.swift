import Glibc
import OutboardHost
import RenderGuard
import Testing

@testable import OutboardRender

/// Every rendering of the fixture counts what it may not do.
struct RendererTests {
    private func ramp(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 97) / 97 - 0.5 } }

    @Test func signalPassesUnchangedAtUnity() throws {
        let fixture = try RenderFixture()
        let input = ramp(1_000)
        #expect(fixture.render(input, quantum: 64) == input)
    }

    @Test func commandAppliesAtTheFrameOfItsReport() throws {
        let fixture = try RenderFixture()
        _ = fixture.render(ramp(192), quantum: 64)
        let command = RenderCommand(
            sequence: 7,
            action: .setParameter(processor: 0, parameter: 0, value: 0.5, rampFrames: 0)
        )
        #expect(fixture.renderer.send(command))
        let output = fixture.render([1, 1, 1, 1], quantum: 4)
        guard case .applied(let sequence, let frame, _) = fixture.reports().last else {
            Issue.record("no report of the command")
            return
        }
        #expect(sequence == 7)
        #expect(frame == 192)
        #expect(output == [0.5, 0.5, 0.5, 0.5])
    }

    @Test func timeSinceTheLatestCycleIsKnown() throws {
        let fixture = try RenderFixture()
        #expect(fixture.renderer.secondsSinceCycle == nil)
        let clock = ContinuousClock()
        let begin = clock.now
        _ = fixture.render([1], quantum: 1)
        usleep(20_000)
        let since = try #require(fixture.renderer.secondsSinceCycle)
        #expect(since >= 0.02)
        // A processor's counter goes as a clock does, but for a hundredth.
        #expect(since < (clock.now - begin) / .seconds(1) * 1.01)
        _ = fixture.render([1], quantum: 1)
        #expect(fixture.renderer.secondsSinceCycle! < since)
    }

    @Test func rampBeginsAtTheReportedFrameAndReachesItsTargetExactly() throws {
        let fixture = try RenderFixture()
        let action = RenderFixture.gains(0, 0, rampFrames: 100)
        #expect(fixture.renderer.send(RenderCommand(sequence: 1, action: action)))
        let output = fixture.render(Array(repeating: 1, count: 256), quantum: 64)
        #expect(output[0] < 1)
        #expect(zip(output, output.dropFirst()).prefix(99).allSatisfy { $0 > $1 })
        #expect(output[98] > 0)
        #expect(output[99...].allSatisfy { $0 == 0 })
    }

    @Test(arguments: [1, 32, 64, 100, 1_024])
    func sameAudioAtEveryQuantum(quantum: Int) throws {
        func render(_ quantum: Int) throws -> [Float] {
            let fixture = try RenderFixture(blockFramesMax: 256)
            let action = RenderFixture.gains(0.25, 0.25, rampFrames: 480)
            #expect(fixture.renderer.send(RenderCommand(sequence: 1, action: action)))
            return fixture.render(ramp(4_096), quantum: quantum)
        }
        #expect(try render(quantum) == render(64))
    }

    @Test(arguments: [8, 32, 96])
    func parameterRampIsCutIntoSteps(of splitFrames: Int) throws {
        let fixture = try RenderFixture(splitFrames: splitFrames)
        let action = RenderAction.setParameter(
            processor: 0,
            parameter: 0,
            value: 0,
            rampFrames: 96
        )
        #expect(fixture.renderer.send(RenderCommand(sequence: 1, action: action)))
        let output = fixture.render(Array(repeating: 1, count: 128), quantum: 128)
        // The 32 frames behind the ramp are one call.
        #expect(fixture.processors[0].state.pointee.longestCall == max(splitFrames, 32))
        #expect(Set(output[..<splitFrames]).count == 1 && output[0] < 1)
        #expect(output[(96 - splitFrames)...].allSatisfy { $0 == 0 })
    }

    @Test func commandToAnAbsentProcessorIsAnswered() throws {
        let fixture = try RenderFixture()
        let action = RenderAction.setParameter(
            processor: 5,
            parameter: 0,
            value: 0,
            rampFrames: 0
        )
        #expect(fixture.renderer.send(RenderCommand(sequence: 3, action: action)))
        _ = fixture.render(ramp(64), quantum: 64)
        guard case .notInPlan(sequence: 3) = fixture.reports().last else {
            Issue.record("no refusal")
            return
        }
    }

    @Test func fullRingsLoseNothing() throws {
        let fixture = try RenderFixture(commandCapacity: 8)
        var sent: [UInt64] = []
        var answered: [UInt64] = []
        for sequence in UInt64(1)...40 {
            let action = RenderAction.setParameter(
                processor: 0,
                parameter: 0,
                value: Float(sequence),
                rampFrames: 0
            )
            if fixture.renderer.send(RenderCommand(sequence: sequence, action: action)) {
                sent.append(sequence)
            }
            // Reports are taken seldom, so that their ring fills too.
            _ = fixture.render([1], quantum: 1)
            guard sequence % 9 == 0 else { continue }
            for case .applied(let applied, _, _) in fixture.reports() { answered.append(applied) }
        }
        for _ in 0..<3 {
            _ = fixture.render([1], quantum: 1)
            for case .applied(let applied, _, _) in fixture.reports() { answered.append(applied) }
        }
        #expect(sent.count + fixture.renderer.refusedCommandCount == 40)
        #expect(answered == sent)
    }

    @Test func commandAfterAPlanFindsThatPlan() throws {
        let fixture = try RenderFixture()
        _ = fixture.render(ramp(64), quantum: 64)
        try fixture.publish(slot: 1)
        let action = RenderAction.setParameter(
            processor: 1,
            parameter: 0,
            value: 0.5,
            rampFrames: 0
        )
        #expect(fixture.renderer.send(RenderCommand(sequence: 1, action: action)))
        #expect(fixture.render([1], quantum: 1) == [0.5])
    }

    @Test func nonFiniteOutputIsSilencedAndReportedOnce() throws {
        let fixture = try RenderFixture()
        fixture.processors[0].state.pointee.isNonFinite = true
        let output = fixture.render(ramp(640), quantum: 64)
        #expect(output.allSatisfy { $0 == 0 })
        #expect(fixture.faults() == [.nonFinite])
        #expect(fixture.renderer.takeStatistics().containedBlocks == 10)
        fixture.processors[0].state.pointee.isNonFinite = false
        let after = fixture.render(ramp(1_280), quantum: 64)
        #expect(after.suffix(640) == ramp(1_280).suffix(640))
        #expect(fixture.faults() == [OutputFault.none])
    }

    @Test func changedLatencyIsReportedOnce() throws {
        let fixture = try RenderFixture()
        fixture.processors[0].state.pointee.nextLatency = 48
        _ = fixture.render(ramp(256), quantum: 64)
        let reports = fixture.reports()
        #expect(reports.count == 2)
        guard case .latencyChanged(processor: 0, frames: 48) = reports[1] else {
            Issue.record("no report of the latency")
            return
        }
    }

    @Test func meterKeepsTheLargestPeakBetweenReadings() throws {
        let fixture = try RenderFixture()
        var input = [Float](repeating: 0.1, count: 640)
        input[100] = -0.9
        _ = fixture.render(input, quantum: 64)
        #expect(fixture.renderer.takeLevel(0).peak == 0.9)
        #expect(fixture.renderer.takeLevel(0) == HeldLevel(gain: 1))
    }

    @Test func renderingNeitherAllocatesNorLocks() throws {
        try #require(RenderGuard.isActive)
        let fixture = try RenderFixture()
        let input = ramp(64 * 50)
        _ = fixture.render(input, quantum: 64)
        let (hits, _) = try RenderGuard.measure {
            for sequence in UInt64(1)...20 {
                let action = RenderFixture.gains(Float(sequence), 1, rampFrames: 480)
                _ = fixture.renderer.send(RenderCommand(sequence: sequence, action: action))
                try fixture.publish(slot: Int(sequence % 2))
                _ = fixture.render(input, quantum: 64)
                _ = fixture.reports()
            }
        }
        #expect(hits.ours == 0)
        #expect(hits.foreign == 0)
    }

    @Test(arguments: [FakeProcessor.Plant.allocation, .lock])
    func guardSeesWhatAPluginDoes(plant: FakeProcessor.Plant) throws {
        let fixture = try RenderFixture()
        fixture.processors[0].state.pointee.plant = plant
        let (hits, _) = RenderGuard.measure { fixture.render(ramp(64), quantum: 64) }
        #expect(hits.ours == 0)
        #expect(hits.foreign >= 1)
    }
}

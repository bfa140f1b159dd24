import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct LV2InstanceTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    @Test(arguments: [1, 2, 63, 64, 255, 256])
    func gainIsExact(_ frames: Int) throws {
        let gain = try rig.load("gain")
        gain.set("gain", 0.5)
        for frame in 0..<frames {
            gain.input(0)[frame] = Float(frame)
            gain.input(1)[frame] = -Float(frame)
        }
        #expect(gain.run(frames) == (0..<frames).map { Float($0) * 0.5 })
        #expect((0..<frames).map { gain.output(1)[$0] } == (0..<frames).map { -Float($0) * 0.5 })
    }

    @Test func aBlockWithinABufferTouchesOnlyItsFrames() throws {
        let gain = try rig.load("gain-mono")
        for frame in 0..<256 {
            gain.input(0)[frame] = 1
            gain.output(0)[frame] = 9
        }
        gain.set("gain", 3)
        gain.run(32, offset: 64)
        #expect(
            (0..<256).map { gain.output(0)[$0] }
                == (0..<256).map { (64..<96).contains($0) ? 3 : 9 }
        )
        gain.set("gain", 4)
        gain.run(8)
        #expect(gain.output(0)[0] == 4)
        #expect(gain.output(0)[8] == 9)
    }

    @Test func latencyIsKnownBeforeAndReportedWhileRunning() throws {
        let delay = try rig.load("delay")
        #expect(delay.instance.initialLatencyFrames == 64)
        #expect(delay.instance.processor.latencyFrames.pointee == 0)
        delay.set("frames", 100)
        delay.run(32)
        #expect(delay.instance.processor.latencyFrames.pointee == 100)
    }

    @Test func probingTheLatencyLeavesDelayLinesAlone() throws {
        let delay = try rig.load("delay")
        delay.set("frames", 4)
        delay.input(0)[0] = 1
        delay.run(2)
        delay.input(0)[0] = 0
        _ = delay.instance.initialLatencyFrames
        #expect(delay.run(8) == [0, 0, 1, 0, 0, 0, 0, 0])
    }

    @Test func pluginWithoutALatencyPortHasNone() throws {
        #expect(try rig.load("gain").instance.initialLatencyFrames == 0)
    }

    @Test func activationForgetsDelayLines() throws {
        let delay = try rig.load("delay")
        delay.set("frames", 4)
        delay.input(0)[0] = 1
        delay.run(2)
        delay.input(0)[0] = 0
        delay.instance.deactivate()
        try delay.instance.activate()
        #expect(delay.run(8).allSatisfy { $0 == 0 })
    }

    @Test(arguments: [true, false])
    func pluginGetsItsBuffersAndOptions(_ isOffline: Bool) throws {
        let environment = try rig.load("environment", rate: 44_100, isOffline: isOffline)
        #expect(environment.instance.descriptor.parameters.isEmpty)
        for _ in 0..<3 {
            let facts = environment.run(16)
            #expect(facts[0] == 1, "event and CV buffers")
            #expect(Array(facts[1...5]) == [256, 1, 256, 8192, 44_100])
            #expect(facts[6] == 1, "lv2:enabled")
            #expect(facts[7] == (isOffline ? 1 : 0), "lv2:freeWheeling")
        }
    }

    @Test func logLinesComeWithTheirLevel() throws {
        let log = try rig.load("log")
        #expect(log.instance.takeLog() == [.init(level: .note, text: "loaded at 48000 Hz")])
        log.run(7)
        #expect(log.instance.takeLog() == [.init(level: .trace, text: "block of 7 frames")])
        #expect(log.instance.takeLog().isEmpty)
    }

    @Test func logThatNobodyReadsDropsAndSaysHowMuch() throws {
        let log = try rig.load("log")
        for _ in 0..<100 { log.run(1) }
        let entries = log.instance.takeLog()
        #expect(entries.count == LogRing.slotCount + 1)
        #expect(entries.last?.level == .warning)
        #expect(entries.last?.text == "37 more lines did not fit and were lost")
    }

    @Test func nonFiniteOutputIsTheRenderersToContain() throws {
        #expect(try rig.load("non-finite").run(4).allSatisfy(\.isNaN))
    }
}

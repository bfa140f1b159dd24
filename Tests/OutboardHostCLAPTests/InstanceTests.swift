import HostRig
import OutboardHost
import OutboardModel
import RenderGuard
import Testing

@testable import OutboardHostCLAP

struct InstanceTests {
    @Test func gainAndSideChainReachTheOutput() throws {
        let rig = try FixtureRig().load("gain")
        rig.feed(0.5)
        for frame in 0..<64 { rig.input(2)[frame] = 0.25 }
        rig.set("gain", 2)
        #expect(rig.run(64).allSatisfy { $0 == 1.5 })
        #expect(rig.report.violations == "0 -")
    }

    @Test func offsetsAreKept() throws {
        let rig = try FixtureRig().load("gain")
        rig.feed(0.5)
        for frame in 0..<512 { rig.output(0)[frame] = 9 }
        rig.run(16, offset: 100)
        #expect(rig.output(0)[99] == 9)
        #expect((100..<116).allSatisfy { rig.output(0)[$0] == 1 })
        #expect(rig.output(0)[116] == 9)
    }

    @Test func buffersOfANameAreLookedForOnce() throws {
        let rig = try FixtureRig().load("gain")
        for frame in 0..<512 { rig.input(0)[frame] = Float(frame) }
        rig.set("gain", 1)
        #expect(rig.run(4, name: 7) == [0, 1, 2, 3])
        #expect(rig.run(4, offset: 4, name: 7) == [4, 5, 6, 7])
        for frame in 0..<512 { rig.input(0)[frame] = -Float(frame) }
        #expect(rig.run(4, name: 7) == [0, -1, -2, -3])
        let context = (rig.instance as! CLAPInstance).context
        #expect(context.pointee.connectedBuffers == 7)
        rig.run(4, name: 8)
        #expect(context.pointee.connectedBuffers == 8)
        rig.run(4)
        #expect(context.pointee.connectedBuffers == 0, "those have no name")
    }

    @Test func rampIsToldPieceByPiece() throws {
        let rig = try FixtureRig().load("gain")
        rig.feed(1)
        for frame in 0..<512 { rig.input(2)[frame] = 0 }
        let bank = rig.instance.processor.parameters
        rig.run(32)
        bank.pointee.set(rig.index("gain"), to: 3, rampFrames: 64)
        bank.pointee.advance(frames: 32)
        #expect(rig.run(32) == [Float](repeating: 2, count: 32))
        bank.pointee.advance(frames: 32)
        #expect(rig.run(32) == [Float](repeating: 3, count: 32))
        #expect(rig.report.violations == "0 -")
    }

    @Test func onlyWhatChangedIsSent() throws {
        let rig = try FixtureRig().load("gain")
        rig.run(32)
        let context = (rig.instance as! CLAPInstance).context
        rig.run(32)
        #expect(context.pointee.events.pointee.count == 0)
        rig.set("gain", 2)
        rig.run(32)
        #expect(context.pointee.events.pointee.count == 1)
    }

    @Test func ownBypassIsTheProcessors() throws {
        let rig = try FixtureRig().load("gain")
        let enabled = try #require(rig.instance.processor.enabled)
        #expect(!rig.instance.descriptor.parameters.contains { $0.name == "Bypass" })
        rig.feed(1)
        for frame in 0..<512 { rig.input(2)[frame] = 0 }
        rig.set("gain", 3)
        #expect(rig.run(8)[0] == 3)
        enabled.pointee = 0
        #expect(rig.run(8)[0] == 1)
        enabled.pointee = 1
        #expect(rig.run(8)[0] == 3)
        #expect(rig.report.violations == "0 -")
        #expect(try FixtureRig().load("delay").instance.processor.enabled == nil)
    }

    @Test func latencyIsKnownBeforeItPlaysAndAChangeWantsARestart() throws {
        let instance = try FixtureRig().instance("delay")
        let bank = instance.processor.parameters
        #expect(instance.initialLatencyFrames == 24)
        bank.pointee.values[0] = 100
        instance.forgetLatency()
        #expect(instance.initialLatencyFrames == 100)
        let rig = try PluginBench(instance)
        #expect(instance.processor.latencyFrames.pointee == 100)
        rig.input(0)[0] = 1
        let output = rig.run(200)
        #expect(output.firstIndex(of: 1) == 100)
        #expect(instance.attend() == [])
        bank.pointee.values[0] = 50
        rig.run(10)
        #expect(instance.attend() == [.restartWanted])
        #expect(instance.attend() == [.restartWanted] || instance.attend() == [])
        #expect(instance.processor.latencyFrames.pointee == 100)
        #expect(rig.report.violations == "0 -")
    }

    @Test func deactivationForgetsWhatIsInDelayLines() throws {
        let rig = try FixtureRig().load("delay")
        rig.input(0)[0] = 1
        rig.run(8)
        rig.instance.deactivate()
        try rig.instance.activate()
        rig.input(0)[0] = 0
        #expect(rig.run(100).allSatisfy { $0 == 0 })
        #expect(rig.report.number("resets") == 1)
        #expect(rig.report.violations == "0 -")
    }

    @Test func refusalsAreTyped() throws {
        let rig = try FixtureRig()
        for (kind, code) in [
            ("failing", HostError.Code.instantiationFailed), ("no", .notInstalled),
        ] {
            let error = #expect(throws: HostError.self) { try rig.instance(kind) }
            #expect(error?.code == code)
            if kind == "failing" { #expect(error?.message.contains("there is no sample") == true) }
        }
        let instance = try rig.host.load(
            clap("test.gain"),
            in: rig.module,
            configuration(rate: 2_000_000)
        )
        #expect(throws: HostError.self) { try instance.activate() }
    }

    @Test func pluginWithoutExtensionsIsHosted() throws {
        let rig = try FixtureRig().load("bare")
        #expect(rig.instance.descriptor.parameters.isEmpty)
        #expect(rig.run(64) == [])
        #expect(rig.instance.hasState == false)
        let state = try rig.instance.saveState()
        try rig.instance.restoreState(state)
    }

    @Test func nothingIsAllocatedWhileItRenders() throws {
        let rig = try FixtureRig().load("gain")
        let instance = rig.instance
        rig.run(64)
        let processor = instance.processor
        let (hits, _) = RenderGuard.measure {
            for step in 0..<100 {
                processor.parameters.pointee.values[0] = Float(step % 4)
                processor.runSilence(frames: 64)
            }
        }
        #expect(hits.ours == 0)
        #expect(rig.report.calls == 101)
    }

    @Test func buffersThatAreNotThereAreSilence() throws {
        let rig = try FixtureRig().load("gain")
        rig.instance.processor.runSilence(frames: 512)
        #expect(rig.report.violations == "0 -")
        #expect(rig.report.calls == 1)
    }
}

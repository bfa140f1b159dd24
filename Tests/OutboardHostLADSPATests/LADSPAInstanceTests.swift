import Foundation
import OutboardHost
import OutboardHostLADSPA
import OutboardModel
import Testing

@Suite(.serialized) struct LADSPAInstanceTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    @Test func outputIsWhatThePluginComputes() throws {
        let gain = try rig.load("gain")
        #expect(gain.value("gain") == 1)
        for frame in 0..<8 { gain.input(0)[frame] = Float(frame) }
        #expect(gain.run(8) == [0, 1, 2, 3, 4, 5, 6, 7])
        gain.set("gain", 2)
        #expect(gain.run(4) == [0, 2, 4, 6])
    }

    @Test func pieceOfABlockIsAtItsPlaceWhateverCameBefore() throws {
        let gain = try rig.load("gain")
        for frame in 0..<512 { gain.input(0)[frame] = Float(frame) }
        #expect(gain.run(4, name: 7) == [0, 1, 2, 3])
        #expect(gain.run(4, offset: 4, name: 7) == [4, 5, 6, 7])
        for frame in 0..<512 { gain.input(0)[frame] = Float(-frame) }
        #expect(gain.run(4, name: 7) == [0, -1, -2, -3])
        #expect(gain.output(0)[5] == 5, "nothing is written beyond the block")
    }

    @Test func channelsAreInTheOrderOfThePorts() throws {
        let cross = try rig.load("cross")
        cross.input(0)[0] = 0.25
        cross.input(1)[0] = 0.5
        cross.run(1)
        #expect((cross.output(0)[0], cross.output(1)[0]) == (0.5, 0.25))
    }

    @Test func plainFunctionDoesTheSameOnConnectedBuffers() throws {
        let gain = try rig.load("gain")
        let plain = try #require(gain.instance.processor.plain)
        gain.set("gain", 3)
        gain.run(16, name: 9)
        for frame in 0..<16 { gain.input(0)[frame] = Float(frame) }
        plain.function(plain.plugin, 16)
        #expect((0..<16).map { gain.output(0)[$0] } == (0..<16).map { 3 * Float($0) })
    }

    @Test func latencyIsKnownBeforeTheFirstBlockAndNothingIsLeftOfTheProbe() throws {
        let delay = try rig.load("delay")
        #expect(delay.instance.processor.plain == nil)
        #expect(delay.instance.processor.latencyFrames.pointee == 0)
        #expect(delay.instance.initialLatencyFrames == 24)
        delay.input(0)[0] = 1
        let heard = delay.run(32)
        #expect(delay.instance.processor.latencyFrames.pointee == 24)
        #expect(heard.firstIndex(of: 1) == 24)
        #expect(heard.filter { $0 != 0 }.count == 1)
    }

    @Test func withoutSuchAPortThereIsNoLatency() throws {
        #expect(try rig.instance("gain").initialLatencyFrames == 0)
        #expect(try rig.instance("hints").initialLatencyFrames == 0)
    }

    @Test func activationForgetsWhatIsInDelayLines() throws {
        let delay = try rig.load("delay")
        delay.input(0)[0] = 1
        delay.run(8)
        delay.input(0)[0] = 0
        delay.instance.deactivate()
        try delay.instance.activate()
        #expect(delay.run(64).allSatisfy { $0 == 0 })
    }

    @Test func functionsAreCalledInOrderAndBuffersConnectedWhenTheyMove() throws {
        let library = try #require(dlopen(rig.folder.path + "/fixtures.so", RTLD_NOW | RTLD_LOCAL))
        defer { dlclose(library) }
        let symbol = try #require(dlsym(library, "fixture_ladspa_calls"))
        typealias Calls = @convention(c) () -> UnsafePointer<CChar>
        // SAFETY: the fixture's function is of that type.
        let calls = unsafeBitCast(symbol, to: Calls.self)
        let before = String(cString: calls()).count
        func fresh() -> String { String(String(cString: calls()).dropFirst(before)) }

        var loaded: PluginBench? = try rig.load("life")
        #expect(fresh() == "IcccA", "every port is connected before it is activated")
        try loaded!.instance.activate()
        loaded!.run(16, name: 3)
        loaded!.run(16, name: 3)
        #expect(fresh() == "IcccAccRR", "buffers that stay are connected once")
        loaded!.run(8, offset: 8, name: 3)
        #expect(fresh() == "IcccAccRRccR")
        loaded!.instance.deactivate()
        loaded!.instance.deactivate()
        try loaded!.instance.activate()
        loaded = nil
        #expect(fresh() == "IcccAccRRccRDADX")
    }

    @Test func stateBringsEveryControlBackToTheBit() throws {
        let saved = try rig.load("hints")
        saved.set("attack", 1.1)
        saved.set("cutoff", 1_234.567)
        saved.set("level_of_all", -6.3)
        let state = try saved.instance.saveState()
        let fresh = try rig.load("hints")
        try fresh.instance.restoreState(state)
        for parameter in saved.instance.descriptor.parameters {
            #expect(fresh.value(parameter.symbol) == saved.value(parameter.symbol))
        }
    }

    @Test func stateThatIsCutOffChangesNothing() throws {
        let gain = try rig.load("gain")
        gain.set("gain", 3)
        let state = try gain.instance.saveState()
        gain.set("gain", 2)
        for count in 0..<state.count {
            let error = #expect(throws: HostError.self) {
                try gain.instance.restoreState(Array(state.prefix(count)))
            }
            #expect(error?.code == .stateUnreadable)
        }
        #expect(gain.value("gain") == 2)
        try gain.instance.restoreState(state)
        #expect(gain.value("gain") == 3)
    }

    @Test(arguments: [
        "outboard-ladspa 1\nfixtures:gain\ngain nan\nend 1\n",
        "outboard-ladspa 1\nfixtures:gain\ngain\nend 1\n",
        "outboard-ladspa 1\nfixtures:gain\ngain 1\nend 2\n",
        "outboard-ladspa 2\nfixtures:gain\ngain 1\nend 1\n",
        "outboard-ladspa 1\nfixtures:life\ngain 1\nend 1\n",
    ])
    func stateThatIsNotOfThisPluginIsUnreadable(_ text: String) throws {
        let gain = try rig.load("gain")
        let error = #expect(throws: HostError.self) {
            try gain.instance.restoreState(Array(text.utf8))
        }
        #expect(error?.code == .stateUnreadable)
        #expect(gain.value("gain") == 1)
    }
}

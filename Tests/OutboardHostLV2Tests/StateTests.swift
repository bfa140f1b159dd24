import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct StateTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    /// Makes the plugin keep a number that no parameter shows.
    private func capture(_ level: Float, in loaded: PluginBench) {
        loaded.set("level", level)
        loaded.set("capture", 1)
        loaded.run(1)
        loaded.set("capture", 0)
        loaded.set("level", 1)
    }

    @Test func stateComesBackInAnotherInstanceOfAnotherHost() throws {
        let loaded = try rig.load("state")
        capture(7.5, in: loaded)
        let state = try loaded.instance.saveState()
        // Another order of URIs gives other numbers to the same ones.
        let other = try FixtureRig()
        for number in 0..<50 { _ = other.table.number(of: "urn:filler:\(number)") }
        let fresh = try other.load("state")
        #expect(fresh.run(1) == [0])
        try fresh.instance.restoreState(state)
        #expect(fresh.run(1) == [7.5])
        #expect(fresh.value("level") == 1)
    }

    @Test func sameStateGivesTheSameBytes() throws {
        let loaded = try rig.load("state")
        let state = try loaded.instance.saveState()
        #expect(try loaded.instance.saveState() == state)
        try loaded.instance.restoreState(state)
        #expect(try loaded.instance.saveState() == state)
    }

    @Test func pluginWithoutStateKeepsItsParameters() throws {
        let loaded = try rig.load("gain")
        loaded.set("gain", 4)
        let state = try loaded.instance.saveState()
        loaded.set("gain", 1)
        try loaded.instance.restoreState(state)
        #expect(loaded.value("gain") == 4)
    }

    @Test func defaultStateIsLoaded() throws {
        #expect(try rig.load("default-state").run(1) == [0.75])
    }

    @Test func refusedStateLeavesThePluginAsItWas() throws {
        let loaded = try rig.load("state")
        capture(13, in: loaded)
        let bad = try loaded.instance.saveState()
        capture(2, in: loaded)
        let error = #expect(throws: HostError.self) { try loaded.instance.restoreState(bad) }
        #expect(error?.code == .stateUnavailable)
        #expect(loaded.run(1) == [2])
        #expect(loaded.value("level") == 1)
    }

    @Test func propertyThatThePluginDidNotSaveIsNoFailure() throws {
        let loaded = try rig.load("state")
        capture(14, in: loaded)
        loaded.set("level", 5)
        let state = try loaded.instance.saveState()
        loaded.set("level", 1)
        try loaded.instance.restoreState(state)
        #expect(loaded.value("level") == 5)
    }

    @Test func restoringForgetsTheOldLatency() throws {
        let delay = try rig.load("delay")
        delay.set("frames", 10)
        let state = try delay.instance.saveState()
        delay.set("frames", 20)
        #expect(delay.instance.initialLatencyFrames == 20)
        try delay.instance.restoreState(state)
        #expect(delay.instance.initialLatencyFrames == 10)
    }

    @Test func everyDamagedByteAndEveryCutIsRefused() throws {
        let loaded = try rig.load("state")
        capture(7.5, in: loaded)
        let state = try loaded.instance.saveState()
        for index in state.indices {
            var damaged = state
            damaged[index] ^= 0x10
            let flipped = #expect(throws: HostError.self) {
                try loaded.instance.restoreState(damaged)
            }
            #expect(flipped?.code == .stateUnreadable)
            let cut = #expect(throws: HostError.self) {
                try loaded.instance.restoreState(Array(state[..<index]))
            }
            #expect(cut?.code == .stateUnreadable)
        }
        #expect(throws: HostError.self) { try loaded.instance.restoreState(state + [0]) }
        #expect(loaded.run(1) == [7.5])
    }

    @Test func stateOfAnotherPluginIsRefused() throws {
        let state = try rig.load("gain").instance.saveState()
        let error = #expect(throws: HostError.self) {
            try rig.load("gain-mono").instance.restoreState(state)
        }
        #expect(error?.code == .stateUnreadable)
        #expect(error?.message.contains("urn:outboard:fixture:gain") == true)
    }

    /// A checksum keeps accidents out, not malice: the lengths within must hold by themselves.
    @Test func forgedPayloadsAreRefusedOrReadButNeverTrap() throws {
        let loaded = try rig.load("state")
        let state = try loaded.instance.saveState()
        var random = SeededRandom(seed: 11)
        let payload = Array(state[StateEnvelope.headerBytes...])
        for _ in 0..<3000 {
            var forged = payload
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = forged.indices.randomElement(using: &random)!
                forged[at] = [0, 1, 0x7F, 0xFF].randomElement(using: &random)!
            }
            _ = try? LV2StateReader.read(
                StateEnvelope.lv2.sealed(forged),
                plugin: "urn:outboard:fixture:state",
                table: rig.table
            )
        }
    }
}

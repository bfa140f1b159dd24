import HostRig
import OutboardHost
import Testing

@testable import OutboardHostCLAP

struct StateTests {
    @Test(arguments: [Int.max, 1, 3, 4_096])
    func stateComesBackInPiecesOfAnySize(_ bytes: Int) throws {
        let fixtures = try FixtureRig()
        let first = try fixtures.instance("gain")
        first.streamBytesMax = bytes
        first.bank.pointee.values[0] = 2.5
        first.bank.pointee.values[1] = 2
        let state = try first.saveState()
        let second = try fixtures.instance("gain")
        second.streamBytesMax = bytes
        try second.restoreState(state)
        #expect(second.bank.pointee.values[0] == 2.5)
        #expect(second.bank.pointee.values[1] == 2)
        #expect(second.plugin.value(of: 10) == 2.5)
        #expect(second.hasState)
        for instance in [first, second] { #expect(Report(instance).violations == "0 -") }
        #expect(Report(second).number("context") == 3, "for a project")
        let rig = try PluginBench(second)
        rig.feed(0.1)
        #expect(abs(rig.run(8)[0] - 1.5) < 1e-6)
    }

    @Test func valuesThatThePluginWasNotToldOfAreInTheState() throws {
        let fixtures = try FixtureRig()
        let rig = try fixtures.load("gain")
        rig.run(8)
        rig.set("gain", 3)
        let other = try fixtures.instance("gain")
        try other.restoreState(rig.instance.saveState())
        #expect(other.bank.pointee.values[0] == 3)
    }

    @Test func damagedStatesAreRefusedAndChangeNothing() throws {
        let instance = try FixtureRig().instance("gain")
        instance.bank.pointee.values[0] = 2
        let state = try instance.saveState()
        instance.bank.pointee.values[0] = 1
        let mine = try instance.saveState()
        var random = Noise(seed: 5)
        var damaged: [[UInt8]] = [[], Array(state.dropLast()), state + [0]]
        for _ in 0..<500 {
            var copy = state
            let at = Int.random(in: 0..<copy.count, using: &random)
            copy[at] ^= UInt8.random(in: 1...255, using: &random)
            damaged.append(copy)
            damaged.append(Array(state.prefix(at)))
        }
        for bytes in damaged {
            let error = #expect(throws: HostError.self) { try instance.restoreState(bytes) }
            #expect(error?.code == .stateUnreadable)
        }
        #expect(try instance.saveState() == mine)
        #expect(Report(instance).violations == "0 -")
    }

    @Test func stateOfAnotherPluginIsRefused() throws {
        let fixtures = try FixtureRig()
        let state = try fixtures.instance("delay").saveState()
        let error = #expect(throws: HostError.self) {
            try fixtures.instance("gain").restoreState(state)
        }
        #expect(error?.code == .stateUnreadable)
    }

    @Test func pluginThatRefusesHasWhatItHad() throws {
        let instance = try FixtureRig().instance("gain")
        instance.bank.pointee.values[0] = 2
        let mine = try instance.saveState()
        let bad = CLAPState(
            plugin: "test.gain",
            parameters: [.init(id: 10, value: 4)],
            own: [1, 2, 3]
        )
        let error = #expect(throws: HostError.self) { try instance.restoreState(bad.bytes) }
        #expect(error?.code == .stateUnavailable)
        #expect(try instance.saveState() == mine)
        #expect(instance.bank.pointee.values[0] == 2)
        #expect(instance.plugin.value(of: 10) == 2)
    }

    @Test func pluginWithoutAStateKeepsItsParameters() throws {
        let fixtures = try FixtureRig()
        let first = try fixtures.instance("mover")
        #expect(!first.hasState)
        first.bank.pointee.values[0] = 0.75
        let state = try first.saveState()
        #expect(try CLAPState(state, plugin: "test.mover").own == nil)
        let second = try fixtures.instance("mover")
        try second.restoreState(state)
        #expect(second.bank.pointee.values[0] == 0.75)
        let own = CLAPState(plugin: "test.mover", parameters: [], own: [1])
        let error = #expect(throws: HostError.self) { try second.restoreState(own.bytes) }
        #expect(error?.code == .stateUnavailable)
    }

    @Test func stateIsSavedAndRestoredWhileActive() throws {
        let rig = try FixtureRig().load("gain")
        rig.feed(0.5)
        rig.set("gain", 2)
        rig.run(8)
        let state = try rig.instance.saveState()
        rig.set("gain", 1)
        rig.run(8)
        try rig.instance.restoreState(state)
        #expect(rig.run(8)[0] == 2)
        #expect(rig.instance.attend() == [])
        #expect(rig.report.violations == "0 -")
    }
}

import HostRig
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostCLAP

struct ParameterTests {
    @Test func descriptionIsMadeGood() throws {
        let rig = try FixtureRig()
        let descriptor = try rig.host.descriptor(of: clap("test.gain"), in: rig.module)
        #expect((descriptor.name, descriptor.vendor) == ("Gain", "Outboard"))
        #expect(descriptor.kind == "Utility")
        #expect((descriptor.audioInputs, descriptor.audioOutputs) == (3, 2))
        let symbols = descriptor.parameters.map(\.symbol)
        let endless = String(repeating: "e", count: 64)
        #expect(
            symbols == ["gain", "mode", "invert", "aux_gain", "lost", endless, "count", "report"]
        )
        let parameters = Dictionary(
            uniqueKeysWithValues: descriptor.parameters.map { ($0.symbol, $0) }
        )
        #expect(parameters["gain"]?.kind == .continuous)
        #expect(parameters["gain"]?.unit == "x")
        #expect(parameters["gain"]?.isRampable == true)
        #expect(parameters["aux_gain"]?.isRampable == false)
        #expect(parameters["mode"]?.kind == .choice)
        #expect(parameters["mode"]?.choices.map(\.label) == ["Clean", "Warm", "Hot"])
        #expect(parameters["invert"]?.kind == .toggle)
        #expect(parameters["lost"].map { ($0.minimum, $0.maximum, $0.default) }! == (0, 1, 0))
        #expect(parameters[endless].map { ($0.minimum, $0.maximum, $0.default) }! == (-5, 5, 5))
        #expect(parameters["count"].map { ($0.kind, $0.default) }! == (.integer, 3))
    }

    @Test func textsAreThePlugins() throws {
        let instance = try FixtureRig().instance("gain")
        #expect(instance.text(of: 0, value: 1.5) == "1.50 x")
        #expect(instance.text(of: 1, value: 2) == "Hot")
        // It has none for this one.
        #expect(instance.text(of: 2, value: 1) == "on")
        // One without an end is cut off.
        #expect(instance.text(of: 3, value: 1) == String(repeating: "9", count: 256))
        #expect(instance.value(of: 0, text: "double") == 2)
        #expect(instance.value(of: 0, text: "too much") == 4)
        #expect(instance.value(of: 0, text: "nan") == nil)
        #expect(instance.value(of: 0, text: "3.5 x") == 3.5)
        #expect(instance.value(of: 1, text: "warm") == 1)
    }

    @Test func symbolsDoNotDependOnTheOrder() {
        let parameters: [(name: String, module: String, id: UInt32)] = [
            ("Level", "osc 1", 5), ("Level", "osc 2", 6), ("Level", "osc 2", 7),
            ("Pan (L/R)", "", 8),
            ("", "", 9),
        ]
        let symbols = ParameterSymbols.make(parameters)
        #expect(
            symbols == [
                "osc_1_level", "osc_2_level_id6", "osc_2_level_id7", "pan_l_r", "parameter",
            ]
        )
        #expect(ParameterSymbols.make(parameters.reversed()) == symbols.reversed())
    }

    @Test func inactivePluginIsToldByAFlush() throws {
        let instance = try FixtureRig().instance("gain")
        instance.bank.pointee.values[0] = 2
        _ = try instance.saveState()
        #expect(instance.plugin.value(of: 10) == 2)
        // It asks for a block with that one.
        #expect(instance.plugin.value(of: 19) == 3.7)
        let rig = try PluginBench(instance)
        rig.run(8)
        #expect(instance.plugin.value(of: 19) == 3)
        #expect(rig.report.violations == "0 -")
    }

    @Test func movesOfThePluginReachTheBankAndTheNotices() throws {
        let rig = try FixtureRig().load("mover")
        let instance = rig.instance as! CLAPInstance
        rig.run(16)
        #expect(instance.attend().contains(.stateChanged), "on_main_thread was asked for")
        rig.set("source", 0.5)
        rig.run(16)
        #expect(rig.value("copy") == 0.25)
        // It is not told what it said.
        rig.run(16)
        #expect(instance.context.pointee.events.pointee.count == 0)
        // What it was told and repeats is no news.
        let moved = instance.attend().filter {
            if case .parameterMoved(let index, _) = $0 { index < 2 } else { false }
        }
        #expect(moved == [.parameterMoved(index: rig.index("copy"), value: 0.25)])
        #expect(rig.report.violations == "0 -")
    }

    @Test func rampGoesOnWhileThePluginRepeatsIt() throws {
        let rig = try FixtureRig().load("mover")
        let bank = rig.instance.processor.parameters
        bank.pointee.set(rig.index("source"), to: 1, rampFrames: 96)
        for value in [Float(1) / 3, Float(2) / 3, 1] {
            bank.pointee.advance(frames: 32)
            rig.run(32)
            #expect(abs(rig.value("source") - value) < 1e-6)
            #expect(abs(rig.value("copy") - value / 2) < 1e-6)
        }
    }

    @Test func timersAndFilesAreServed() throws {
        let rig = try FixtureRig().load("mover")
        let instance = rig.instance as! CLAPInstance
        let main = instance.plugin.hostMemory.main
        var notices: [PluginNotice] = []
        for tick in 1...3 {
            // A timer is due when its time has come, not before.
            main.serveTimers(now: 0) { _ in Issue.record("not due") }
            while instance.plugin.value(of: 12) != Double(tick) { notices += instance.attend() }
        }
        #expect(main.timers.isEmpty, "it ended its timer after three")
        for _ in 0..<3 { notices += instance.attend() }
        #expect(instance.plugin.value(of: 13) == 1)
        #expect(notices.contains(.parameterMoved(index: rig.index("ticks"), value: 3)))
        #expect(notices.contains(.parameterMoved(index: rig.index("reads"), value: 1)))
        #expect(notices.filter { $0 == .descriptorChanged }.count == 1)
        // It has another name, and is still called so in sessions.
        #expect(instance.descriptor.parameters[rig.index("reads")].name == "Was read")
        // What moved on the main thread is the bank's with the next block.
        rig.run(8)
        #expect((rig.value("ticks"), rig.value("reads")) == (3, 1))
        #expect(rig.report.violations == "0 -")
    }
}

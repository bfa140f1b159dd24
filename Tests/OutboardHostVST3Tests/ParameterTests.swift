import HostRig
import OutboardHost
import OutboardHostVST3
import OutboardModel
import Testing

extension FixtureTests {
    @Suite struct ParameterTests {
        let rig: FixtureRig

        init() throws { rig = try FixtureRig() }

        private func parameter(_ symbol: String) throws -> ParameterDescriptor {
            let descriptor = try rig.library.descriptor(of: vst3(FixtureRig.split))
            return try #require(descriptor.parameters.first { $0.symbol == symbol })
        }

        @Test func bypassMetersHiddenAndRepeatedOnesAreNotListed() throws {
            let descriptor = try rig.library.descriptor(of: vst3(FixtureRig.split))
            #expect(
                descriptor.parameters.map(\.symbol) == [
                    "gain", "cutoff", "mode", "on", tapsSymbol, "latency",
                ]
            )
        }

        @Test func plainValuesAreThePluginsWhereTheyLieOnALine() throws {
            let gain = try parameter("gain")
            #expect((gain.minimum, gain.maximum, gain.default, gain.unit) == (0, 4, 1, "x"))
            #expect(gain.kind == .continuous && gain.isRampable)
            let cutoff = try parameter("cutoff")
            #expect((cutoff.minimum, cutoff.maximum, cutoff.default) == (0, 1, 0.5))
            #expect(cutoff.unit == "", "only its texts are in Hz")
            let taps = try parameter(tapsSymbol)
            #expect((taps.minimum, taps.maximum, taps.default) == (1, 8, 1))
            #expect(taps.kind == .integer && !taps.isRampable)
            #expect(taps.name == String(repeating: "T", count: 128))
        }

        @Test func stepsHaveTheNamesThatThePluginGives() throws {
            let mode = try parameter("mode")
            #expect(mode.kind == .choice)
            #expect(mode.choices.map(\.label) == ["Soft", "Hard", "Off"])
            #expect(mode.choices.map(\.value) == [0, 0.5, 1])
            #expect(mode.default == 0.5)
            #expect(try parameter("on").kind == .toggle)
        }

        @Test func textsAreThePluginsBothWays() throws {
            let split = try rig.instance(FixtureRig.split)
            #expect(split.text(of: 0, value: 2) == "2.00 x")
            #expect(split.text(of: 1, value: 1) == "20000.00 Hz")
            #expect(split.text(of: 2, value: 1) == "Off")
            #expect(split.value(of: 0, text: "3 x") == 3)
            #expect(split.value(of: 0, text: "0.5") == 0.5)
            let half = try #require(split.value(of: 1, text: "632.4555 Hz"))
            #expect(abs(half - 0.5) < 1e-6)
            #expect(split.value(of: 2, text: "Soft") == 0)
            #expect(split.value(of: 3, text: "on") == 1)
            #expect(split.value(of: 0, text: "loud") == nil)
            #expect(split.value(of: 0, text: "7") == nil || split.value(of: 0, text: "7")! >= 4)
        }

        @Test func changeIsHeardFromTheNextBlockOnAndSaidOnce() throws {
            let split = try rig.load(FixtureRig.split)
            for frame in 0..<64 { split.input(0)[frame] = 0.5 }
            #expect(split.run(64).allSatisfy { $0 == 0.5 })
            #expect(rig.fixtures.number("points") == 0, "a plugin knows its defaults")
            split.set("gain", 3)
            #expect(split.run(64).allSatisfy { $0 == 1.5 })
            #expect(rig.fixtures.number("points") == 1)
            split.run(64)
            #expect(rig.fixtures.number("points") == 0)
        }

        @Test func controllerLearnsWhereTheBankIs() throws {
            let split = try rig.load(FixtureRig.split)
            split.set("gain", 3)
            split.run(16)
            #expect(split.instance.attend().isEmpty, "a person's own change is no news")
            // It would take its own value back to the processor if it had not been told.
            rig.fixtures.restart(4)
            #expect(split.instance.attend().isEmpty)
            split.run(16)
            #expect(split.value("gain") == 3)
        }

        @Test func editOfThePluginReachesProcessorBankAndPeople() throws {
            let split = try rig.load(FixtureRig.split)
            for frame in 0..<32 { split.input(0)[frame] = 1 }
            rig.fixtures.edit(1000, 0.5)
            #expect(split.instance.attend().isEmpty, "the bank does not have it yet")
            #expect(split.run(32).allSatisfy { $0 == 2 })
            #expect(split.instance.attend() == [.parameterMoved(index: 0, value: 2)])
            #expect(split.instance.attend().isEmpty)
            rig.fixtures.edit(22, 0.5)
            rig.fixtures.edit(4_000_000, 0.5)
            rig.fixtures.edit(1000, .nan)
            split.run(32)
            #expect(split.instance.attend().isEmpty)
            #expect(split.value("gain") == 2)
        }

        @Test func valuesThatTheControllerChangedAreTakenOver() throws {
            let split = try rig.load(FixtureRig.split)
            for frame in 0..<32 { split.input(0)[frame] = 1 }
            rig.fixtures.move(1000, 0.75)
            rig.fixtures.restart(4)
            _ = split.instance.attend()
            #expect(split.run(32)[0] == 3)
            #expect(split.instance.attend() == [.parameterMoved(index: 0, value: 3)])
        }

        @Test func latencyIsKnownBeforeTheFirstBlockAndAChangeWantsARestart() throws {
            let split = try rig.load(FixtureRig.split)
            #expect(split.instance.initialLatencyFrames == 0)
            split.set("latency", 24)
            split.run(16)
            #expect(split.instance.attend() == [], "the controller has just been told")
            #expect(split.instance.attend() == [.restartWanted])
            #expect(split.instance.attend().isEmpty)
            let fresh = try rig.instance(FixtureRig.split)
            try fresh.restoreState(split.instance.saveState())
            #expect(fresh.initialLatencyFrames == 24)
            let again = try PluginBench(fresh)
            #expect(again.instance.processor.latencyFrames.pointee == 24)
            again.input(0)[0] = 0.5
            #expect(again.run(64).firstIndex(of: 0.5) == 24)
            rig.fixtures.restart(8)
            #expect(again.instance.attend().isEmpty, "it is as late as before")
            rig.fixtures.restart(1)
            #expect(again.instance.attend() == [.restartWanted])
            #expect(rig.fixtures.faults == 0)
        }

        @Test func namesMayChange() throws {
            let split = try rig.load(FixtureRig.split)
            defer { rig.fixtures.rename("Gain") }
            rig.fixtures.restart(16)
            #expect(split.instance.attend().isEmpty, "nothing is otherwise")
            rig.fixtures.rename("Drive")
            rig.fixtures.restart(16)
            #expect(split.instance.attend() == [.descriptorChanged])
            #expect(split.instance.descriptor.parameters[0].name == "Drive")
            rig.fixtures.call("set_dirty")
            #expect(split.instance.attend() == [.stateChanged])
        }

        @Test func controllerLearnsOfMeters() throws {
            let split = try rig.load(FixtureRig.split)
            let before = rig.fixtures.number("meter_told")
            split.run(16)
            split.run(16)
            #expect(split.instance.attend().isEmpty)
            #expect(rig.fixtures.number("meter_told") == before + 1)
            #expect(split.instance.attend().isEmpty)
            split.run(16)
            _ = split.instance.attend()
            #expect(rig.fixtures.number("meter_told") == before + 2)
        }

        @Test func bypassIsThePluginsOwn() throws {
            let split = try rig.load(FixtureRig.split)
            let enabled = try #require(split.instance.processor.enabled)
            #expect(enabled.pointee == 1)
            split.set("gain", 2)
            split.input(0)[0] = 0.5
            #expect(split.run(1) == [1])
            enabled.pointee = 0
            #expect(split.run(1) == [0.5])
            enabled.pointee = 1
            #expect(split.run(1) == [1])
            #expect(try rig.instance(FixtureRig.instrument).processor.enabled == nil)
        }
    }
}

import Foundation
import HostRig
import OutboardHost
import OutboardHostVST3
import OutboardModel
import Testing

extension FixtureTests {
    @Suite struct StateTests {
        let rig: FixtureRig

        init() throws { rig = try FixtureRig() }

        @Test func stateBringsTheSoundBack() throws {
            let split = try rig.load(FixtureRig.split)
            #expect(split.instance.hasState)
            split.set("gain", 3)
            split.run(16)
            // Not yet known to the processor.
            split.set(tapsSymbol, 5)
            let state = try split.instance.saveState()
            let fresh = try rig.load(FixtureRig.split)
            try fresh.instance.restoreState(state)
            #expect((fresh.value("gain"), fresh.value(tapsSymbol)) == (3, 5))
            fresh.input(0)[0] = 0.5
            #expect(fresh.run(1) == [1.5])
            #expect(rig.fixtures.number("points") == 0, "the component has it from its state")
            #expect(fresh.instance.attend().isEmpty)
            #expect(rig.fixtures.faults == 0)
        }

        @Test func stateThatIsCutOffOrDamagedChangesNothing() throws {
            let split = try rig.load(FixtureRig.split)
            split.set("gain", 3)
            split.run(16)
            let state = try split.instance.saveState()
            split.set("gain", 2)
            for count in 0..<state.count {
                let error = #expect(throws: HostError.self) {
                    try split.instance.restoreState(Array(state.prefix(count)))
                }
                #expect(error?.code == .stateUnreadable)
                var damaged = state
                damaged[count] ^= 0x40
                let other = #expect(throws: HostError.self) {
                    try split.instance.restoreState(damaged)
                }
                #expect(other?.code == .stateUnreadable)
            }
            #expect(split.value("gain") == 2)
            let instrument = try rig.instance(FixtureRig.instrument)
            let error = #expect(throws: HostError.self) { try instrument.restoreState(state) }
            #expect(error?.code == .stateUnreadable, "it is another plugin's")
        }

        @Test func pluginThatRefusesAStateKeepsWhatItHas() throws {
            let split = try rig.load(FixtureRig.split)
            split.set("gain", 3)
            split.run(16)
            let preset = try write(component: Array(repeating: 0xFF, count: 32), as: "Bad")
            let bad = try rig.library.preset(preset, of: vst3(FixtureRig.split))
            let error = #expect(throws: HostError.self) {
                try split.instance.restoreState(#require(bad.state))
            }
            #expect(error?.code == .stateUnavailable)
            split.input(0)[0] = 0.5
            #expect(split.run(1) == [1.5])
        }

        @Test func pluginThatRefusesItsOwnStateIsNotLost() throws {
            let stubborn = try rig.load(FixtureRig.stubborn)
            let state = try stubborn.instance.saveState()
            try stubborn.instance.restoreState(state)
            try rig.load(FixtureRig.stubborn).instance.restoreState(state)
        }

        @Test func programsArePresets() throws {
            let id = vst3(FixtureRig.instrument)
            let presets = try rig.library.presets(of: id)
            #expect(presets.map(\.name) == ["Loud", "Middle", "Quiet"])
            let loud = try rig.library.preset(presets[0].id, of: id)
            #expect(loud.parameters == ["program": 2] && loud.state == nil && loud.name == "Loud")
            for text in ["program:40:3", "program:5:0", "program:40", "program:"] {
                let error = #expect(throws: HostError.self) {
                    try rig.library.preset(PresetID(text), of: id)
                }
                #expect(error?.code == .presetNotFound)
            }
        }

        @Test func presetFilesGoBothWays() throws {
            let split = try rig.load(FixtureRig.split)
            split.set("gain", 3)
            split.run(16)
            let instance = try #require(split.instance as? VST3Instance)
            let folder = rig.presets + "/Maker/Split"
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            let path = folder + "/Warm & loud.vstpreset"
            try Data(instance.presetFile()).write(to: URL(fileURLWithPath: path))
            let id = vst3(FixtureRig.split)
            let presets = try rig.library.presets(of: id)
            #expect(presets == [InstalledPreset(id: PresetID(path), name: "Warm & loud")])
            let preset = try rig.library.preset(PresetID(path), of: id)
            let fresh = try rig.load(FixtureRig.split)
            try fresh.instance.restoreState(try #require(preset.state))
            #expect(fresh.value("gain") == 3)
            fresh.input(0)[0] = 0.5
            #expect(fresh.run(1) == [1.5])
            let other = #expect(throws: HostError.self) {
                try rig.library.preset(PresetID(path), of: vst3(FixtureRig.instrument))
            }
            #expect(other?.code == .presetUnreadable)
        }

        @Test func damagedPresetFilesAreRefused() throws {
            let id = vst3(FixtureRig.split)
            let preset = try write(component: Array(repeating: 7, count: 32), as: "Cut")
            let whole = try Data(contentsOf: URL(fileURLWithPath: preset.text))
            for count in 0..<whole.count {
                try whole.prefix(count).write(to: URL(fileURLWithPath: preset.text))
                let error = #expect(throws: HostError.self) {
                    try rig.library.preset(preset, of: id)
                }
                #expect(error?.code == .presetUnreadable)
            }
            let error = #expect(throws: HostError.self) {
                try rig.library.preset(PresetID("/etc/passwd"), of: id)
            }
            #expect(error?.code == .presetNotFound, "only presets are opened")
        }

        /// A preset of the plugin in two parts, as the format's description lays it out.
        private func write(component: [UInt8], as name: String) throws -> PresetID {
            func number(_ value: some FixedWidthInteger) -> [UInt8] {
                withUnsafeBytes(of: value.littleEndian) { Array($0) }
            }
            var bytes = Array("VST3".utf8) + number(Int32(1)) + Array(FixtureRig.split.utf8)
            bytes += number(Int64(48 + component.count)) + component + Array("List".utf8)
            bytes += number(Int32(1)) + Array("Comp".utf8) + number(Int64(48))
            bytes += number(Int64(component.count))
            let path = rig.presets + "/\(name).vstpreset"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return PresetID(path)
        }
    }
}

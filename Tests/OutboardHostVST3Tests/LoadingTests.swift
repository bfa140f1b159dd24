import Foundation
import HostRig
import OutboardHost
import OutboardHostVST3
import OutboardModel
import Testing

extension FixtureTests {
    @Suite struct LoadingTests {
        let rig: FixtureRig

        init() throws { rig = try FixtureRig() }

        @Test func bundlesAreFoundHoweverDeepTheyLie() throws {
            let empty = rig.modules + "/Empty.vst3/Contents"
            try FileManager.default.createDirectory(
                atPath: empty,
                withIntermediateDirectories: true
            )
            try "text".write(
                toFile: rig.modules + "/File.vst3",
                atomically: true,
                encoding: .utf8
            )
            #expect(rig.host.modules() == [PluginModule(format: .vst3, path: rig.bundle)])
        }

        @Test func eachAudioClassIsAPluginOnce() throws {
            let ids = try rig.host.plugins(in: rig.host.modules()[0]).map(\.text)
            let expected = [
                FixtureRig.split, FixtureRig.instrument, FixtureRig.bulk, FixtureRig.odd,
                FixtureRig.stubborn, FixtureRig.missing,
            ]
            #expect(ids == expected)
        }

        @Test func descriptorSaysWhatThePluginIs() throws {
            let split = try rig.library.descriptor(of: vst3(FixtureRig.split))
            #expect(split.name == "Split")
            #expect(split.vendor == String(repeating: "V", count: 64))
            #expect(split.kind == "Dynamics")
            // Stereo and a mono side-chain; the second output stays off.
            #expect((split.audioInputs, split.audioOutputs, split.sideChainInputs) == (3, 2, 1))
            #expect((split.eventInputs, split.eventOutputs) == (0, 0))
            let instrument = try rig.library.descriptor(of: vst3(FixtureRig.instrument))
            #expect((instrument.vendor, instrument.kind) == ("\u{E4}", "Synth"))
            #expect((instrument.audioInputs, instrument.audioOutputs) == (0, 1))
            #expect((instrument.eventInputs, instrument.eventOutputs) == (1, 1))
        }

        @Test func whatIsNotThereIsNotInstalledAndWhatCannotBeMadeFails() throws {
            for id in ["", "0B0A0D00", String(repeating: "0", count: 32), FixtureRig.split + "00"] {
                let error = #expect(throws: HostError.self) { try rig.instance(id) }
                #expect(error?.code == .notInstalled)
            }
            let module = try #require(rig.host.modules().first)
            let refusal = #expect(throws: HostError.self) {
                try rig.host.instantiate(
                    vst3(FixtureRig.missing),
                    in: module,
                    configuration: configuration()
                )
            }
            #expect(refusal?.code == .instantiationFailed)
        }

        @Test func whatIsNoModuleIsRefused() throws {
            let folder = rig.modules + "/Bad.vst3/Contents/" + FixtureRig.architecture
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            try "text".write(toFile: folder + "/Bad.so", atomically: true, encoding: .utf8)
            let module = try #require(rig.host.modules().first)
            #expect(module.path.hasSuffix("Bad.vst3"))
            let error = #expect(throws: HostError.self) { try rig.host.plugins(in: module) }
            #expect(error?.code == .instantiationFailed)
            #expect(rig.library.installedPlugins().count == 5, "the others are found all the same")
        }

        @Test func halvesAreCalledInOrder() throws {
            let module = try #require(rig.host.modules().first)
            var instance: (any PluginInstance)? = try rig.host.instantiate(
                vst3(FixtureRig.split),
                in: module,
                configuration: configuration()
            )
            #expect(rig.fixtures.calls == "CiKIhckgSaubg")
            var loaded: PluginBench? = try PluginBench(instance!)
            instance = nil
            try loaded!.instance.activate()
            loaded!.run(64)
            #expect(rig.fixtures.calls == "CiKIhckgSaubgAPR")
            loaded!.instance.deactivate()
            loaded!.instance.deactivate()
            try loaded!.instance.activate()
            loaded = nil
            #expect(rig.fixtures.calls == "CiKIhckgSaubgAPRpzAPpzdDHTtXx")
            #expect(rig.fixtures.faults == 0)
        }

        @Test func pluginOfOnePartIsInitialisedAndEndedOnce() throws {
            let module = try #require(rig.host.modules().first)
            var loaded: PluginBench? = try PluginBench(
                rig.host.instantiate(
                    vst3(FixtureRig.instrument),
                    in: module,
                    configuration: configuration()
                )
            )
            loaded!.run(16)
            loaded = nil
            #expect(rig.fixtures.calls == "CihaubgAPRpzHtx")
            #expect(rig.fixtures.faults == 0)
        }

        @Test func halvesTellEachOtherThroughTheHost() throws {
            let before = rig.fixtures.number("messages")
            _ = try rig.load(FixtureRig.split)
            #expect(rig.fixtures.number("messages") == before + 1)
            #expect(rig.fixtures.faults == 0)
        }

        @Test func messagesAndEditsFromOtherThreadsWaitForTheirs() throws {
            let split = try rig.load(FixtureRig.split)
            let before = rig.fixtures.number("messages")
            rig.fixtures.call("tell_elsewhere")
            #expect(rig.fixtures.number("messages") == before)
            #expect(split.instance.attend().isEmpty)
            #expect(rig.fixtures.number("messages") == before + 1)
            rig.fixtures.editElsewhere(1000, 0.5)
            split.run(16)
            #expect(split.instance.attend() == [.parameterMoved(index: 0, value: 2)])
            // More than anybody will keep.
            for _ in 0..<300 { rig.fixtures.call("tell_elsewhere") }
            _ = split.instance.attend()
            #expect(rig.fixtures.number("messages") == before + 257)
            rig.fixtures.call("tell_elsewhere")
            #expect(rig.fixtures.faults == 0)
        }

        @Test func wrongAnswersHurtNobody() throws {
            let odd = try rig.load(FixtureRig.odd)
            let descriptor = odd.instance.descriptor
            #expect((descriptor.audioInputs, descriptor.audioOutputs) == (0, 2))
            #expect((descriptor.eventInputs, descriptor.eventOutputs) == (0, 0))
            let parameter = try #require(descriptor.parameters.first)
            #expect(parameter.name == "Parameter 1000")
            #expect((parameter.minimum, parameter.maximum, parameter.default) == (0, 1, 0))
            #expect(odd.instance.initialLatencyFrames == 0)
            #expect(!odd.instance.hasState)
            #expect(odd.run(32).allSatisfy { $0 == 0 }, "a block that failed is silence")
            #expect(odd.instance.attend().isEmpty)
            #expect(odd.value("parameter_1000") == 0)
            #expect(odd.instance.text(of: 0, value: 0.5).count == 128)
            _ = try odd.instance.saveState()
        }
    }
}

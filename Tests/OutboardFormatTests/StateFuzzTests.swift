import CVST3
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostCLAP
@testable import OutboardHostLV2
@testable import OutboardHostVST3

extension FormatTests {
    /// No bytes that are given to a plugin as its state end the process.
    @Suite struct StateFuzzTests {
        private let rig: FormatRig

        init() throws { rig = try FormatRig() }

        @Test(arguments: Subject.sealed)
        func damagedStateIsRefusedAndTheLastGoodOneKept(_ subject: Subject) throws {
            let good = try rig.state(of: subject)
            let instance = try rig.instance(subject)
            try instance.restoreState(good)
            let kept = try instance.saveState()
            CaseWatch(seed: 0xF022, "damaged \(subject.testDescription)")
                .cases(caseCount) { noise, name in
                    let damaged = mutation(of: good, using: &noise)
                    guard damaged != good else { return }
                    let error = #expect(throws: HostError.self, name) {
                        try instance.restoreState(damaged)
                    }
                    #expect(error?.code == .stateUnreadable, name)
                }
            #expect(try instance.saveState() == kept)
            #expect(instance.strayParameters == [])
            try expectUsable(instance)
        }

        /// With a checksum that is right, as if somebody had made them on purpose: the plugin takes such a
        /// state, or it is refused and the plugin has what it had. Its parameters stay in their ranges, and it
        /// can be used afterwards.
        @Test(arguments: Subject.all)
        func forgedStateIsTakenOrRefused(_ subject: Subject) throws {
            let good = try rig.state(of: subject)
            let instance = try rig.instance(subject)
            try instance.restoreState(good)
            let kept = try instance.saveState()
            var taken = 0
            try CaseWatch(seed: 0xF03, "forged \(subject.testDescription)")
                .cases(caseCount) { noise, name in
                    let forged = try forgery(of: good, subject, using: &noise)
                    let before = try instance.saveState()
                    do throws(HostError) {
                        try instance.restoreState(forged)
                        taken += 1
                    } catch {
                        #expect(
                            error.code == .stateUnreadable || error.code == .stateUnavailable,
                            name
                        )
                        let after = try? instance.saveState()
                        #expect(after == before, name)
                    }
                    #expect(instance.strayParameters == [], name)
                }
            #expect(taken > 0, "all were refused: none reached the plugin")
            try instance.restoreState(good)
            #expect(try instance.saveState() == kept)
            try expectUsable(instance)
        }

        private func expectUsable(_ instance: any PluginInstance) throws {
            let bench = try PluginBench(instance)
            for _ in 0..<4 {
                let isFinite = bench.run(64).allSatisfy { $0.isFinite }
                #expect(isFinite)
            }
        }

        /// Half of them have other bytes anywhere, half in what is the plugin's own.
        private func forgery(
            of good: [UInt8],
            _ subject: Subject,
            using noise: inout Noise
        ) throws -> [UInt8] {
            guard let envelope = StateEnvelope.of(subject.format) else {
                return textMutation(of: good, using: &noise)
            }
            if Bool.random(using: &noise) {
                let payload = Array(good[StateEnvelope.headerBytes...])
                return envelope.sealed(mutation(of: payload, using: &noise))
            }
            let id = try rig.place(of: subject).id.text
            switch subject.format {
            case .clap:
                var state = try CLAPState(good, plugin: id)
                state.own = state.own.map { mutation(of: $0, using: &noise) }
                return state.bytes
            case .vst3:
                let plugin = try #require(ob_vst3_id(text: id))
                var state = try VST3State(good, of: plugin)
                if Bool.random(using: &noise) {
                    state.component = mutation(of: state.component, using: &noise)
                } else {
                    state.controller = mutation(of: state.controller, using: &noise)
                }
                return state.bytes(of: plugin)
            case .lv2, .ladspa:
                var state = try LV2StateReader.read(good, plugin: id, table: rig.lv2.table)
                for index in state.properties.indices where Bool.random(using: &noise) {
                    state.properties[index].value = mutation(
                        of: state.properties[index].value,
                        using: &noise
                    )
                }
                for index in state.controls.indices where Bool.random(using: &noise) {
                    let value = Float(bitPattern: UInt32.random(in: .min ... .max, using: &noise))
                    state.controls[index].value = value
                }
                // An atom that is not what its type says is not written at all.
                let forged = try? LV2StateWriter(table: rig.lv2.table)
                    .write(plugin: id, controls: state.controls, properties: state.properties)
                return forged ?? mutation(of: good, using: &noise)
            }
        }
    }
}

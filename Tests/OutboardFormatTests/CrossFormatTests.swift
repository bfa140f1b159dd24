import HostRig
import OutboardHost
import OutboardModel
import Testing

extension FormatTests {
    /// A plugin sounds the same whatever its format. The judge is its LV2.
    @Suite struct CrossFormatTests {
        /// Those of zam-plugins that it has for all formats.
        static let names = [
            "ZaMaximX2", "ZaMultiCompX2", "ZamAutoSat", "ZamComp", "ZamCompX2", "ZamDelay",
            "ZamDynamicEQ", "ZamEQ2", "ZamGEQ31", "ZamGate", "ZamGateX2", "ZamGrains", "ZamTube",
        ]
        /// And those that it does not have for LADSPA. ZamVerb is left out: it takes seconds to load.
        static let namesWithoutLADSPA = ["ZaMultiComp", "ZamHeadX2", "ZamPhono"]

        @Test(arguments: names)
        func ladspaPluginEqualsItsLV2Twin(_ name: String) throws {
            try compare(Subject(format: .ladspa, module: "\(name)-ladspa.so"), name)
        }

        @Test(arguments: names + namesWithoutLADSPA)
        func clapPluginEqualsItsLV2Twin(_ name: String) throws {
            try compare(Subject(format: .clap, module: "\(name).clap"), name)
        }

        @Test(arguments: names + namesWithoutLADSPA)
        func vst3PluginEqualsItsLV2Twin(_ name: String) throws {
            try compare(Subject(format: .vst3, module: "\(name).vst3"), name)
        }

        private func compare(_ subject: Subject, _ name: String) throws {
            let rig = try FormatRig(debian: [name])
            let twin = Subject(
                format: .lv2,
                module: "\(name).lv2",
                id: "urn:zamaudio:\(name)"
            )
            let lv2 = try PluginBench(rig.instance(twin))
            let other = try PluginBench(rig.instance(subject))
            try stand(other, like: lv2)
            var noise = Noise(seed: 7)
            let (worst, loudest) = other.differenceInNoise(from: lv2, using: &noise)
            #expect(loudest > 1e-3, "silence would equal silence")
            #expect(worst <= 1e-6, "-120 dBFS")
        }

        /// The same place of every parameter.
        ///
        /// Switches one after the other, and by way of where they are not: ZamDynamicEQ's VST3 begins with
        /// the values of its program, says that they are its defaults, and hears of a default only when it
        /// knows of another value; and of its three shelves, one that is switched on switches the others
        /// off.
        private func stand(_ bench: PluginBench, like other: PluginBench) throws {
            let parameters = other.instance.descriptor.parameters
            let twins = try twins(of: parameters, in: bench.instance.descriptor)
            func set(_ index: Int, _ value: (ParameterDescriptor) -> Double) {
                for (rig, index) in [(bench, twins[index]), (other, index)] {
                    rig.instance.processor.parameters.pointee.values[index] = Float(
                        value(rig.instance.descriptor.parameters[index])
                    )
                }
            }
            for (index, parameter) in parameters.enumerated() {
                let own = bench.instance.descriptor.parameters[twins[index]]
                if bench.instance.descriptor.id.format == .clap {
                    #expect(own.range == parameter.range, "\(parameter.symbol)")
                }
                // What one calls a switch is a number to another; its default is that of LV2.
                guard parameter.kind != .continuous else {
                    let part = 0.3 + 0.05 * Double(index % 7)
                    set(index) { $0.minimum + part * ($0.maximum - $0.minimum) }
                    continue
                }
                if parameter.kind == .toggle {
                    set(index) { $0.minimum + $0.maximum - parameter.default }
                    for rig in [bench, other] { rig.run(64) }
                }
                set(index) { _ in parameter.default }
                for rig in [bench, other] { rig.run(64) }
            }
            // What parameters do in the block in which they come is their formats' own.
            for rig in [bench, other] { rig.run(64) }
        }

        /// By the order in which they are, but for what chooses a program: LV2 has presets for that.
        private func twins(
            of parameters: [ParameterDescriptor],
            in descriptor: PluginDescriptor
        ) throws -> [Int] {
            var indices = Array(descriptor.parameters.indices)
            if indices.count == parameters.count + 1 {
                indices.removeAll { descriptor.parameters[$0].name == "Current Program" }
            }
            try #require(
                indices.count == parameters.count,
                "\(descriptor.parameters.map(\.name)) and \(parameters.map(\.name))"
            )
            return indices
        }
    }
}

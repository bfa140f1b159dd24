import HostRig
import OutboardHost
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardModel
import Testing

/// Plugins as Debian ships them, of zam-plugins: it has the same ones for LADSPA and for LV2.
private let debianPlugins = [
    "ZaMaximX2", "ZaMultiCompX2", "ZamAutoSat", "ZamComp", "ZamCompX2", "ZamDelay", "ZamDynamicEQ",
    "ZamEQ2", "ZamGEQ31", "ZamGate", "ZamGateX2", "ZamGrains", "ZamTube",
]

@Suite(.serialized) struct DebianPluginTests {
    private static let framesMax = 512
    private let host = PluginLibrary([LADSPAHost(searchPath: "/usr/lib/ladspa")])

    private func load(_ name: String) throws -> PluginBench {
        try PluginBench(
            host.instantiate(ladspa("\(name)-ladspa:\(name)"), configuration: configuration())
        )
    }

    private func fill(_ rigs: [PluginBench], _ frames: Int, _ random: inout Noise) {
        for channel in 0..<rigs[0].instance.descriptor.audioInputs {
            for frame in 0..<frames {
                let value = Float.random(in: -0.5...0.5, using: &random)
                for rig in rigs { rig.input(channel)[frame] = value }
            }
        }
    }

    @Test(arguments: debianPlugins)
    func playsFiniteSoundInBlocksOfAllSizes(_ name: String) throws {
        let loaded = try load(name)
        var random = Noise(seed: 42)
        for block in 0..<100 {
            let frames = Int.random(in: 1...Self.framesMax, using: &random)
            fill([loaded], frames, &random)
            loaded.run(frames, name: UInt64(block % 3))
            for channel in 0..<loaded.instance.descriptor.audioOutputs {
                for frame in 0..<frames { #expect(loaded.output(channel)[frame].isFinite) }
            }
        }
    }

    @Test(arguments: debianPlugins)
    func defaultsAreWithinTheRanges(_ name: String) throws {
        let descriptor = try host.descriptor(of: ladspa(name))
        // ZamAutoSat has none.
        #expect(descriptor.parameters.isEmpty == (name == "ZamAutoSat"))
        for parameter in descriptor.parameters {
            #expect(parameter.minimum < parameter.maximum)
            #expect(parameter.range.contains(parameter.default), "\(parameter.symbol)")
        }
        #expect(Set(descriptor.parameters.map(\.symbol)).count == descriptor.parameters.count)
    }

    @Test(arguments: ["ZamComp", "ZamEQ2", "ZamGEQ31", "ZamTube", "ZamGateX2"])
    func differenceFromTheLV2PluginIsSilence(_ name: String) throws {
        let ours = try load(name)
        let other = try PluginBench(
            PluginLibrary([LV2Host()]).instantiate(
                PluginID(format: .lv2, "urn:zamaudio:" + name),
                configuration: configuration()
            )
        )
        let parameters = other.instance.descriptor.parameters
        try #require(ours.instance.descriptor.parameters.count == parameters.count)
        var random = Noise(seed: 7)
        for (index, parameter) in parameters.enumerated() {
            // Not the defaults: LADSPA cannot say those of LV2.
            var value = parameter.default
            if parameter.kind == .continuous {
                let part = Double.random(in: 0.3...0.6, using: &random)
                value = parameter.minimum * (1 - part) + parameter.maximum * part
            }
            for rig in [ours, other] {
                rig.instance.processor.parameters.pointee.values[index] = Float(value)
            }
        }
        let (worst, loudest) = ours.differenceInNoise(from: other, using: &random)
        #expect(loudest > 1e-3, "silence would equal silence")
        #expect(worst <= 1e-6, "-120 dBFS")
    }
}

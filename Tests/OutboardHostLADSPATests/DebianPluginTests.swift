import OutboardHost
import OutboardHostLADSPA
import OutboardModel
import Testing

/// Plugins as Debian ships them, of zam-plugins.
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
}

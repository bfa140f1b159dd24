import OutboardCheck
import OutboardHost
import OutboardHostVST3
import OutboardModel
import Testing

/// Plugins as Debian ships them, of zam-plugins.
private let debianPlugins = [
    "ZaMaximX2", "ZaMultiComp", "ZaMultiCompX2", "ZamAutoSat", "ZamComp", "ZamCompX2", "ZamDelay",
    "ZamDynamicEQ", "ZamEQ2", "ZamGEQ31", "ZamGate", "ZamGateX2", "ZamGrains", "ZamHeadX2",
    "ZamPhono", "ZamTube", "ZamVerb",
]

@Suite(.serialized) struct DebianPluginTests {
    private static let framesMax = 512
    private let host = VST3Host(searchPath: "/usr/lib/vst3", presetPath: "")

    private func load(_ name: String) throws -> PluginBench {
        let module = try #require(
            host.modules().first { $0.path.hasSuffix("/\(name).vst3") }
        )
        let id = try #require(host.plugins(in: module).first)
        return try PluginBench(
            host.instantiate(id, in: module, configuration: configuration())
        )
    }

    @Test func allAreFound() {
        let names = host.modules().map { $0.path.split(separator: "/").last! }
        for name in debianPlugins { #expect(names.contains("\(name).vst3")) }
    }

    @Test(arguments: debianPlugins)
    func playsFiniteSoundInBlocksOfAllSizesAndItsStateGoesBothWays(_ name: String) throws {
        let loaded = try load(name)
        let descriptor = loaded.instance.descriptor
        #expect(descriptor.name == name && descriptor.vendor == "Damien Zammit")
        for parameter in descriptor.parameters {
            #expect(parameter.minimum < parameter.maximum)
            #expect(parameter.range.contains(parameter.default), "\(parameter.name)")
        }
        var random = Noise(seed: 42)
        for _ in 0..<(name == "ZamVerb" ? 10 : 100) {
            let frames = Int.random(in: 1...Self.framesMax, using: &random)
            for channel in 0..<descriptor.audioInputs {
                for frame in 0..<frames {
                    loaded.input(channel)[frame] = Float.random(in: -0.5...0.5, using: &random)
                }
            }
            loaded.run(frames)
            _ = loaded.instance.attend()
            for channel in 0..<descriptor.audioOutputs {
                for frame in 0..<frames { #expect(loaded.output(channel)[frame].isFinite) }
            }
        }
        guard !["ZamVerb", "ZamHeadX2"].contains(name) else { return }
        let values = descriptor.parameters.map { loaded.value($0.symbol) }
        let state = try loaded.instance.saveState()
        loaded.instance.deactivate()
        try loaded.instance.restoreState(state)
        #expect(descriptor.parameters.map { loaded.value($0.symbol) } == values)
    }

    @Test(arguments: debianPlugins.filter { !["ZamVerb", "ZamHeadX2"].contains($0) })
    func passesWhatSessionsAsk(_ name: String) throws {
        let id = try load(name).instance.descriptor.id
        var configuration = PluginCheck.Configuration()
        configuration.blocks = 50
        configuration.secondsMax = 0.3
        for (step, outcome) in PluginCheck(id, in: PluginLibrary([host]), configuration).run() {
            #expect(!outcome.hasFailed, "\(step) \(outcome)")
        }
    }

    @Test func programMovesThePluginsParameters() throws {
        let loaded = try load("ZamComp")
        loaded.set("current_program", 2)
        loaded.run(64)
        let moved = loaded.instance.attend() + loaded.instance.attend()
        loaded.run(64)
        let names = (moved + loaded.instance.attend()).compactMap { notice in
            if case .parameterMoved(let index, _) = notice {
                loaded.instance.descriptor.parameters[index].name
            } else {
                nil
            }
        }
        #expect(names.contains("Threshold") && names.contains("Ratio"), "\(names)")
        #expect(loaded.value("threshold") < -10)
    }
}

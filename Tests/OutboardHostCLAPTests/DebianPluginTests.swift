import OutboardHost
import OutboardHostCLAP
import OutboardModel
import Testing

/// Plugins as Debian ships them, of zam-plugins.
@Suite(.serialized) struct DebianPluginTests {
    private static let names = [
        "ZaMaximX2", "ZaMultiComp", "ZaMultiCompX2", "ZamAutoSat", "ZamComp", "ZamCompX2",
        "ZamDelay",
        "ZamDynamicEQ", "ZamEQ2", "ZamGEQ31", "ZamGate", "ZamGateX2", "ZamGrains", "ZamHeadX2",
        "ZamPhono", "ZamTube", "ZamVerb",
    ]

    private let host = CLAPHost(searchPath: "/usr/lib/clap")

    private func load(_ name: String) throws -> PluginBench {
        let module = PluginModule(format: .clap, path: "/usr/lib/clap/\(name).clap")
        let id = try #require(try host.plugins(in: module).first)
        return try PluginBench(host.instantiate(id, in: module, configuration: configuration()))
    }

    @Test func allAreFound() {
        let files = host.modules().map { $0.path.split(separator: "/").last! }
        #expect(files.map(String.init) == Self.names.map { $0 + ".clap" })
    }

    @Test(arguments: names)
    func playsFiniteSoundInBlocksOfAllSizes(_ name: String) throws {
        let rig = try load(name)
        #expect(rig.instance.descriptor.audioOutputs > 0)
        var random = Noise(seed: 42)
        var isFinite = true
        // ZamVerb takes milliseconds a block.
        for _ in 0..<(name == "ZamVerb" ? 20 : 100) {
            let frames = Int.random(in: 1...512, using: &random)
            for channel in 0..<rig.instance.descriptor.audioInputs {
                for frame in 0..<frames {
                    rig.input(channel)[frame] = Float.random(in: -0.5...0.5, using: &random)
                }
            }
            rig.run(frames)
            for channel in 0..<rig.instance.descriptor.audioOutputs {
                for frame in 0..<frames where !rig.output(channel)[frame].isFinite {
                    isFinite = false
                }
            }
        }
        #expect(isFinite)
        let symbols = rig.instance.descriptor.parameters.map(\.symbol)
        #expect(Set(symbols).count == symbols.count)
        let state = try rig.instance.saveState()
        try rig.instance.restoreState(state)
        #expect(try rig.instance.saveState() == state)
    }
}

private func configuration() -> ProcessConfiguration {
    ProcessConfiguration(sampleRateHertz: 48_000, blockFramesMax: 512, isOffline: false)
}

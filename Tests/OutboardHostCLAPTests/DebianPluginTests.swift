import HostRig
import OutboardHost
import OutboardHostCLAP
import OutboardHostLV2
import OutboardModel
import Testing

/// Plugins as Debian ships them, of zam-plugins: it has the same ones for CLAP and for LV2.
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

    @Test(arguments: [
        "ZamComp", "ZamCompX2", "ZamEQ2", "ZamGEQ31", "ZamTube", "ZamGateX2", "ZamDelay",
    ])
    func differenceFromTheLV2PluginIsSilence(_ name: String) throws {
        let ours = try load(name)
        let lv2 = PluginLibrary([LV2Host()])
        let other = try PluginBench(
            lv2.instantiate(
                PluginID(format: .lv2, "urn:zamaudio:" + name),
                configuration: configuration()
            )
        )
        let parameters = other.instance.descriptor.parameters
        var random = Noise(seed: 7)
        for parameter in parameters {
            var value = parameter.default
            if parameter.kind == .continuous {
                let part = Double.random(in: 0.3...0.6, using: &random)
                value = parameter.minimum * (1 - part) + parameter.maximum * part
            }
            let mine = try #require(
                ours.instance.descriptor.parameters.first { $0.name == parameter.name },
                "no \(parameter.name)"
            )
            #expect(abs(mine.minimum - parameter.minimum) < 1e-6)
            ours.set(mine.symbol, Float(value))
            other.set(parameter.symbol, Float(value))
        }
        let (worst, loudest) = ours.differenceInNoise(from: other, using: &random)
        #expect(loudest > 1e-3, "silence would equal silence")
        #expect(worst <= 1e-6, "-120 dBFS")
    }
}

private func configuration() -> ProcessConfiguration {
    ProcessConfiguration(sampleRateHertz: 48_000, blockFramesMax: 512, isOffline: false)
}

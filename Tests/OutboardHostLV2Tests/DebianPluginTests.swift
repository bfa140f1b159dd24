import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

/// Plugins as Debian ships them, of seven packages: lsp-plugins-lv2, calf-plugins, x42-plugins,
/// zam-plugins, mda-lv2, swh-lv2 and dragonfly-reverb-lv2.
///
/// The list is chosen: one that is known to crash would take the other tests along.
private let debianPlugins =
    [
        "para_equalizer_x16_stereo", "compressor_stereo", "limiter_stereo", "gate_mono",
        "mb_compressor_stereo", "comp_delay_x2_stereo", "impulse_responses_mono",
        "spectrum_analyzer_x1",
    ].map { "http://lsp-plug.in/plugins/lv2/" + $0 }
    + ["Compressor", "Reverb", "VintageDelay", "Saturator", "Equalizer5Band", "Phaser"]
    .map { "http://calf.sourceforge.net/plugins/" + $0 }
    + ["fil4#stereo", "dpl#stereo", "balance", "nodelay", "xfade", "fat1", "convoLV2#Stereo"]
    .map { "http://gareus.org/oss/lv2/" + $0 }
    + ["ZamComp", "ZamEQ2", "ZamDelay", "ZaMaximX2", "ZamTube"].map { "urn:zamaudio:" + $0 }
    + ["Delay", "Limiter", "Overdrive", "RingMod", "Leslie"]
    .map { "http://drobilla.net/plugins/mda/" + $0 }
    + ["amp", "sc4", "fastLookaheadLimiter", "delay_c", "plate"]
    .map { "http://plugin.org.uk/swh-plugins/" + $0 }
    + ["plate", "room"].map { "urn:dragonfly:" + $0 }

@Suite(.serialized) struct DebianPluginTests {
    static let host = SharedHost()

    /// One world for all: the suite is serialized.
    final class SharedHost: @unchecked Sendable {
        // SAFETY: the suite's tests run one after another.
        let host = PluginLibrary([LV2Host()])
    }

    private func load(_ uri: String, isOffline: Bool) throws -> PluginBench {
        let instance = try Self.host.host.instantiate(
            PluginID(format: .lv2, uri),
            configuration: ProcessConfiguration(
                sampleRateHertz: 48_000,
                blockFramesMax: 512,
                isOffline: isOffline
            )
        )
        return try PluginBench(instance)
    }

    @Test(arguments: debianPlugins)
    func playsFiniteSoundInBlocksOfAllSizes(_ uri: String) throws {
        let loaded = try load(uri, isOffline: false)
        let descriptor = loaded.instance.descriptor
        var random = SeededRandom(seed: 42)
        for _ in 0..<100 {
            let frames = Int.random(in: 1...512, using: &random)
            for channel in 0..<descriptor.audioInputs {
                for frame in 0..<frames {
                    loaded.input(channel)[frame] = Float.random(in: -0.25...0.25, using: &random)
                }
            }
            loaded.run(frames)
            for channel in 0..<descriptor.audioOutputs {
                let isFinite = (0..<frames).allSatisfy { loaded.output(channel)[$0].isFinite }
                try #require(isFinite)
            }
        }
        #expect(loaded.instance.processor.latencyFrames.pointee >= 0)
        _ = loaded.instance.takeLog()
    }

    @Test(arguments: debianPlugins)
    func parametersAreSound(_ uri: String) throws {
        let descriptor = try Self.host.host.descriptor(of: PluginID(format: .lv2, uri))
        #expect(!descriptor.name.isEmpty)
        #expect(!descriptor.kind.isEmpty)
        #expect(Set(descriptor.parameters.map(\.symbol)).count == descriptor.parameters.count)
        for parameter in descriptor.parameters {
            #expect(parameter.minimum < parameter.maximum, "\(parameter.symbol)")
            #expect(parameter.range.contains(parameter.default), "\(parameter.symbol)")
            #expect(parameter.kind != .choice || !parameter.choices.isEmpty, "\(parameter.symbol)")
            #expect(!parameter.text(of: parameter.default).isEmpty, "\(parameter.symbol)")
        }
    }

    @Test(arguments: debianPlugins)
    func stateBringsParametersBack(_ uri: String) throws {
        let loaded = try load(uri, isOffline: true)
        loaded.run(64)
        let parameters = loaded.instance.descriptor.parameters
        let bank = loaded.instance.processor.parameters
        for (index, parameter) in parameters.enumerated() where parameter.kind == .continuous {
            bank.pointee.values[index] = Float((parameter.minimum + parameter.maximum) / 2)
        }
        let before = parameters.indices.map { bank.pointee.values[$0] }
        let state = try loaded.instance.saveState()
        for (index, parameter) in parameters.enumerated() {
            bank.pointee.values[index] = Float(parameter.default)
        }
        try loaded.instance.restoreState(state)
        #expect(parameters.indices.map { bank.pointee.values[$0] } == before)
        loaded.run(64)
        _ = try loaded.instance.saveState()
    }
}

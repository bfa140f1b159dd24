import CLAPChecker
import StockPlugins
import Testing

@testable import PluginKit

/// What the kit does for every plugin.
struct KitTests {
    private static let all = StockPlugins.all.filter { $0.inputChannels > 0 }.map(\.id)

    @Test(arguments: all)
    func bypassIsTheInputAsLateAsThePlugin(id: String) throws {
        let noise = Signal.noise(4096, seed: 11, level: 0.9)
        let rig = try Rig(id, [("Bypass", 1)])
        let latency = rig.plugin.latencyFrames
        let output = rig.run(noise)
        #expect(Array(output[0][latency...]) == Array(noise[..<(4096 - latency)]))
        #expect(output[0][..<latency].allSatisfy { $0 == 0 })
    }

    @Test func bypassFadesWithoutAClick() throws {
        let rig = try Rig("outboard.gain", [("Gain", -20)])
        let output = rig.run(
            Signal.constant(1, 4096),
            events: [rig.event(500, "Bypass", 1), rig.event(2000, "Bypass", 0)]
        )[0]
        #expect(output[499] < 0.11)
        #expect(output[500 + 480] == 1)
        #expect(abs(output[2000 + 480] - 0.1) < 1e-6)
        let steps = zip(output, output.dropFirst()).map { abs($0 - $1) }
        #expect(steps.max()! < 0.9 / 480 * 1.01)
    }

    @Test(
        arguments: StockPlugins.all.flatMap { plugin in
            plugin.presets.map { (plugin.id, $0.id) }
        }
    )
    func aFactoryPresetSetsWhatItSays(id: String, preset: String) throws {
        let definition = StockPlugins.all.first { $0.id == id }!
        let wanted = definition.presets.first { $0.id == preset }!
        let rig = try Rig(id)
        #expect(rig.plugin.loadPreset(preset))
        for parameter in definition.parameters where !parameter.isMeter {
            let value = wanted.values[parameter.symbol] ?? parameter.default
            #expect(rig.plugin.value(parameter.id) == value, "\(parameter.symbol)")
        }
        #expect(rig.plugin.host.loadedPresets == [preset])
    }

    @Test func discoveryListsEveryPreset() throws {
        let found = try PresetList.read(CheckerTests.library.get())
        let expected = StockPlugins.all.flatMap { plugin in
            plugin.presets.map { "\(plugin.id) \($0.id) \($0.name)" }
        }
        #expect(found == expected)
        for plugin in StockPlugins.all { #expect(plugin.presets.count >= 3, "\(plugin.id)") }
    }

    @Test func idsAndSymbolsOfParametersAreTheirOwn() {
        for plugin in StockPlugins.all {
            #expect(Set(plugin.parameters.map(\.id)).count == plugin.parameters.count)
            #expect(Set(plugin.parameters.map(\.name)).count == plugin.parameters.count)
        }
    }

    @Test(
        arguments: [
            ("2k", 2000.0), ("1,5 kHz", 1500), ("440", 440), ("440 Hz", 440), ("1e", nil),
            ("inf", 22_000), ("-5", 10), ("12 ms", nil), ("", nil), ("  99.5hz ", 99.5),
        ] as [(String, Double?)]
    )
    func frequenciesAreReadAsPeopleWriteThem(text: String, value: Double?) throws {
        let rig = try Rig("outboard.equalizer")
        #expect(rig.plugin.parse(rig.plugin.id("Band 3 Frequency"), text) == value)
    }

    @Test(arguments: [
        (0.0, "0.0 dB"), (2.31, "+2.3 dB"), (-18, "-18.0 dB"), (-96, "\u{2212}∞ dB"),
        (-0.01, "0.0 dB"),
    ])
    func levelsAreWrittenAsPeopleReadThem(value: Double, text: String) throws {
        let rig = try Rig("outboard.gain")
        #expect(rig.plugin.text(rig.plugin.id("Gain"), value) == text)
    }

    @Test func aStateOfAnotherPluginIsRefused() throws {
        let state = try Rig("outboard.gain").plugin.saveState()!
        #expect(try !Rig("outboard.limiter").plugin.loadState(state))
    }

    @Test func aStateOfALaterVersionIsRefused() throws {
        var state = PluginState(plugin: "outboard.gain", entries: []).bytes
        #expect(PluginState(state) != nil)
        state[4] = 2
        #expect(PluginState(state) == nil)
    }

    @Test func valuesBeyondTheRangeAreBroughtIntoIt() throws {
        let rig = try Rig("outboard.gain", [("Gain", 500)])
        #expect(rig.value("Gain") == 24)
        let state = PluginState(
            plugin: "outboard.gain",
            entries: [.init(id: 1, value: -1e9), .init(id: 999, value: 3)]
        )
        #expect(rig.plugin.loadState(state.bytes))
        #expect(rig.value("Gain") == -96)
    }

    /// A state that comes while the plugin processes is taken up by the next block, and glides.
    @Test func aStateIsTakenUpWhileProcessing() throws {
        let state = try Rig("outboard.gain", [("Gain", -20)]).plugin.saveState()!
        let rig = try Rig("outboard.gain")
        #expect(rig.run(Signal.constant(1, 512))[0].last! == 1)
        #expect(rig.plugin.loadState(state))
        #expect(rig.plugin.host.rescans == [1])
        #expect(abs(rig.run(Signal.constant(1, 1024))[0].last! - 0.1) < 1e-6)
    }
}

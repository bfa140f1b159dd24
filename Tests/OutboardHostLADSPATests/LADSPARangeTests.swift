import CLADSPA
import Foundation
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLADSPA

@Suite struct LADSPARangeTests {
    private static let bounded = 3
    private static let logarithmic = 0x10
    private static let integer = 0x20

    private func range(
        _ hints: Int,
        _ lower: Float = 0,
        _ upper: Float = 0,
        rate: Int = 48_000
    ) -> LADSPARange {
        LADSPARange(
            ob_ladspa_range(hints: Int32(hints), lower: lower, upper: upper),
            sampleRateHertz: rate
        )
    }

    /// Lower and upper end, each hint for a default, and what LADSPA has for it between 2 and 10.
    @Test(arguments: [
        (0x040, 2.0), (0x080, 4.0), (0x0C0, 6.0), (0x100, 8.0), (0x140, 10.0), (0x200, 2.0),
        (0x240, 2.0), (0x280, 10.0), (0x2C0, 10.0), (0x000, 2.0),
    ])
    func defaultsAreThoseOfTheFormulas(_ hint: Int, _ expected: Double) {
        let range = range(Self.bounded | hint, 2, 10)
        #expect((range.minimum, range.maximum, range.default) == (2, 10, expected))
        #expect(range.kind == .continuous)
        #expect(!range.isLogarithmic)
    }

    @Test(arguments: [
        (0x040, 1.0), (0x080, 10.0), (0x0C0, 100.0), (0x100, 1_000.0), (0x140, 10_000.0),
        (0x280, 100.0), (0x2C0, 440.0),
    ])
    func logarithmicDefaultsLieAtEqualRatios(_ hint: Int, _ expected: Double) {
        let range = range(Self.bounded | Self.logarithmic | hint, 1, 10_000)
        #expect(range.isLogarithmic)
        let given: Double = range.default
        let ratio = given / expected
        #expect(ratio > 0.999_999 && ratio < 1.000_001)
    }

    @Test func logarithmicFromZeroIsLinear() {
        let range = range(Self.bounded | Self.logarithmic | 0x0C0, 0, 10)
        #expect(!range.isLogarithmic)
        #expect(range.default == 5)
    }

    @Test func boundsThatArePartsOfTheSampleRateFollowItAndFixedDefaultsDoNot() {
        for rate in [44_100, 96_000] {
            let low = range(Self.bounded | 8 | 0x140, 0.25, 0.5, rate: rate)
            #expect((low.minimum, low.maximum) == (Double(rate) / 4, Double(rate) / 2))
            #expect(low.default == Double(rate) / 2)
            #expect(range(Self.bounded | 8 | 0x2C0, 0, 0.5, rate: rate).default == 440)
        }
    }

    @Test func integersHaveWholeBoundsAndDefaults() {
        let range = range(Self.bounded | Self.integer | 0x080, 1, 8)
        #expect((range.minimum, range.maximum, range.default) == (1, 8, 3))
        #expect(range.kind == .integer)
    }

    @Test(arguments: [(0x000, 0.0), (0x200, 0.0), (0x240, 1.0), (0x140, 1.0), (0x040, 0.0)])
    func switchesAreOffOrOn(_ hint: Int, _ expected: Double) {
        let range = range(4 | hint, -5, 17)
        #expect((range.minimum, range.maximum, range.default) == (0, 1, expected))
        #expect(range.kind == .toggle)
    }

    /// Hints, the bound that is given, and the range that is made of them.
    @Test(arguments: [
        (0x000, Float(0), 0.0, 1.0, 0.0),
        (0x280, 0, 0, 200, 100),
        (0x2C0, 0, 0, 880, 440),
        (1, 20, 20, 40, 20),
        (1, -12, -12, 1, 0),
        (2, 6, 0, 6, 0),
        (2, -6, -7, -6, -6),
    ])
    func missingEndsAreMadeGood(
        _ hints: Int,
        _ bound: Float,
        _ low: Double,
        _ high: Double,
        _ preset: Double
    ) {
        let range = range(hints, bound, bound)
        #expect((range.minimum, range.maximum, range.default) == (low, high, preset))
    }

    @Test func boundsThatAreNoRangeBecomeOne() {
        let swapped = range(Self.bounded | 0x0C0, 4, -4)
        #expect((swapped.minimum, swapped.maximum, swapped.default) == (-4, 4, 0))
        let point = range(Self.bounded, 3, 3)
        #expect((point.minimum, point.maximum) == (3, 4))
        let infinite = range(Self.bounded, -.infinity, .nan)
        #expect((infinite.minimum, infinite.maximum, infinite.default) == (0, 1, 0))
    }

    @Test func portsBecomeParametersWithSymbolsOfTheirOwn() throws {
        let rig = try FixtureRig()
        let hints = try rig.host.descriptor(of: ladspa("fixtures:hints"))
        #expect(
            hints.parameters.map(\.symbol) == [
                "attack", "cutoff", "taps", "on", "taps_2", "level_of_all",
            ]
        )
        #expect(hints.parameters.map(\.unit) == ["ms", "Hz", "", "", "", "dB"])
        #expect(hints.parameters[0].name == "Attack")
        #expect(hints.parameters[0].law == .logarithmic)
        #expect((9.999_99...10.000_01).contains(hints.parameters[0].default))
        #expect((hints.parameters[1].maximum, hints.parameters[1].default) == (24_000, 440))
        #expect(hints.parameters.map(\.isRampable) == [true, true, false, false, true, true])
    }

    @Test func instanceKnowsTheRangesOfItsOwnSampleRate() throws {
        let rig = try FixtureRig()
        let instance = try rig.instance("hints", rate: 96_000)
        #expect(instance.descriptor.parameters[1].maximum == 48_000)
        #expect(instance.text(of: 0, value: 12.5) == "12.5 ms")
    }

    @Test(arguments: [
        ("Gain", "Gain", ""), (" Gain [dB] ", "Gain", "dB"), ("Time (Seconds)", "Time", "s"),
        ("Decay (T60)", "Decay (T60)", ""), ("(dB)", "(dB)", ""), ("", "", ""), (")", ")", ""),
    ])
    func unitsAreTakenFromTheEndOfNames(_ name: String, _ text: String, _ unit: String) {
        #expect(LADSPAPortName(name).text == text)
        #expect(LADSPAPortName(name).unit == unit)
    }
}

import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct ParameterTests {
    let rig: FixtureRig
    let parameters: [String: ParameterDescriptor]

    init() throws {
        rig = try FixtureRig()
        parameters = Dictionary(
            uniqueKeysWithValues: try rig.host.descriptor(of: FixtureRig.id("parameters"))
                .parameters.map { ($0.symbol, $0) }
        )
    }

    @Test func kindsComeFromPortProperties() {
        #expect(parameters["frequency"]?.kind == .continuous)
        #expect(parameters["switch"]?.kind == .toggle)
        #expect(parameters["steps"]?.kind == .integer)
        #expect(parameters["mode"]?.kind == .choice)
        #expect(parameters["tap"]?.kind == .trigger)
    }

    @Test func choicesAreAscendingScalePoints() {
        #expect(parameters["mode"]?.choices.map(\.label) == ["Room", "Plate", "Hall"])
        #expect(parameters["mode"]?.choices.map(\.value) == [0, 1, 2])
    }

    @Test func textIsReadAsItIsWritten() throws {
        for parameter in parameters.values {
            for part in [0, 0.25, 0.5, 1] {
                let within = parameter.minimum + part * (parameter.maximum - parameter.minimum)
                let value = parameter.kind == .continuous ? within : within.rounded()
                if parameter.kind == .toggle && part != 0 && part != 1 { continue }
                let text = parameter.text(of: value)
                let read = try #require(parameter.value(text: text), "\(parameter.symbol): \(text)")
                // The text has three digits or so.
                let span = parameter.maximum - parameter.minimum
                #expect(abs(read - value) <= 0.006 * span, "\(parameter.symbol): \(text)")
            }
        }
    }

    @Test func textMayHaveAMultipleOfTheUnit() {
        func parameter(_ unit: String) -> ParameterDescriptor {
            ParameterDescriptor(
                symbol: "p",
                name: "P",
                unit: unit,
                minimum: 0,
                maximum: 1,
                default: 0
            )
        }
        #expect(parameter("Hz").value(text: "2k") == 2_000)
        #expect(parameter("Hz").value(text: "1.5 kHz") == 1_500)
        #expect(parameter("kHz").value(text: "250 Hz") == 0.25)
        #expect(parameter("ms").value(text: "1.5 s") == 1_500)
        #expect(parameter("s").value(text: "20ms") == 0.02)
        #expect(parameter("dB").value(text: "\u{2212}18,0 dB") == nil)
        #expect(parameter("dB").value(text: "\u{2212}18.0 dB") == -18)
        #expect(parameter("dB").value(text: "-inf") == -.infinity)
        #expect(parameter("dB").value(text: "3 Hz") == nil)
        #expect(parameters["mode"]?.value(text: "plate") == 1)
        #expect(parameters["switch"]?.value(text: "On") == 1)
    }

    @Test func plainNumbersOfCAreWrittenForPeople() {
        let frequency = ParameterDescriptor(
            symbol: "f",
            name: "F",
            unit: "Hz",
            minimum: 20,
            maximum: 20_000,
            default: 20
        )
        #expect(frequency.text(of: 6_000, written: "6000.000000 Hz") == "6.00 kHz")
        #expect(frequency.text(of: 6_000, written: "6000.000000") == "6.00 kHz")
        #expect(frequency.text(of: 6_000, written: "6 kilohertz") == "6 kilohertz")
        // Not the value, but something that stands for it.
        #expect(frequency.text(of: 0.5, written: "632.455532") == "632.455532")
        #expect(frequency.text(of: 6_000, written: nil) == "6.00 kHz")
    }

    @Test func unitsBehindANumberAreReadWhereThePluginIgnoresThem() {
        let frequency = ParameterDescriptor(
            symbol: "f",
            name: "F",
            unit: "Hz",
            minimum: 20,
            maximum: 20_000,
            default: 20
        )
        #expect(frequency.value(text: "2k", read: 2) == 2_000)
        #expect(frequency.value(text: "2000", read: 1_999) == 1_999)
        #expect(frequency.value(text: "A4", read: 440) == 440)
        // A percentage of plain values from 0 to 1.
        var part = frequency
        (part.unit, part.minimum, part.maximum) = ("%", 0, 1)
        #expect(part.value(text: "50 %", read: 0.5) == 0.5)
    }

    @Test func logarithmicLawNeedsARangeOnOneSideOfZero() {
        #expect(parameters["frequency"]?.law == .logarithmic)
        #expect(parameters["inverted"]?.law == .linear)
    }

    @Test func onlyLightContinuousParametersAreRamped() {
        #expect(
            parameters.values.filter(\.isRampable).map(\.symbol).sorted() == [
                "bare", "frequency", "half_rate", "inverted", "own_unit",
            ]
        )
    }

    @Test func missingAndInvertedRangesAreMadeGood() {
        #expect(parameters["bare"]?.range == 0...1)
        #expect(parameters["bare"]?.default == 0)
        #expect(parameters["inverted"]?.range == -5...5)
        #expect(parameters["inverted"]?.default == 5)
    }

    @Test func rangesInSampleRatesFollowTheInstance() throws {
        #expect(parameters["half_rate"]?.maximum == 24_000)
        let loaded = try rig.load("parameters", rate: 96_000)
        #expect(loaded.instance.descriptor.parameters[1].maximum == 48_000)
        #expect(loaded.instance.descriptor.parameters[1].default == 24_000)
    }

    @Test func valuesReachThePluginInOrder() throws {
        let loaded = try rig.load("parameters")
        let defaults = loaded.instance.descriptor.parameters.map { Float($0.default) }
        #expect(Array(loaded.run(16).prefix(defaults.count)) == defaults)
        loaded.set("steps", 5)
        #expect(loaded.run(16)[3] == 5)
    }

    @Test func ownUnitIsWrittenByItsOwnPattern() throws {
        let instance = try rig.load("parameters").instance
        #expect(instance.descriptor.parameters[9].unit == "wb")
        #expect(instance.text(of: 9, value: 2.25) == "2.3 wobbles")
        #expect(instance.text(of: 0, value: 1234) == "1.23 kHz")
        #expect(instance.text(of: 4, value: 2) == "Hall")
        #expect(instance.text(of: 2, value: 1) == "on")
    }

    @Test(arguments: [
        ("%f dB", "1.50 dB"), ("%.0f%%", "2%"), ("%+6.3f x", "1.500 x"), ("note %d", "note 2"),
    ])
    func patternsTakeOneNumber(_ pattern: String, _ text: String) {
        #expect(render(1.5, pattern: pattern) == text)
    }

    @Test(arguments: ["", "dB", "%s", "%n", "%f %f", "%", "%.*f"])
    func otherPatternsAreRefused(_ pattern: String) {
        #expect(render(1.5, pattern: pattern) == nil)
    }

    @Test(arguments: [
        (2.3, "dB", "+2.3 dB"), (0, "dB", "0.0 dB"), (-0.01, "dB", "0.0 dB"),
        (-18, "dB", "-18.0 dB"),
        (-Double.infinity, "dB", "−∞ dB"), (55, "Hz", "55.0 Hz"), (440, "Hz", "440 Hz"),
        (12_300, "Hz", "12.3 kHz"), (0.25, "ms", "0.25 ms"), (12.5, "ms", "12.5 ms"),
        (1.25, "s", "1.25 s"), (42, "%", "42 %"), (3, "st", "+3 st"), (0.5, "", "0.50"),
    ])
    func unitsAreWrittenAsPeopleReadThem(_ value: Double, _ unit: String, _ text: String) {
        let parameter = ParameterDescriptor(
            symbol: "p",
            name: "P",
            unit: unit,
            minimum: -100,
            maximum: 20_000,
            default: 0
        )
        #expect(parameter.text(of: value) == text)
    }
}

import CLAPChecker
import Glibc
import Testing

/// A stock plugin with settings, seen through CLAP alone.
struct Rig {
    let plugin: CheckedPlugin
    let sampleRateHertz: Double

    /// Settings by the parameters' names stand before the plugin is activated, so nothing glides.
    init(
        _ id: String,
        _ settings: [(String, Double)] = [],
        sampleRateHertz: Double = 48_000
    ) throws {
        plugin = try CheckedPlugin(CheckerTests.library.get(), id)
        self.sampleRateHertz = sampleRateHertz
        plugin.set(settings)
        plugin.activate(sampleRateHertz: sampleRateHertz, framesMax: 512)
    }

    /// Left and right through the plugin; a side-chain where it has one. Breaches of CLAP's rules fail the
    /// test.
    func run(
        _ left: [Float],
        _ right: [Float]? = nil,
        key: [Float]? = nil,
        events: [ScriptEvent] = [],
        blocks: [Int] = [512]
    ) -> [[Float]] {
        var inputs = [[left, right ?? left]]
        if plugin.inputPorts.count > 1 {
            let key = key ?? Array(repeating: 0, count: left.count)
            inputs.append([key, key])
        }
        var script = Script(inputs: inputs, events: events, frames: left.count)
        script.sampleRateHertz = sampleRateHertz
        let output = plugin.run(script, blocks: blocks)
        #expect(plugin.faults.isEmpty, "\(plugin.faults)")
        return output
    }

    func event(_ frame: Int, _ name: String, _ value: Double) -> ScriptEvent {
        ScriptEvent(frame, .value(id: plugin.id(name), value))
    }

    func value(_ name: String) -> Double { plugin.value(plugin.id(name))! }
}

/// Levels and signals that the tests are written in.
enum Signal {
    static func constant(_ value: Float, _ frames: Int) -> [Float] {
        Array(repeating: value, count: frames)
    }

    static func impulse(_ frames: Int, at frame: Int = 0, _ value: Float = 1) -> [Float] {
        var signal = constant(0, frames)
        signal[frame] = value
        return signal
    }

    static func noise(_ frames: Int, seed: UInt64, level: Float = 1) -> [Float] {
        var random = SeededRandom(seed)
        return (0..<frames).map { _ in random.sample() * level }
    }

    static func sine(_ frames: Int, hertz: Double, rate: Double = 48_000, level: Double = 1)
        -> [Float]
    {
        (0..<frames).map { Float(level * sin(2 * .pi * hertz * Double($0) / rate)) }
    }
}

func decibels(_ factor: Double) -> Double { 20 * log10(max(factor, 1e-30)) }

func factor(_ decibels: Double) -> Double { pow(10, decibels / 20) }

/// The magnitude of an impulse response's spectrum at a frequency, in dB.
func magnitude(_ response: [Float], hertz: Double, rate: Double) -> Double {
    let step = 2 * Double.pi * hertz / rate
    let (turnReal, turnImaginary) = (cos(step), -sin(step))
    var (real, imaginary) = (0.0, 0.0)
    // Horner's rule from the end: one multiplication a sample, and nothing to turn.
    for sample in response.reversed() {
        let next = real * turnReal - imaginary * turnImaginary + Double(sample)
        imaginary = real * turnImaginary + imaginary * turnReal
        real = next
    }
    return decibels((real * real + imaginary * imaginary).squareRoot())
}

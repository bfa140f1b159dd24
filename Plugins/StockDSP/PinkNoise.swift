import CPluginKit
import Glibc

/// Noise whose power falls by 3 dB an octave, at an RMS of 1.
///
/// White noise goes through pairs of a pole and a zero: each pair takes 3 dB away between its two
/// frequencies, which lie half an octave apart, and there is one pair an octave from 4 Hz to half the rate.
/// One more zero makes up for what pairs above half the rate would have done. From 20 Hz to 20 kHz it is
/// within 0.25 dB of the straight line.
package struct PinkNoise: BitwiseCopyable {
    private static var lowestHertz: Double { 4 }
    private let poles: UnsafeMutablePointer<Double>
    private let zeros: UnsafeMutablePointer<Double>
    private let states: UnsafeMutablePointer<Double>
    private let count: Int
    private var lastZero = 0.0
    private var last = 0.0
    private var scale = 1.0
    private let seed: UInt64
    private var white: Noise

    /// `deallocate` frees its memory. [control]
    package init(sampleRateHertz: Double, seed: UInt64) {
        var pairs: [(pole: Double, zero: Double)] = []
        var hertz = Self.lowestHertz
        while hertz * 2.0.squareRoot() < sampleRateHertz / 2 {
            pairs.append(
                (
                    exp(-2 * .pi * hertz / sampleRateHertz),
                    exp(-2 * .pi * hertz * 2.0.squareRoot() / sampleRateHertz)
                )
            )
            hertz *= 2
        }
        count = pairs.count
        poles = .allocate(capacity: count)
        zeros = .allocate(capacity: count)
        states = .allocate(capacity: count)
        for (index, pair) in pairs.enumerated() {
            poles[index] = pair.pole
            zeros[index] = pair.zero
        }
        states.initialize(repeating: 0, count: count)
        self.seed = seed
        white = Noise(seed: seed)
        lastZero = Self.lastZero(pairs)
        scale = 1 / Self.rms(pairs, lastZero)
    }

    /// [control]
    package func deallocate() {
        poles.deallocate()
        zeros.deallocate()
        states.deallocate()
    }

    /// [render]
    @_noLocks
    package mutating func reset() {
        for index in 0..<count { states[index] = 0 }
        last = 0
        white = Noise(seed: seed)
    }

    /// [render]
    @_noLocks @inline(__always)
    package mutating func next() -> Float {
        var sample = Double(white.next())
        for index in 0..<count {
            // Transposed: the state is what the next sample gets from this one.
            let output = sample + states[index]
            states[index] = poles[index] * output - zeros[index] * sample
            sample = output
        }
        let output = sample + lastZero * last
        last = sample
        return Float(output * scale)
    }

    /// The power at a frequency in turns a sample.
    private static func power(
        _ pairs: [(pole: Double, zero: Double)],
        _ lastZero: Double,
        _ turns: Double
    ) -> Double {
        let c = cos(2 * .pi * turns)
        func squared(_ a: Double) -> Double { 1 - 2 * a * c + a * a }
        return pairs.reduce(squared(-lastZero)) { $0 * squared($1.zero) / squared($1.pole) }
    }

    /// The zero with which the power at 0.4 of the rate is to that at a 48th of it as pink noise's.
    private static func lastZero(_ pairs: [(pole: Double, zero: Double)]) -> Double {
        let (high, low) = (0.4, 1.0 / 48)
        var bounds = (0.0, 0.99)
        for _ in 0..<60 {
            let middle = (bounds.0 + bounds.1) / 2
            let ratio = power(pairs, middle, high) * high / (power(pairs, middle, low) * low)
            if ratio > 1 { bounds.0 = middle } else { bounds.1 = middle }
        }
        return bounds.0
    }

    /// Of what comes of noise that is uniform in -1...1, whose mean square is 1/3. The integral is taken
    /// over the logarithm of the frequency, because most lies near 0.
    private static func rms(_ pairs: [(pole: Double, zero: Double)], _ lastZero: Double) -> Double {
        let (octaves, points) = (30.0, 6000)
        var sum = 0.0
        for point in 0..<points {
            let turns = 0.5 * exp2(-octaves * (Double(point) + 0.5) / Double(points))
            sum += power(pairs, lastZero, turns) * turns
        }
        // Both halves of the circle, d(turns) = turns · ln 2 · d(octaves).
        return (2 * sum * log(2) * octaves / Double(points) / 3).squareRoot()
    }
}

import Foundation

/// Sound to measure, one channel as an array of samples.
enum Signal {
    /// Numbers that look random and are the same for the same seed.
    struct Numbers {
        private var state: UInt64

        init(seed: UInt64) { state = seed &* 2 | 1 }

        /// -1...1
        mutating func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
        }

        mutating func next(in range: ClosedRange<Double>) -> Double {
            range.lowerBound
                + (Double(next()) + 1) / 2 * (range.upperBound - range.lowerBound)
        }
    }

    static func linear(decibels: Double) -> Double { pow(10, decibels / 20) }

    /// - Parameters:
    ///   - amplitude: linear, of the peak.
    ///   - degrees: the first sample's phase.
    static func sine(
        hertz: Double,
        amplitude: Double,
        degrees: Double = 0,
        seconds: Double,
        rate: Int = 48_000
    ) -> [Float] {
        let step = 2 * Double.pi * hertz / Double(rate)
        let phase = degrees / 180 * Double.pi
        return (0..<Int(seconds * Double(rate) + 0.5)).map {
            Float(amplitude * sin(phase + step * Double($0)))
        }
    }

    /// 1 kHz at 48 kHz, one level after another; nil is silence.
    static func tones(_ parts: [(seconds: Double, decibels: Double?)]) -> [Float] {
        let period = sine(hertz: 1000, amplitude: 1, seconds: 0.001)
        var samples: [Float] = []
        for part in parts {
            let gain = Float(part.decibels.map(linear) ?? 0)
            let cycle = period.map { $0 * gain }
            let end = samples.count + Int(part.seconds * 48_000 + 0.5)
            samples.reserveCapacity(end)
            while samples.count < end { samples.append(cycle[samples.count % cycle.count]) }
        }
        return samples
    }

    /// Noise that falls to nothing at half the rate, where no interpolator is like another.
    static func noise(amplitude: Float, seconds: Double, rate: Int, seed: UInt64) -> [Float] {
        var numbers = Numbers(seed: seed)
        var previous = numbers.next()
        return (0..<Int(seconds * Double(rate))).map { _ in
            let number = numbers.next()
            defer { previous = number }
            return (number + previous) / 2 * amplitude
        }
    }

    /// From 20 Hz to 20 kHz, each octave in the same time.
    static func sweep(amplitude: Double, seconds: Double, rate: Int) -> [Float] {
        let ratio = log(1000.0)
        return (0..<Int(seconds * Double(rate))).map {
            let position = Double($0) / Double(rate) / seconds
            let phase = 2 * Double.pi * 20 * seconds / ratio * (exp(position * ratio) - 1)
            return Float(amplitude * sin(phase))
        }
    }

    /// Notes of three harmonics that die away, some soft, some loud, with pauses.
    static func bursts(seconds: Double, rate: Int, seed: UInt64) -> [Float] {
        var numbers = Numbers(seed: seed)
        var samples = [Float](repeating: 0, count: Int(seconds * Double(rate)))
        var start = 0
        while start < samples.count {
            let hertz = numbers.next(in: 60...900)
            let amplitude = linear(decibels: numbers.next(in: -40 ... -6))
            let length = Int(numbers.next(in: 0.1...1.5) * Double(rate))
            let fade = exp(-3 / Double(length))
            let step = 2 * Double.pi * hertz / Double(rate)
            var gain = amplitude
            for index in start..<min(start + length, samples.count) {
                let phase = step * Double(index - start)
                let tone = sin(phase) + 0.5 * sin(3 * phase) + 0.25 * sin(7 * phase)
                samples[index] = Float(gain * tone)
                gain *= fade
            }
            start += length + Int(numbers.next(in: 0...0.8) * Double(rate))
        }
        return samples
    }
}

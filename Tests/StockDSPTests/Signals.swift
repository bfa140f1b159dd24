import Foundation

/// Sound to measure, one channel as an array of samples.
enum Signals {
    static func sine(
        hertz: Double,
        amplitude: Double = 1,
        frames: Int,
        rate: Double = 48_000
    ) -> [Float] {
        let step = 2 * Double.pi * hertz / rate
        return (0..<frames).map { Float(amplitude * sin(step * Double($0))) }
    }

    /// A sine that comes up within 0.1 s, as smoothly as can be.
    static func softSine(hertz: Double, amplitude: Double, frames: Int) -> [Float] {
        sine(hertz: hertz, amplitude: amplitude, frames: frames).enumerated().map { frame, sample in
            sample * (frame < 4800 ? Float(0.5 - 0.5 * cos(.pi * Double(frame) / 4800)) : 1)
        }
    }

    static func impulse(frames: Int) -> [Float] {
        var samples = [Float](repeating: 0, count: frames)
        samples[0] = 1
        return samples
    }

    /// A saw that holds nothing above `topHertz`.
    static func saw(hertz: Double, topHertz: Double, frames: Int, rate: Double = 48_000) -> [Float]
    {
        var samples = [Double](repeating: 0, count: frames)
        var harmonic = 1
        while Double(harmonic) * hertz < topHertz {
            let step = 2 * Double.pi * hertz * Double(harmonic) / rate
            for frame in 0..<frames {
                samples[frame] += sin(step * Double(frame)) / Double(harmonic)
            }
            harmonic += 1
        }
        return samples.map { Float($0 * 0.4) }
    }

    /// Uniform in -1...1, and the same for the same seed.
    static func noise(frames: Int, seed: UInt64) -> [Float] {
        var state = seed &* 2 | 1
        return (0..<frames).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
        }
    }
}

/// What is read off a signal.
enum Reading {
    static func decibels(_ linear: Double) -> Double { 20 * log10(max(1e-12, linear)) }

    static func rms(_ samples: some Collection<Float>) -> Double {
        (samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
    }

    static func peak(_ samples: some Collection<Float>) -> Double {
        Double(samples.reduce(0) { max($0, $1.magnitude) })
    }

    /// The largest second difference: what a click has, and a smooth signal has not.
    static func roughness(_ samples: [Float]) -> Double {
        var most: Float = 0
        for index in 2..<samples.count {
            most = max(
                most,
                (samples[index] - 2 * samples[index - 1] + samples[index - 2]).magnitude
            )
        }
        return Double(most)
    }

    /// Amplitude and phase at one frequency under a Hann window, as a complex number.
    static func component(
        _ samples: some Collection<Float>,
        hertz: Double,
        rate: Double = 48_000
    ) -> (real: Double, imaginary: Double) {
        let count = samples.count
        var (real, imaginary, weight) = (0.0, 0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let window = 0.5 - 0.5 * cos(2 * .pi * (Double(index) + 0.5) / Double(count))
            let angle = 2 * .pi * hertz * Double(index) / rate
            real += window * Double(sample) * cos(angle)
            imaginary -= window * Double(sample) * sin(angle)
            weight += window
        }
        return (2 * real / weight, 2 * imaginary / weight)
    }

    static func amplitude(
        _ samples: some Collection<Float>,
        hertz: Double,
        rate: Double = 48_000
    ) -> Double {
        let (real, imaginary) = component(samples, hertz: hertz, rate: rate)
        return (real * real + imaginary * imaginary).squareRoot()
    }

    /// The power in each bin of a Hann-windowed transform, mean of as many half-overlapping pieces as
    /// there are.
    static func spectrum(_ samples: [Float], size: Int) -> [Double] {
        var powers = [Double](repeating: 0, count: size / 2)
        var pieces = 0
        for start in stride(from: 0, through: samples.count - size, by: size / 2) {
            var real = (0..<size).map { index in
                Double(samples[start + index])
                    * (0.5 - 0.5 * cos(2 * .pi * Double(index) / Double(size)))
            }
            var imaginary = [Double](repeating: 0, count: size)
            transform(&real, &imaginary)
            for bin in 0..<size / 2 {
                powers[bin] += real[bin] * real[bin] + imaginary[bin] * imaginary[bin]
            }
            pieces += 1
        }
        return powers.map { $0 / Double(max(1, pieces)) }
    }

    /// Fourier's, in place, for a size that is a power of two.
    private static func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
        let count = real.count
        var swapped = 0
        for index in 1..<count {
            var bit = count >> 1
            while swapped & bit != 0 {
                swapped ^= bit
                bit >>= 1
            }
            swapped |= bit
            if index < swapped {
                real.swapAt(index, swapped)
                imaginary.swapAt(index, swapped)
            }
        }
        var span = 2
        while span <= count {
            let angle = -2 * Double.pi / Double(span)
            let (stepReal, stepImaginary) = (cos(angle), sin(angle))
            for start in stride(from: 0, to: count, by: span) {
                var (turnReal, turnImaginary) = (1.0, 0.0)
                for index in start..<start + span / 2 {
                    let other = index + span / 2
                    let r = real[other] * turnReal - imaginary[other] * turnImaginary
                    let i = real[other] * turnImaginary + imaginary[other] * turnReal
                    real[other] = real[index] - r
                    imaginary[other] = imaginary[index] - i
                    real[index] += r
                    imaginary[index] += i
                    (turnReal, turnImaginary) = (
                        turnReal * stepReal - turnImaginary * stepImaginary,
                        turnReal * stepImaginary + turnImaginary * stepReal
                    )
                }
            }
            span *= 2
        }
    }
}

/// Whether a reading is within `tolerance` of what it should be.
func isNear(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    (value - expected).magnitude <= tolerance
}

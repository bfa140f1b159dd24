import CStockDSP
import Glibc

/// What a step and a corner differ by from such that hold no frequency above half the rate.
///
/// An oscillator that adds these to its jumps and corners is band-limited: a plain step lasts no time, and
/// what it contains above half the rate would be heard as other frequencies. The step is the integral of a
/// sinc under a Kaiser window of 32 samples, whose low-pass begins at 0.33 of the rate (16 kHz at 48 kHz)
/// and ends at 0.51, 90 dB down. The corner is the integral of that once more.
package struct StepTable: BitwiseCopyable {
    /// Samples that a step touches, half of them before it.
    static var width: Int { @_noLocks get { 32 } }
    private static var phases: Int { @_noLocks get { 128 } }
    /// `(phases + 1) x width`, for a step so much of a sample before the one in the middle.
    private let steps: UnsafeMutablePointer<Float>
    private let corners: UnsafeMutablePointer<Float>

    /// `deallocate` frees it, after the oscillators that use it. [control]
    package init() {
        let (width, phases) = (Self.width, Self.phases)
        let count = (phases + 1) * width
        steps = .allocate(capacity: count)
        corners = .allocate(capacity: count)
        // The impulse, finely: `phases` points a sample, from one end of the window to the other.
        let points = width * phases
        let half = Double(width / 2)
        let cutoff = 0.42 * 2
        var impulse = (0...points).map { point -> Double in
            let x = Double(point) / Double(phases) - half
            let inside = max(0, 1 - (x / half) * (x / half))
            let sinc = x == 0 ? cutoff : sin(.pi * cutoff * x) / (.pi * x)
            return sinc * besselI0(8.96 * inside.squareRoot()) / besselI0(8.96)
        }
        let sum = (impulse.reduce(0, +) - (impulse[0] + impulse[points]) / 2) / Double(phases)
        for point in 0...points { impulse[point] /= sum }
        // Both integrals by the trapezoidal rule, less the step and the ramp that they stand for.
        var step = [Double](repeating: 0, count: points + 1)
        var ramp = step
        for point in 1...points {
            step[point] =
                step[point - 1] + (impulse[point - 1] + impulse[point]) / 2 / Double(phases)
            ramp[point] = ramp[point - 1] + (step[point - 1] + step[point]) / 2 / Double(phases)
        }
        for phase in 0...phases {
            for sample in 0..<width {
                let point = sample * phases + phase
                let x = Double(point) / Double(phases) - half
                let at = phase * width + sample
                steps[at] = Float(step[point] - (x >= 0 ? 1 : 0))
                corners[at] = Float(ramp[point] - max(0, x))
            }
            // What lies a whole sample before the step that comes after it is not behind it yet.
            if phase == phases {
                let at = phase * width + width / 2 - 1
                steps[at] = Float(step[points / 2])
            }
        }
    }

    /// [control]
    package func deallocate() {
        steps.deallocate()
        corners.deallocate()
    }

    /// Adds what a step of `height` needs to `width` samples in a row. It lies `before` of a sample, 0..<1,
    /// before the one at `width / 2`. [render]
    @_noLocks @inline(__always)
    func addStep(_ height: Float, before: Float, to samples: UnsafeMutablePointer<Float>) {
        add(steps, height, before, samples)
    }

    /// The same for a corner: behind it the slope is by `slope` a sample greater. [render]
    @_noLocks @inline(__always)
    func addCorner(_ slope: Float, before: Float, to samples: UnsafeMutablePointer<Float>) {
        add(corners, slope, before, samples)
    }

    @_noLocks @inline(__always)
    private func add(
        _ table: UnsafeMutablePointer<Float>,
        _ height: Float,
        _ before: Float,
        _ samples: UnsafeMutablePointer<Float>
    ) {
        let place = min(0.999_999, max(0, before)) * Float(Self.phases)
        let phase = Int(place)
        let share = place - Float(phase)
        let first = table + phase * Self.width
        let second = first + Self.width
        for index in 0..<Self.width {
            samples[index] += height * (first[index] + (second[index] - first[index]) * share)
        }
    }
}

import CRealtime

private let lanes = 8

/// How loud a run of samples is.
@frozen
public struct Level: BitwiseCopyable, Sendable {
    /// The largest magnitude, linear.
    public var peak: Float
    public var sumOfSquares: Float

    @_noLocks @inlinable
    package init(peak: Float = 0, sumOfSquares: Float = 0) {
        self.peak = peak
        self.sumOfSquares = sumOfSquares
    }

    @_noLocks
    package mutating func take(_ other: Level) {
        peak = max(peak, other.peak)
        sumOfSquares += other.sumOfSquares
    }
}

/// Writes `source * gain` to `destination`, and returns the level of what was written.
@_noLocks @inlinable @inline(__always)
package func scaled(
    _ source: UnsafePointer<Float>,
    _ gain: Float,
    to destination: UnsafeMutablePointer<Float>,
    frames: Int
) -> Level {
    let level = ob_scale(source, gain, destination, frames)
    return Level(peak: level.peak, sumOfSquares: level.sum_of_squares)
}

/// Writes the sum of `count` inputs, each times its gain, to `destination`. They are added up in their
/// order, so the same inputs give the same sum to the last bit.
@_noLocks @inlinable @inline(__always)
package func mixed(
    _ inputs: UnsafePointer<ob_mix_input>,
    count: Int,
    to destination: UnsafeMutablePointer<Float>,
    frames: Int
) {
    ob_mix(inputs, count, destination, frames)
}

/// The same while a fade is under way.
///
/// - Parameter fade: where it stands, for the first frame: see `Fade`.
@_noLocks
package func mixed(
    _ inputs: UnsafePointer<ob_mix_input>,
    count: Int,
    fade: Fade,
    to destination: UnsafeMutablePointer<Float>,
    frames: Int
) {
    for frame in 0..<frames {
        let risen = fade.risen(at: frame)
        var sum: Float = 0
        for index in 0..<count {
            let gain =
                switch inputs[index].direction {
                case 1: inputs[index].gain * risen
                case -1: inputs[index].gain * (1 - risen)
                default: inputs[index].gain
                }
            let summand = inputs[index].samples[frame] * gain
            sum = index == 0 ? summand : sum + summand
        }
        destination[frame] = sum
    }
}

/// Whether no sample is infinite or not a number.
@_noLocks
package func isFinite(_ samples: UnsafePointer<Float>, frames: Int) -> Bool {
    // Anything finite times zero is zero; infinity and NaN give NaN, and NaN stays in a sum.
    let zero = ob_lanes(repeating: 0)
    var sum = ob_lanes(repeating: 0)
    let whole = frames & ~(lanes - 1)
    var frame = 0
    while frame < whole {
        sum = ob_add(sum, ob_multiply(ob_load(samples + frame), zero))
        frame += lanes
    }
    var rest: Float = 0
    while frame < frames {
        rest += samples[frame] * 0
        frame += 1
    }
    return rest + ob_reduce_sum(sum) == 0
}

/// The largest magnitude.
@_noLocks
package func peak(_ samples: UnsafePointer<Float>, frames: Int) -> Float {
    var peaks = ob_lanes(repeating: 0)
    let whole = frames & ~(lanes - 1)
    var frame = 0
    while frame < whole {
        peaks = ob_maximum(peaks, ob_magnitude(ob_load(samples + frame)))
        frame += lanes
    }
    var peak = ob_reduce_maximum(peaks)
    while frame < frames {
        peak = max(peak, samples[frame].magnitude)
        frame += 1
    }
    return peak
}

/// The sum of the samples.
@_noLocks
package func sum(_ samples: UnsafePointer<Float>, frames: Int) -> Float {
    var sums = ob_lanes(repeating: 0)
    let whole = frames & ~(lanes - 1)
    var frame = 0
    while frame < whole {
        sums = ob_add(sums, ob_load(samples + frame))
        frame += lanes
    }
    var sum = ob_reduce_sum(sums)
    while frame < frames {
        sum += samples[frame]
        frame += 1
    }
    return sum
}

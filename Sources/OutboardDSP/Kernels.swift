import CRealtime

private let lanes = 8

/// How loud a run of samples is.
package struct Level: BitwiseCopyable, Sendable {
    /// The largest magnitude, linear.
    package var peak: Float
    package var sumOfSquares: Float

    @_noLocks
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
@_noLocks
package func scaled(
    _ source: UnsafePointer<Float>,
    _ gain: Float,
    to destination: UnsafeMutablePointer<Float>,
    frames: Int
) -> Level {
    let gains = ob_lanes(repeating: gain)
    var peaks = ob_lanes(repeating: 0)
    var squares = ob_lanes(repeating: 0)
    let whole = frames & ~(lanes - 1)
    var frame = 0
    while frame < whole {
        let samples = ob_multiply(ob_load(source + frame), gains)
        ob_store(destination + frame, samples)
        peaks = ob_maximum(peaks, ob_magnitude(samples))
        squares = ob_add(squares, ob_multiply(samples, samples))
        frame += lanes
    }
    var level = Level(peak: ob_reduce_maximum(peaks), sumOfSquares: ob_reduce_sum(squares))
    while frame < frames {
        let sample = source[frame] * gain
        destination[frame] = sample
        level.peak = max(level.peak, sample.magnitude)
        level.sumOfSquares += sample * sample
        frame += 1
    }
    return level
}

/// One summand of a mix.
package struct MixInput: BitwiseCopyable {
    package let samples: UnsafePointer<Float>
    /// Linear.
    package let gain: Float
    /// 0 stands still, 1 rises and -1 falls with the fade.
    package let direction: Int32

    package init(samples: UnsafePointer<Float>, gain: Float, direction: Int32) {
        self.samples = samples
        self.gain = gain
        self.direction = direction
    }
}

/// Writes the sum of `count` inputs, each times its gain, to `destination`. They are added up in their
/// order, so the same inputs give the same sum to the last bit.
@_noLocks
package func mixed(
    _ inputs: UnsafePointer<MixInput>,
    count: Int,
    to destination: UnsafeMutablePointer<Float>,
    frames: Int
) {
    let whole = frames & ~(lanes - 1)
    var frame = 0
    while frame < whole {
        var sum = ob_multiply(
            ob_load(inputs[0].samples + frame),
            ob_lanes(repeating: inputs[0].gain)
        )
        for index in 1..<max(1, count) {
            let input = inputs + index
            sum = ob_add(
                sum,
                ob_multiply(
                    ob_load(input.pointee.samples + frame),
                    ob_lanes(repeating: input.pointee.gain)
                )
            )
        }
        ob_store(destination + frame, sum)
        frame += lanes
    }
    while frame < frames {
        var sum = inputs[0].samples[frame] * inputs[0].gain
        for index in 1..<max(1, count) { sum += inputs[index].samples[frame] * inputs[index].gain }
        destination[frame] = sum
        frame += 1
    }
}

/// The same while a fade is under way.
///
/// - Parameter fade: where it stands, for the first frame: see `Fade`.
@_noLocks
package func mixed(
    _ inputs: UnsafePointer<MixInput>,
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

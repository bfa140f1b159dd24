import CRealtime

private let lanes = 8

/// Writes `source * gain` to `destination`, and returns the largest magnitude written.
@_noLocks
package func scaled(
    _ source: UnsafePointer<Float>,
    _ gain: Float,
    to destination: UnsafeMutablePointer<Float>,
    frames: Int
) -> Float {
    let gains = ob_lanes(repeating: gain)
    var peaks = ob_lanes(repeating: 0)
    let whole = frames & ~(lanes - 1)
    var frame = 0
    while frame < whole {
        let samples = ob_multiply(ob_load(source + frame), gains)
        ob_store(destination + frame, samples)
        peaks = ob_maximum(peaks, ob_magnitude(samples))
        frame += lanes
    }
    var peak = ob_reduce_maximum(peaks)
    while frame < frames {
        let sample = source[frame] * gain
        destination[frame] = sample
        peak = max(peak, sample.magnitude)
        frame += 1
    }
    return peak
}

/// Adds `source` to `destination`, frame by frame.
@_noLocks
package func add(
    _ source: UnsafePointer<Float>,
    to destination: UnsafeMutablePointer<Float>,
    frames: Int
) {
    let whole = frames & ~(lanes - 1)
    var frame = 0
    while frame < whole {
        ob_store(
            destination + frame,
            ob_add(ob_load(destination + frame), ob_load(source + frame))
        )
        frame += lanes
    }
    while frame < frames {
        destination[frame] += source[frame]
        frame += 1
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
    for lane in 0..<lanes { rest += sum[lane] }
    return rest == 0
}

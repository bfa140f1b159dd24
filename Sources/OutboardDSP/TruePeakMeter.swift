import CRealtime

private let lanes = 8

/// Peaks of one channel: of its samples, and of the signal that they stand for.
package struct TruePeakMeter: BitwiseCopyable {
    /// Magnitudes, linear, 1.0 = full scale.
    package struct Peaks: BitwiseCopyable {
        package var sample: Float
        /// Never below `sample`.
        package var truePeak: Float
    }

    private static var windowFrames: Int { @_noLocks get { 128 } }

    private let filter: TruePeakFilter
    /// Samples in the order of their arrival: from `next` on they are still needed.
    private let window: UnsafeMutablePointer<Float>
    private var next: Int
    private var filled: Int

    /// Begins after silence. `deallocate` frees its memory, but not the filter. [control]
    package init(filter: TruePeakFilter) {
        self.filter = filter
        window = .allocate(capacity: Self.windowFrames)
        window.initialize(repeating: 0, count: Self.windowFrames)
        next = 0
        filled = TruePeakFilter.tapCount - 1
    }

    /// [control]
    package func deallocate() { window.deallocate() }

    /// Takes the next samples, which must be finite, and returns their peaks.
    ///
    /// The signal between samples is known when half the filter has passed, and is looked at in
    /// eights: so a true peak is told up to 15 frames late. Which eights they are depends on the
    /// frames since the beginning alone, and not on how they are cut into blocks. [render]
    @_noLocks
    package mutating func process(_ source: UnsafePointer<Float>, frames: Int) -> Peaks {
        let samplePeak = peak(of: source, frames: frames)
        guard filter.factor > 1 else { return Peaks(sample: samplePeak, truePeak: samplePeak) }
        var between = ob_lanes(repeating: 0)
        var done = 0
        while done < frames {
            let run = min(frames - done, Self.windowFrames - filled)
            ob_copy(window + filled, source + done, run)
            filled += run
            done += run
            while next + TruePeakFilter.tapCount - 1 + lanes <= filled {
                between = ob_maximum(between, filter.magnitudes(window + next))
                next += lanes
            }
            if filled == Self.windowFrames { moveDown() }
        }
        return Peaks(sample: samplePeak, truePeak: max(samplePeak, ob_reduce_maximum(between)))
    }

    /// Makes room behind what is still needed. That is at most 22 samples of 128: nothing overlaps.
    @_noLocks
    private mutating func moveDown() {
        ob_copy(window, window + next, filled - next)
        filled -= next
        next = 0
    }
}

/// The largest magnitude, 0 of no frames. [render]
@_noLocks
func peak(of samples: UnsafePointer<Float>, frames: Int) -> Float {
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

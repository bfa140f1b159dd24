import CRealtime

/// A gain on its way in a straight line to a target.
///
/// The gain of a frame depends only on how many frames have passed since the ramp began, so the same
/// signal comes out however it is cut into blocks.
@frozen
public struct GainRamp: BitwiseCopyable {
    @usableFromInline var start: Float
    @usableFromInline var target: Float
    @usableFromInline var step: Float
    @usableFromInline var elapsedFrames: Int32
    @usableFromInline var totalFrames: Int32

    /// Stands at `gain` (linear, 1.0 = unchanged).
    @_noLocks @inlinable
    package init(gain: Float) {
        start = gain
        target = gain
        step = 0
        elapsedFrames = 0
        totalFrames = 0
    }

    @usableFromInline var isStill: Bool {
        @_noLocks @inlinable @inline(__always) get { elapsedFrames >= totalFrames }
    }

    /// Whether it stands at exactly 1.
    package var isUnity: Bool {
        @_noLocks @inlinable @inline(__always) get { isStill && target == 1 }
    }

    /// Where it stands, or will.
    package var goal: Float { @_noLocks @inlinable @inline(__always) get { target } }

    /// How many frames it has to go. 0: it stands.
    package var remainingFrames: Int {
        @_noLocks @inlinable @inline(__always) get { max(0, Int(totalFrames - elapsedFrames)) }
    }

    /// What the gain is for the frame before the next one.
    package var current: Float {
        @_noLocks @inlinable @inline(__always) get {
            isStill ? target : start + step * Float(elapsedFrames)
        }
    }

    /// Heads for `gain`, which it reaches `frames` frames from now; 0 is at once.
    @_noLocks
    package mutating func head(for gain: Float, frames: UInt32) {
        let from = current
        target = gain
        elapsedFrames = 0
        totalFrames = from == gain ? 0 : Int32(clamping: frames)
        start = from
        step = totalFrames == 0 ? 0 : (gain - from) / Float(totalFrames)
    }

    /// Writes `source` times the gain to `destination`, and returns the level of what was written.
    @_noLocks @inlinable @inline(__always)
    package mutating func apply(
        _ source: UnsafePointer<Float>,
        to destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) -> Level {
        isStill
            ? scaled(source, target, to: destination, frames: frames)
            : applyRamp(source, to: destination, frames: frames)
    }

    @_noLocks @usableFromInline
    mutating func applyRamp(
        _ source: UnsafePointer<Float>,
        to destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) -> Level {
        let ramped = min(frames, Int(totalFrames - elapsedFrames))
        var level = Level()
        for frame in 0..<ramped {
            elapsedFrames += 1
            let sample = source[frame] * current
            destination[frame] = sample
            level.take(Level(peak: sample.magnitude, sumOfSquares: sample * sample))
        }
        level.take(
            scaled(source + ramped, target, to: destination + ramped, frames: frames - ramped)
        )
        return level
    }

    /// Moves on as `apply` does, without a signal.
    @_noLocks @inlinable @inline(__always)
    package mutating func advance(frames: Int) {
        if isStill { return }
        elapsedFrames = Int32(min(Int(totalFrames), Int(elapsedFrames) + frames))
    }
}

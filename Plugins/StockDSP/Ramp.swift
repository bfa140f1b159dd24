/// A number on its way in a straight line to a target.
///
/// Where it stands depends only on how many frames have passed since it set out, so the same signal comes
/// out however it is cut into pieces.
package struct Ramp: BitwiseCopyable {
    private var value: Float
    private var target: Float
    private var step: Float
    private var remainingFrames: Int32

    @_noLocks
    package init(_ value: Float) {
        self.value = value
        target = value
        step = 0
        remainingFrames = 0
    }

    package var isStill: Bool { @_noLocks @inline(__always) get { remainingFrames == 0 } }

    /// Where it stands, or will.
    package var goal: Float { @_noLocks @inline(__always) get { target } }

    /// Where it stood for the frame before the next one.
    package var current: Float { @_noLocks @inline(__always) get { value } }

    /// Sets out for `goal`, which it reaches `frames` frames from now. On its way there already, it goes
    /// on. [render]
    @_noLocks @inline(__always)
    package mutating func head(for goal: Float, frames: Int = 16) {
        guard goal != target else { return }
        target = goal
        guard frames > 0 else { return jump(to: goal) }
        remainingFrames = Int32(truncatingIfNeeded: frames)
        step = (goal - value) / Float(frames)
    }

    /// [render]
    @_noLocks @inline(__always)
    package mutating func jump(to goal: Float) {
        value = goal
        target = goal
        remainingFrames = 0
    }

    /// Goes on by a frame, and says where it stands then. [render]
    @_noLocks @inline(__always)
    package mutating func next() -> Float {
        guard remainingFrames > 0 else { return value }
        remainingFrames -= 1
        value = remainingFrames == 0 ? target : value + step
        return value
    }
}

/// When a number that comes in steps is to be taken: once it has stood for 32 frames, which is longer than
/// hosts and the kit take from step to step, or after some time in any case.
struct Settling: BitwiseCopyable {
    private var stillFrames = 0
    private var waitedFrames = 0

    @_noLocks init() {}

    /// Another number has come. [render]
    @_noLocks @inline(__always)
    mutating func restart() { stillFrames = 0 }

    /// Another frame has passed in which one waits. [render]
    @_noLocks @inline(__always)
    mutating func isDue(framesMax: Int) -> Bool {
        stillFrames += 1
        waitedFrames += 1
        guard stillFrames >= 32 || waitedFrames >= framesMax else { return false }
        stillFrames = 0
        waitedFrames = 0
        return true
    }
}

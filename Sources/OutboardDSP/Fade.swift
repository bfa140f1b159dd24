/// A straight line from 0 to 1 that begins after a wait, once.
///
/// Where it stands depends only on the frames that have passed, so the same signal comes out however it
/// is cut into blocks.
package struct Fade: BitwiseCopyable, Sendable {
    /// 0 until the line begins, `lengthFrames` and more when it has ended.
    private var elapsedFrames: Int
    private let lengthFrames: Int
    private let step: Float

    /// - Parameters:
    ///   - holdFrames: how long it stays at 0.
    ///   - lengthFrames: how long the line takes, at least 1.
    package init(holdFrames: Int, lengthFrames: Int) {
        elapsedFrames = -holdFrames
        self.lengthFrames = max(1, lengthFrames)
        step = 1 / Float(max(1, lengthFrames))
    }

    /// Whether nothing moves within the next `frames`: it has ended, or it has not begun.
    @_noLocks
    package func isStill(frames: Int) -> Bool {
        elapsedFrames >= lengthFrames || elapsedFrames + frames <= 0
    }

    package var isOver: Bool { @_noLocks get { elapsedFrames >= lengthFrames } }

    /// The value for the frame that comes `offset` after the next.
    @_noLocks
    package func risen(at offset: Int) -> Float {
        let passed = elapsedFrames + offset + 1
        if passed <= 0 { return 0 }
        return passed >= lengthFrames ? 1 : Float(passed) * step
    }

    @_noLocks
    package mutating func advance(frames: Int) {
        if elapsedFrames < lengthFrames { elapsedFrames += frames }
    }
}

import Glibc

/// How alike two channels are: 1 for the same signal, 0 for unrelated ones, -1 for the same upside
/// down.
///
/// It is the sum of products over the root of both sums of squares, where what is long ago counts
/// exponentially less. Where either channel's mean square is below -100 dBFS there is nothing to
/// compare, and it reads 0. Sums run frame by frame, so blocks make no difference.
package struct CorrelationMeter: BitwiseCopyable {
    /// What a sum keeps from one frame to the next.
    private let decay: Double
    /// The sum of squares of a signal at -100 dBFS.
    private let floor: Double
    private var left = 0.0
    private var right = 0.0
    private var cross = 0.0

    /// - Parameter windowMilliseconds: after how long a frame counts 1/e of a new one. [control]
    package init(sampleRateHertz: Int, windowMilliseconds: Double = 300) {
        precondition(windowMilliseconds > 0, "the window has a length")
        let windowFrames = Double(sampleRateHertz) * windowMilliseconds / 1000
        decay = exp(-1 / windowFrames)
        floor = 1e-10 / (1 - decay)
    }

    /// Takes the next frames of both channels. After a sample that is not finite it begins anew.
    /// [render]
    @_noLocks
    package mutating func process(
        _ leftSamples: UnsafePointer<Float>,
        _ rightSamples: UnsafePointer<Float>,
        frames: Int
    ) {
        var (left, right, cross) = (left, right, cross)
        for frame in 0..<frames {
            let leftSample = Double(leftSamples[frame])
            let rightSample = Double(rightSamples[frame])
            left = left * decay + leftSample * leftSample
            right = right * decay + rightSample * rightSample
            cross = cross * decay + leftSample * rightSample
        }
        let isUsable = (left + right).isFinite
        self.left = isUsable ? left : 0
        self.right = isUsable ? right : 0
        self.cross = isUsable ? cross : 0
    }

    /// -1...1. [render]
    package var correlation: Float {
        @_noLocks get {
            guard left > floor, right > floor else { return 0 }
            let value = cross * Self.inverseRoot(left) * Self.inverseRoot(right)
            return Float(min(1, max(-1, value)))
        }
    }

    /// 1/√x by Newton's method, from a guess that halves the exponent. `squareRoot` is a C function
    /// to the compiler, which would not have it on the render thread.
    @_noLocks
    private static func inverseRoot(_ x: Double) -> Double {
        var root = Double(bitPattern: 0x5FE6_EB50_C7B5_37A9 - x.bitPattern >> 1)
        for _ in 0..<5 { root *= 1.5 - 0.5 * x * root * root }
        return root
    }
}

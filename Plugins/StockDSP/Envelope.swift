import CPluginKit

/// An envelope of four parts.
///
/// Attack: a straight line from where it stands, which takes the attack's time from 0 to 1. Decay and
/// release: what is left to go falls to a thousandth in their time. It is over at -100 dB.
package struct Envelope: BitwiseCopyable {
    package struct Shape: BitwiseCopyable {
        /// Added a frame.
        fileprivate var attackStep: Float = 1
        /// What is left to go is multiplied by these a frame.
        fileprivate var decayFactor: Float = 0
        fileprivate var releaseFactor: Float = 0
        fileprivate var sustain: Float = 1

        @_noLocks package init() {}

        /// - Parameter sustain: linear, 0...1. [render]
        @_noLocks
        package init(
            attackSeconds: Double,
            decaySeconds: Double,
            sustain: Float,
            releaseSeconds: Double,
            sampleRateHertz: Double
        ) {
            attackStep = Float(1 / max(1, attackSeconds * sampleRateHertz))
            decayFactor = Self.factor(decaySeconds * sampleRateHertz)
            releaseFactor = Self.factor(releaseSeconds * sampleRateHertz)
            self.sustain = min(1, max(0, sustain))
        }

        /// What leaves a thousandth after so many frames.
        @_noLocks
        private static func factor(_ frames: Double) -> Float {
            Float(ob_kit_exp2(-9.965_784_284_662_087 / max(1, frames)))
        }
    }

    private enum Part: UInt8, BitwiseCopyable { case attack, decay, release, over }

    private var part = Part.over
    package private(set) var value: Float = 0

    @_noLocks package init() {}

    package var isOver: Bool { @_noLocks @inline(__always) get { part == .over } }
    package var isReleased: Bool {
        @_noLocks @inline(__always) get { part == .release || part == .over }
    }

    /// [render]
    @_noLocks
    package mutating func start() {
        value = 0
        part = .attack
    }

    /// [render]
    @_noLocks
    package mutating func release() {
        if part != .over { part = .release }
    }

    /// [render]
    @_noLocks
    package mutating func stop() {
        part = .over
        value = 0
    }

    /// [render]
    @_noLocks @inline(__always)
    package mutating func next(_ shape: Shape) -> Float {
        switch part {
        case .attack:
            value += shape.attackStep
            if value >= 1 {
                value = 1
                part = .decay
            }
        case .decay:
            value = shape.sustain + (value - shape.sustain) * shape.decayFactor
        case .release:
            value *= shape.releaseFactor
            if value < 1e-5 { stop() }
        case .over:
            break
        }
        return value
    }
}

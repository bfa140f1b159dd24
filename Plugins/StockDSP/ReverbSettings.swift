import CPluginKit

extension Reverb {
    package struct Settings: BitwiseCopyable {
        /// RT60 of what lies between both crossovers: 0.2...20 s.
        package var decaySeconds = 1.8
        /// RT60 below the low crossover, as a part of that: 0.25...2.
        package var lowDecay = 1.1
        package var lowCrossoverHertz = 200.0
        /// RT60 above the damping's frequency, as a part of that: 0.05...1.
        package var highDecay = 0.45
        package var dampingHertz = 6000.0
        /// Of the room: lengths of lines and times of early reflections are multiplied by it. 0.25...2.
        package var size = 1.0
        package var preDelaySeconds = 0.01
        /// Coefficient of the all-passes before the network: 0...0.7.
        package var diffusion: Float = 0.55
        /// How far half of the lines swing: 0...`depthMillisecondsMax`.
        package var depthMilliseconds: Float = 0.1
        package var rateHertz = 0.6
        /// First-order high-pass before everything, 20 Hz at the least.
        package var lowCutHertz = 60.0
        /// Linear.
        package var early: Float = 0.5
        /// Linear.
        package var late: Float = 1
        /// 0 is mono, 1 is as wide as the network is.
        package var width: Float = 1
        /// 0 is dry, 1 is wet.
        package var mix: Float = 0.25

        @_noLocks package init() {}
    }

    package static var depthMillisecondsMax: Double { @_noLocks get { 0.4 } }

    /// The RT60 at a frequency in seconds, by the formula that the lines are made after: decay rates in
    /// dB/s mix as the powers behind two filters of the first order.
    ///
    /// It is exact in the middle of each band, and for all frequencies as far as a line takes little away
    /// in one turn. [any]
    package static func decaySeconds(_ settings: Settings, atHertz hertz: Double) -> Double {
        let mid = 60 / settings.decaySeconds
        let low = mid / settings.lowDecay
        let high = mid / settings.highDecay
        let below = hertz / settings.lowCrossoverHertz
        let above = hertz / settings.dampingHertz
        let lowShare = 1 / (1 + below * below)
        let highShare = above * above / (1 + above * above)
        return 60 / (mid + (low - mid) * lowShare + (high - mid) * highShare)
    }

    /// After how many frames what came in has fallen by 60 dB. [render]
    @_noLocks
    package static func tailFrames(_ settings: Settings, sampleRateHertz: Double) -> Int {
        let decay = settings.decaySeconds * max(1, settings.lowDecay)
        let first = settings.preDelaySeconds + ReverbGeometry.lineSecondsMax * settings.size
        return Int((decay + first) * sampleRateHertz)
    }
}

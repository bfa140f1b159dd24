import CPluginKit

/// Bends a signal at four times its rate.
///
/// ```
///  in ─┬▶ x drive, + bias ─▶ up 4 ─▶ curve - curve(bias) ─▶ down 4 ─▶ DC removal ─▶ tone ─▶ level ─▶ wet
///      └▶ 32 frames late ──────────────────────────────────────────────────────────────────────────▶ dry
/// ```
///
/// Its latency is 32 frames, exactly, and dry and wet are level with each other.
package struct Saturator: BitwiseCopyable {
    package struct Settings: BitwiseCopyable {
        package var curve = Saturation.tanh
        /// 0...36.
        package var driveDecibels = 12.0
        /// Added behind the drive: -1...1.
        package var bias: Float = 0
        /// What lies above 1 kHz is raised by so much, and what lies below is lowered: -6...6.
        package var toneDecibels = 0.0
        /// Gain behind the curve.
        package var outputDecibels = 0.0
        /// 1: a sine of -12 dBFS comes out with the swing that it went in with. 0: the level is left as it
        /// is; between, in decibels.
        package var autoGain = 1.0
        /// 0 is dry, 1 is wet.
        package var mix: Float = 1

        @_noLocks package init() {}
    }

    package static var latencyFrames: Int { @_noLocks get { Oversampler.latencyFrames } }
    /// What is left in the filters has gone by then. [render]
    @_noLocks
    package static func tailFrames(sampleRateHertz: Double) -> Int {
        Oversampler.latencyFrames * 2 + Int(0.1 * sampleRateHertz)
    }
    private static var fadeFrames: Int { @_noLocks get { 480 } }

    private let filter: OversamplingFilter
    private var left: Channel
    private var right: Channel
    private var isFresh = true
    private let dcCoefficient: Double
    private let toneCoefficient: Double

    private var curve = Saturation.tanh
    private var formerCurve = Saturation.tanh
    /// How much of what is heard is by `curve`; the rest is by `formerCurve`.
    private var risen = Ramp(1)
    private var drive = Ramp(1)
    private var bias = Ramp(0)
    private var low = Ramp(1)
    private var high = Ramp(1)
    private var output = Ramp(1)
    private var mix = Ramp(1)

    /// [control]
    package init(sampleRateHertz: Double) {
        filter = OversamplingFilter()
        left = Channel(filter: filter)
        right = Channel(filter: filter)
        dcCoefficient = OnePole.coefficient(hertz: 5, sampleRateHertz: sampleRateHertz)
        toneCoefficient = OnePole.coefficient(hertz: 1000, sampleRateHertz: sampleRateHertz)
    }

    /// [control]
    package func deallocate() {
        left.deallocate()
        right.deallocate()
        filter.deallocate()
    }

    /// Forgets all that it has heard. The settings that come next hold at once. [render]
    @_noLocks
    package mutating func reset() {
        left.clear()
        right.clear()
        isFresh = true
    }

    /// What holds from the next frame on, or is gone to from there. [render]
    @_noLocks
    package mutating func set(_ settings: Settings) {
        let linear = gain(decibels: min(48, max(-12, settings.driveDecibels)))
        let swing = Self.autoGain(settings.curve, drive: linear, bias: settings.bias)
        let level =
            gain(decibels: settings.outputDecibels)
            * ob_kit_exp2(ob_kit_log2(swing) * min(1, max(0, settings.autoGain)))
        let tone = gain(decibels: min(12, max(-12, settings.toneDecibels)))
        drive.head(for: Float(linear))
        bias.head(for: min(1, max(-1, settings.bias)))
        low.head(for: Float(1 / tone))
        high.head(for: Float(tone))
        output.head(for: Float(level), frames: curve == settings.curve ? 16 : Self.fadeFrames)
        mix.head(for: min(1, max(0, settings.mix)))
        if curve != settings.curve {
            formerCurve = curve
            curve = settings.curve
            risen.jump(to: 0)
            risen.head(for: 1, frames: Self.fadeFrames)
        }
        if isFresh { settle() }
    }

    /// Everything stands at once where it was to go.
    @_noLocks
    private mutating func settle() {
        isFresh = false
        risen.jump(to: 1)
        drive.jump(to: drive.goal)
        bias.jump(to: bias.goal)
        low.jump(to: low.goal)
        high.jump(to: high.goal)
        output.jump(to: output.goal)
        mix.jump(to: mix.goal)
    }

    /// The swing of a sine of -12 dBFS over the swing that the curve makes of it. [render]
    @_noLocks
    package static func autoGain(_ curve: Saturation, drive: Double, bias: Float) -> Double {
        let reference = 0.251_188_643_150_958
        let swing = Float(reference * drive)
        let above = curve(bias + swing)
        let below = curve(bias - swing)
        return 2 * reference / Double(max(0.001, above - below))
    }

    /// [render]
    @_noLocks
    package mutating func process(
        _ inputs: (UnsafePointer<Float>, UnsafePointer<Float>),
        to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>),
        frames: Int
    ) {
        for frame in 0..<frames {
            let shift = bias.next()
            let bend = Bend(
                curve: curve,
                formerCurve: formerCurve,
                risen: risen.next(),
                drive: drive.next(),
                bias: shift,
                rest: shift == 0 ? 0 : curve(shift),
                formerRest: shift == 0 ? 0 : formerCurve(shift)
            )
            let tone = (low.next(), high.next())
            let level = output.next()
            let share = mix.next()
            let source = (sound(inputs.0[frame]), sound(inputs.1[frame]))
            outputs.0[frame] = left.next(
                source.0,
                bend,
                tone,
                level,
                share,
                dcCoefficient,
                toneCoefficient
            )
            outputs.1[frame] = right.next(
                source.1,
                bend,
                tone,
                level,
                share,
                dcCoefficient,
                toneCoefficient
            )
        }
    }
}

/// What happens to a sample of the higher rate.
private struct Bend: BitwiseCopyable {
    let curve: Saturation
    let formerCurve: Saturation
    let risen: Float
    let drive: Float
    let bias: Float
    /// What both curves make of the bias alone.
    let rest: Float
    let formerRest: Float

    @_noLocks @inline(__always)
    func callAsFunction(_ sample: Float) -> Float {
        let bent = curve(sample) - rest
        guard risen < 1 else { return bent }
        let former = formerCurve(sample) - formerRest
        return former + (bent - former) * risen
    }
}

/// What one channel remembers.
private struct Channel: BitwiseCopyable {
    private var oversampler: Oversampler
    private var dry: DelayRing
    private var dc = OnePole()
    private var tone = OnePole()

    init(filter: OversamplingFilter) {
        oversampler = Oversampler(filter: filter)
        dry = DelayRing(framesMax: Oversampler.latencyFrames + 1)
    }

    func deallocate() {
        oversampler.deallocate()
        dry.deallocate()
    }

    @_noLocks
    mutating func clear() {
        oversampler.clear()
        dry.clear()
        dc = OnePole()
        tone = OnePole()
    }

    @_noLocks @inline(__always)
    mutating func next(
        _ sample: Float,
        _ bend: Bend,
        _ tilt: (low: Float, high: Float),
        _ level: Float,
        _ share: Float,
        _ dcCoefficient: Double,
        _ toneCoefficient: Double
    ) -> Float {
        oversampler.push(sample * bend.drive)
        var bent: Float = 0
        for phase in 0..<OversamplingFilter.factor {
            oversampler.pushRaised(bend(oversampler.raised(phase) + bend.bias))
            if phase == 0 { bent = oversampler.lowered() }
        }
        bent -= dc.lowPass(bent, dcCoefficient)
        let below = tone.lowPass(bent, toneCoefficient)
        let wet = (below * tilt.low + (bent - below) * tilt.high) * level
        dry.push(sample)
        let late = dry.back(Oversampler.latencyFrames + 1)
        return late * (1 - share) + wet * share
    }
}

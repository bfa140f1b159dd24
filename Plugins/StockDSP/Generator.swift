import CPluginKit

/// Test tones and noise for a rig, at a level that can be relied on.
///
/// Sine, square, saw and sweep have their peak at the level: 0 dBFS is a sine from -1 to 1. Both noises have
/// the RMS of a sine of that level, 3.01 dB below it, as AES17 counts; white noise is uniform. Square and saw
/// hold nothing above half the rate, so they swing past their peak at the edges, as such waves must.
package struct Generator: BitwiseCopyable {
    package enum Signal: BitwiseCopyable {
        case sine
        case square
        case saw
        case white
        case pink
        /// From 20 Hz to 20 kHz, or 0.45 of the rate, each octave in the same time, again and again.
        case sweep
    }

    package struct Settings: BitwiseCopyable {
        package var signal = Signal.sine
        package var hertz = 1000.0
        /// -120 and less is silence.
        package var levelDecibels = -20.0
        package var sweepSeconds = 10.0
        package var isLeftOn = true
        package var isRightOn = true
        /// Noise in both channels that has nothing to do with each other.
        package var isNoiseWide = false
        /// What comes in goes through beside the signal.
        package var passesInput = false

        @_noLocks package init() {}
    }

    private static var fadeSeconds: Double { @_noLocks get { 0.01 } }

    private let sampleRateHertz: Double
    private let fadeFrames: Int
    private let table: StepTable
    private var wave: Oscillator
    private var pinkLeft: PinkNoise
    private var pinkRight: PinkNoise
    private var whiteLeft = Noise(seed: 1)
    private var whiteRight = Noise(seed: 2)
    private var phase = 0.0
    private var sweepAt = 0.0
    private var isFresh = true

    private var signal = Signal.sine
    private var wantedSignal = Signal.sine
    private var step = 0.0
    private var sweepStep = 0.0
    private var sweepOctaves = 0.0
    /// 0 while another signal is taken.
    private var open = Ramp(1)
    private var level = Ramp(0)
    private var left = Ramp(1)
    private var right = Ramp(1)
    private var wide = Ramp(0)
    private var input = Ramp(0)

    /// [control]
    package init(sampleRateHertz: Double) {
        self.sampleRateHertz = sampleRateHertz
        fadeFrames = max(1, Int(Self.fadeSeconds * sampleRateHertz))
        table = StepTable()
        wave = Oscillator(table: table)
        pinkLeft = PinkNoise(sampleRateHertz: sampleRateHertz, seed: 3)
        pinkRight = PinkNoise(sampleRateHertz: sampleRateHertz, seed: 4)
    }

    /// [control]
    package func deallocate() {
        wave.deallocate()
        table.deallocate()
        pinkLeft.deallocate()
        pinkRight.deallocate()
    }

    /// Begins anew. The settings that come next hold at once. [render]
    @_noLocks
    package mutating func reset() {
        pinkLeft.reset()
        pinkRight.reset()
        whiteLeft = Noise(seed: 1)
        whiteRight = Noise(seed: 2)
        isFresh = true
    }

    /// What holds from the next frame on, or is gone to from there. [render]
    @_noLocks
    package mutating func set(_ settings: Settings) {
        wantedSignal = settings.signal
        step = min(0.45, max(0, settings.hertz / sampleRateHertz))
        sweepStep = 1 / max(1, settings.sweepSeconds * sampleRateHertz)
        sweepOctaves = ob_kit_log2(min(20_000, 0.45 * sampleRateHertz) / 20)
        let silent = settings.levelDecibels <= -120
        let linear = silent ? 0 : Float(gain(decibels: min(24, settings.levelDecibels)))
        level.head(for: linear, frames: fadeFrames)
        left.head(for: settings.isLeftOn ? 1 : 0, frames: fadeFrames)
        right.head(for: settings.isRightOn ? 1 : 0, frames: fadeFrames)
        wide.head(for: settings.isNoiseWide ? 1 : 0, frames: fadeFrames)
        input.head(for: settings.passesInput ? 1 : 0, frames: fadeFrames)
        if wantedSignal != signal { open.head(for: 0, frames: fadeFrames) }
        if isFresh { settle() }
    }

    /// Everything stands at once where it was to go.
    @_noLocks
    private mutating func settle() {
        isFresh = false
        begin()
        open.jump(to: 1)
        level.jump(to: level.goal)
        left.jump(to: left.goal)
        right.jump(to: right.goal)
        wide.jump(to: wide.goal)
        input.jump(to: input.goal)
    }

    /// Begins with the signal that is wanted.
    @_noLocks
    private mutating func begin() {
        signal = wantedSignal
        phase = 0
        sweepAt = 0
        wave.start(wave: signal == .saw ? .saw : .pulse, width: 0.5)
    }

    /// [render]
    @_noLocks
    package mutating func process(
        _ inputs: (UnsafePointer<Float>, UnsafePointer<Float>),
        to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>),
        frames: Int
    ) {
        for frame in 0..<frames {
            let opened = open.next()
            if wantedSignal != signal && open.isStill {
                begin()
                open.head(for: 1, frames: fadeFrames)
            } else if wantedSignal == signal && open.goal == 0 {
                // It was taken back before the other one began.
                open.head(for: 1, frames: fadeFrames)
            }
            let loud = level.next() * opened
            let pair = next()
            let through = input.next()
            outputs.0[frame] = sound(inputs.0[frame]) * through + pair.0 * loud * left.next()
            outputs.1[frame] = sound(inputs.1[frame]) * through + pair.1 * loud * right.next()
        }
    }

    /// The next frame at a level of 0 dBFS.
    @_noLocks @inline(__always)
    private mutating func next() -> (Float, Float) {
        let share = wide.next()
        switch signal {
        case .sine:
            let sample = Float(ob_kit_sin(2 * .pi * phase))
            turn(step)
            return (sample, sample)
        case .sweep:
            let sample = Float(ob_kit_sin(2 * .pi * phase))
            turn(20 / sampleRateHertz * ob_kit_exp2(sweepOctaves * sweepAt))
            sweepAt += sweepStep
            if sweepAt >= 1 { sweepAt -= 1 }
            return (sample, sample)
        case .square, .saw:
            let sample = wave.next(step)
            return (sample, sample)
        case .white:
            // √(3/2): the RMS of uniform noise is 1/√3, that of a sine is 1/√2.
            let a = whiteLeft.next() * 1.224_744_871
            let b = whiteRight.next() * 1.224_744_871
            return (a, share == 0 ? a : a + (b - a) * share)
        case .pink:
            let a = pinkLeft.next() * 0.707_106_781
            let b = pinkRight.next() * 0.707_106_781
            return (a, share == 0 ? a : a + (b - a) * share)
        }
    }

    @_noLocks @inline(__always)
    private mutating func turn(_ step: Double) {
        phase += step
        if phase >= 1 { phase -= 1 }
    }
}

import CPluginKit

/// Echoes: two lines that are fed back into themselves, or into each other.
///
/// ```
///  in ─┬───────────────────────────────────────────────────────── dry ─▶ + ─▶ out
///      └─▶ + ─▶ line ─▶ tap ─▶ low cut ─▶ high cut ─┬──────────── wet ───┘
///          └──────────────────────────── feedback ──┘
/// ```
///
/// The nth echo of a frame has gone through both filters n times and through the feedback n - 1 times. A
/// time is a whole number of frames, so an echo without filters is the very signal; only modulation reads
/// between frames. A new time that has stood for 32 frames, or has not stood for 40 ms, fades in beside the
/// old one for 40 ms, and times that come meanwhile wait for the end of that, where the newest is taken:
/// nothing clicks, and nothing changes its pitch.
package struct Delay: BitwiseCopyable {
    /// Where sound goes.
    package enum Mode: BitwiseCopyable {
        /// The mean of both channels echoes in the middle.
        case mono
        /// Each channel echoes at its own side.
        case stereo
        /// The mean of both channels echoes on the left, then on the right, and so on.
        case pingPong
    }

    package struct Settings: BitwiseCopyable {
        package var mode = Mode.stereo
        package var timeSeconds = 0.35
        /// Linear, 0...0.98.
        package var feedback: Float = 0.35
        /// 20 Hz is off.
        package var lowCutHertz = 20.0
        /// 20 kHz is off.
        package var highCutHertz = 20_000.0
        /// How far a tap swings to either side.
        package var depthMilliseconds: Float = 0
        package var rateHertz = 0.5
        /// 0 is dry, 1 is wet.
        package var mix: Float = 0.3

        @_noLocks package init() {}
    }

    package static var timeSecondsMax: Double { @_noLocks get { 4 } }
    package static var depthMillisecondsMax: Double { @_noLocks get { 10 } }
    private static var fadeSeconds: Double { @_noLocks get { 0.04 } }

    private let sampleRateHertz: Double
    private let timeFramesMax: Int
    private let fadeFrames: Int
    private var lineA: DelayRing
    private var lineB: DelayRing
    private var isFresh = true

    /// The times in frames: where it reads, where it read before the fade, and where it is to read.
    private var timeFrames = 1
    private var formerFrames = 1
    private var wantedFrames = 1
    private var fadedFrames: Int
    private var settling = Settling()

    private var lowA = OnePole()
    private var lowB = OnePole()
    private var highA = OnePole()
    private var highB = OnePole()
    private var lowCoefficient = 0.0
    private var highCoefficient = 0.0
    private var lowWeight = Ramp(0)
    private var highWeight = Ramp(0)

    private var wave = Quadrature(turns: 0)
    private var waveStep: Float = 0
    private var depthFrames = Ramp(0)
    /// 1: the right tap swings a quarter of a period ahead of the left one.
    private var spread = Ramp(0)

    private var feedback = Ramp(0)
    private var mix = Ramp(0)
    /// How much of the channels' mean goes into each line, and how much of its own channel.
    private var meanIntoA = Ramp(0)
    private var meanIntoB = Ramp(0)
    private var ownChannel = Ramp(1)
    /// 0: each line feeds itself; 1: the other one.
    private var crossing = Ramp(0)

    /// Memory for `timeSecondsMax`. [control]
    package init(sampleRateHertz: Double) {
        self.sampleRateHertz = sampleRateHertz
        timeFramesMax = Int(Self.timeSecondsMax * sampleRateHertz)
        fadeFrames = max(1, Int(Self.fadeSeconds * sampleRateHertz))
        fadedFrames = fadeFrames
        let swingFrames = Int(Self.depthMillisecondsMax / 1000 * sampleRateHertz) + 1
        lineA = DelayRing(framesMax: timeFramesMax + swingFrames)
        lineB = DelayRing(framesMax: timeFramesMax + swingFrames)
    }

    /// [control]
    package func deallocate() {
        lineA.deallocate()
        lineB.deallocate()
    }

    /// Forgets all that it has heard. The settings that come next hold at once. [render]
    @_noLocks
    package mutating func reset() {
        lineA.clear()
        lineB.clear()
        lowA = OnePole()
        lowB = OnePole()
        highA = OnePole()
        highB = OnePole()
        wave = Quadrature(turns: 0)
        isFresh = true
    }

    /// The length of a note of `beats` quarters, halved until the lines can hold it. [render]
    @_noLocks
    package static func seconds(beats: Double, beatsPerMinute: Double) -> Double {
        var seconds = beats * 60 / max(1, beatsPerMinute)
        while seconds > timeSecondsMax { seconds /= 2 }
        return seconds
    }

    /// How many quarters each note lasts: 1/1 ... 1/32, each plain, dotted, and as a triplet. [render]
    @_noLocks
    package static func beats(division: Int) -> Double {
        let plain = 4 / Double(1 << min(5, max(0, division / 3)))
        return switch division % 3 {
        case 1: plain * 1.5
        case 2: plain * 2 / 3
        default: plain
        }
    }

    /// After how many frames nothing louder than -60 dB is left of what came in. [render]
    @_noLocks
    package static func tailFrames(_ settings: Settings, sampleRateHertz: Double) -> Int {
        let feedback = Double(min(0.98, max(0, settings.feedback)))
        let echoes = feedback < 0.001 ? 1 : 1 + (-9.965_784_3 / ob_kit_log2(feedback))
        let seconds = settings.timeSeconds + Double(settings.depthMilliseconds) / 1000
        return Int(seconds * (echoes + 1) * sampleRateHertz)
    }

    /// What holds from the next frame on, or is gone to from there. [render]
    @_noLocks
    package mutating func set(_ settings: Settings) {
        let frames = settings.timeSeconds * sampleRateHertz + 0.5
        let newFrames = min(timeFramesMax, max(4, Int(min(1e9, max(0, frames)))))
        if newFrames != wantedFrames { settling.restart() }
        wantedFrames = newFrames
        lowCoefficient = OnePole.coefficient(
            hertz: settings.lowCutHertz,
            sampleRateHertz: sampleRateHertz
        )
        highCoefficient = OnePole.coefficient(
            hertz: settings.highCutHertz,
            sampleRateHertz: sampleRateHertz
        )
        waveStep = Quadrature.coefficient(
            hertz: settings.rateHertz,
            sampleRateHertz: sampleRateHertz
        )
        let isMono = settings.mode == .mono
        let isPingPong = settings.mode == .pingPong
        let depth = min(Float(Self.depthMillisecondsMax), max(0, settings.depthMilliseconds))
        lowWeight.head(for: settings.lowCutHertz > 20 ? 1 : 0)
        highWeight.head(for: settings.highCutHertz < 20_000 ? 1 : 0)
        depthFrames.head(for: depth * Float(sampleRateHertz) / 1000, frames: fadeFrames)
        spread.head(for: isMono ? 0 : 1, frames: fadeFrames)
        feedback.head(for: min(0.98, max(0, settings.feedback)))
        mix.head(for: min(1, max(0, settings.mix)))
        meanIntoA.head(for: isMono || isPingPong ? 1 : 0, frames: fadeFrames)
        meanIntoB.head(for: isMono ? 1 : 0, frames: fadeFrames)
        ownChannel.head(for: isMono || isPingPong ? 0 : 1, frames: fadeFrames)
        crossing.head(for: isPingPong ? 1 : 0, frames: fadeFrames)
        if isFresh { settle() }
    }

    /// Everything stands at once where it was to go.
    @_noLocks
    private mutating func settle() {
        isFresh = false
        settling = Settling()
        timeFrames = wantedFrames
        formerFrames = wantedFrames
        fadedFrames = fadeFrames
        lowWeight.jump(to: lowWeight.goal)
        highWeight.jump(to: highWeight.goal)
        depthFrames.jump(to: depthFrames.goal)
        spread.jump(to: spread.goal)
        feedback.jump(to: feedback.goal)
        mix.jump(to: mix.goal)
        meanIntoA.jump(to: meanIntoA.goal)
        meanIntoB.jump(to: meanIntoB.goal)
        ownChannel.jump(to: ownChannel.goal)
        crossing.jump(to: crossing.goal)
    }

    /// [render]
    @_noLocks
    package mutating func process(
        _ inputs: (UnsafePointer<Float>, UnsafePointer<Float>),
        to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>),
        frames: Int
    ) {
        for frame in 0..<frames {
            let dry = (sound(inputs.0[frame]), sound(inputs.1[frame]))
            let wet = next(dry.0, dry.1)
            let share = mix.next()
            outputs.0[frame] = dry.0 * (1 - share) + wet.0 * share
            outputs.1[frame] = dry.1 * (1 - share) + wet.1 * share
        }
    }

    @_noLocks @inline(__always)
    private mutating func next(_ left: Float, _ right: Float) -> (Float, Float) {
        if fadedFrames < fadeFrames {
            fadedFrames += 1
        } else if wantedFrames != timeFrames && settling.isDue(framesMax: fadeFrames) {
            formerFrames = timeFrames
            timeFrames = wantedFrames
            fadedFrames = 1
        }
        let depth = depthFrames.next()
        wave.advance(waveStep)
        let swingA = depth * wave.sine
        let swingB = depth * (wave.sine + spread.next() * (wave.cosine - wave.sine))
        let lowShare = lowWeight.next()
        let highShare = highWeight.next()

        var a = tap(lineA, swingA)
        a -= lowShare * lowA.lowPass(a, lowCoefficient)
        a += highShare * (highA.lowPass(a, highCoefficient) - a)
        var b = tap(lineB, swingB)
        b -= lowShare * lowB.lowPass(b, lowCoefficient)
        b += highShare * (highB.lowPass(b, highCoefficient) - b)

        let mean = (left + right) * 0.5
        let own = ownChannel.next()
        let cross = crossing.next()
        let back = feedback.next()
        lineA.push(mean * meanIntoA.next() + left * own + back * (a + cross * (b - a)))
        lineB.push(mean * meanIntoB.next() + right * own + back * (b + cross * (a - b)))
        return (a, b)
    }

    @_noLocks @inline(__always)
    private func tap(_ line: DelayRing, _ swing: Float) -> Float {
        let sample = line.back(timeFrames, offset: swing)
        guard fadedFrames < fadeFrames else { return sample }
        let risen = Float(fadedFrames) / Float(fadeFrames)
        let former = line.back(formerFrames, offset: swing)
        return former + (sample - former) * risen
    }
}

import CPluginKit

/// A room: a network of 16 delay lines that feed each other through an orthogonal matrix.
///
/// ```
///  in ─▶ low cut ─▶ pre-delay ─┬─▶ early reflections ───────────────────────────┐
///                              └─▶ 4 all-passes ─▶ + ─▶ 16 lines ─▶ absorption ─┤
///                                                  └──── Hadamard / 4 ◀─────────┴─▶ width ─▶ mix
/// ```
///
/// The matrix keeps the sum of squares, so nothing but the absorption takes energy away: a line of m frames
/// multiplies by 10^(-3 m / (rate · RT60)), band for band, and all of them fall by 60 dB in the same time.
/// It cannot grow: no gain of a line reaches 1 at any frequency, and reading between frames has none above
/// 1. The low cut has a zero at 0 Hz, where networks of this sort would sum up an offset. What goes in is
/// scaled so that steady noise is as loud behind the network as before it, whatever the RT60.
package struct Reverb: BitwiseCopyable {
    private static var fadeSeconds: Double { @_noLocks get { 0.06 } }

    private let sampleRateHertz: Double
    private let fadeFrames: Int
    private let primes: PrimeTable
    private var settings = Settings()
    private var isFresh = true

    /// What it reads by, what it read by before the fade, and what it is to read by.
    private var geometry: ReverbGeometry
    private var former: ReverbGeometry
    private var wanted: ReverbGeometry
    private var isMoveWanted = false
    private var settling = Settling()
    private var fadedFrames: Int

    /// The channels, for pre-delay and early reflections.
    private var left: DelayRing
    private var right: DelayRing
    private var lowCutLeft = OnePole()
    private var lowCutRight = OnePole()
    private var diffuserLeft: DiffuserChain
    private var diffuserRight: DiffuserChain

    private var network: ReverbNetwork
    private var inputGain = Ramp(0)
    private var lowCutCoefficient = 0.0

    private var depthFrames = Ramp(0)
    private var diffusion = Ramp(0)
    private var early = Ramp(0)
    private var late = Ramp(0)
    private var width = Ramp(0)
    private var mix = Ramp(0)

    /// [control]
    package init(sampleRateHertz: Double) {
        self.sampleRateHertz = sampleRateHertz
        fadeFrames = max(1, Int(Self.fadeSeconds * sampleRateHertz))
        fadedFrames = fadeFrames
        let lineSeconds = ReverbGeometry.lineSecondsMax * ReverbGeometry.sizeMax
        let lineFrames = Int(lineSeconds * sampleRateHertz)
        primes = PrimeTable(numberMax: lineFrames)
        geometry = ReverbGeometry()
        former = ReverbGeometry()
        wanted = ReverbGeometry()
        let early = ReverbGeometry.earlySecondsMax * ReverbGeometry.sizeMax
        let channelFrames =
            Int((ReverbGeometry.preDelaySecondsMax + early) * sampleRateHertz) + 2
        left = DelayRing(framesMax: channelFrames)
        right = DelayRing(framesMax: channelFrames)
        diffuserLeft = DiffuserChain(
            milliseconds: (1.31, 2.17, 3.41, 4.73),
            sampleRateHertz: sampleRateHertz
        )
        diffuserRight = DiffuserChain(
            milliseconds: (1.47, 2.33, 3.19, 4.51),
            sampleRateHertz: sampleRateHertz
        )
        let swing = Int(Self.depthMillisecondsMax / 1000 * sampleRateHertz)
        network = ReverbNetwork(lineFramesMax: lineFrames + swing + 168)
    }

    /// [control]
    package func deallocate() {
        primes.deallocate()
        geometry.deallocate()
        former.deallocate()
        wanted.deallocate()
        left.deallocate()
        right.deallocate()
        diffuserLeft.deallocate()
        diffuserRight.deallocate()
        network.deallocate()
    }

    /// Forgets all that it has heard. The settings that come next hold at once. [render]
    @_noLocks
    package mutating func reset() {
        left.clear()
        right.clear()
        lowCutLeft = OnePole()
        lowCutRight = OnePole()
        diffuserLeft.clear()
        diffuserRight.clear()
        network.clear()
        isFresh = true
    }

    /// What holds from the next frame on, or is gone to from there. [render]
    @_noLocks
    package mutating func set(_ new: Settings) {
        let isMoved =
            new.size != settings.size || new.preDelaySeconds != settings.preDelaySeconds
        let isAbsorbing =
            new.decaySeconds != settings.decaySeconds || new.lowDecay != settings.lowDecay
            || new.highDecay != settings.highDecay
        settings = new
        network.set(new, sampleRateHertz: sampleRateHertz)
        lowCutCoefficient = OnePole.coefficient(
            hertz: max(20, new.lowCutHertz),
            sampleRateHertz: sampleRateHertz
        )
        let depth = min(Float(Self.depthMillisecondsMax), max(0, new.depthMilliseconds))
        depthFrames.head(for: depth * Float(sampleRateHertz) / 1000, frames: fadeFrames)
        diffusion.head(for: min(0.7, max(0, new.diffusion)))
        early.head(for: new.early)
        late.head(for: new.late)
        width.head(for: min(1, max(0, new.width)))
        mix.head(for: min(1, max(0, new.mix)))
        if isFresh {
            settle()
        } else if isMoved {
            want(geometry: new)
            isMoveWanted = true
            settling.restart()
        } else if isAbsorbing {
            absorb(by: geometry)
        }
    }

    @_noLocks
    private mutating func want(geometry settings: Settings) {
        wanted.fill(
            size: min(ReverbGeometry.sizeMax, max(0.25, settings.size)),
            preDelaySeconds: min(
                ReverbGeometry.preDelaySecondsMax,
                max(0, settings.preDelaySeconds)
            ),
            sampleRateHertz: sampleRateHertz,
            primes: primes
        )
    }

    /// Everything stands at once where it was to go.
    @_noLocks
    private mutating func settle() {
        isFresh = false
        isMoveWanted = false
        settling = Settling()
        want(geometry: settings)
        geometry.copy(wanted)
        former.copy(wanted)
        fadedFrames = fadeFrames
        absorb(by: geometry)
        network.arrive()
        inputGain.jump(to: inputGain.goal)
        depthFrames.jump(to: depthFrames.goal)
        diffusion.jump(to: diffusion.goal)
        early.jump(to: early.goal)
        late.jump(to: late.goal)
        width.jump(to: width.goal)
        mix.jump(to: mix.goal)
    }

    /// Sends the lines' gains to what the RT60 asks of lines so long.
    @_noLocks
    private mutating func absorb(by geometry: ReverbGeometry) {
        let gain = network.absorb(settings, by: geometry, sampleRateHertz: sampleRateHertz)
        inputGain.head(for: gain, frames: ReverbNetwork.gainFrames)
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
    private mutating func next(_ inLeft: Float, _ inRight: Float) -> (Float, Float) {
        moveOn()
        left.push(inLeft - lowCutLeft.lowPass(inLeft, lowCutCoefficient))
        right.push(inRight - lowCutRight.lowPass(inRight, lowCutCoefficient))

        let isFading = fadedFrames < fadeFrames
        let risen = isFading ? Float(fadedFrames) / Float(fadeFrames) : 1
        var source = delayed(by: geometry)
        var reflections = reflected(by: geometry)
        if isFading {
            let formerSource = delayed(by: former)
            let formerReflections = reflected(by: former)
            source.0 = formerSource.0 + (source.0 - formerSource.0) * risen
            source.1 = formerSource.1 + (source.1 - formerSource.1) * risen
            reflections.0 = formerReflections.0 + (reflections.0 - formerReflections.0) * risen
            reflections.1 = formerReflections.1 + (reflections.1 - formerReflections.1) * risen
        }
        let swing = depthFrames.next()
        let late = network.turn(geometry, former, risen: risen, swingFrames: swing)
        let coefficient = diffusion.next()
        let scale = inputGain.next()
        network.write(
            diffuserLeft.next(source.0, coefficient) * scale,
            diffuserRight.next(source.1, coefficient) * scale
        )
        let earlyShare = early.next()
        let lateShare = self.late.next()
        let wetLeft = reflections.0 * earlyShare + late.0 * lateShare
        let wetRight = reflections.1 * earlyShare + late.1 * lateShare
        let middle = (wetLeft + wetRight) * 0.5
        let side = (wetLeft - wetRight) * 0.5 * width.next()
        return (middle + side, middle - side)
    }

    /// What is under way goes on by a frame.
    @_noLocks @inline(__always)
    private mutating func moveOn() {
        if fadedFrames < fadeFrames {
            fadedFrames += 1
        } else if isMoveWanted && settling.isDue(framesMax: fadeFrames) {
            isMoveWanted = false
            former.copy(geometry)
            geometry.copy(wanted)
            fadedFrames = 1
            absorb(by: geometry)
        }
        network.moveOn()
    }

    @_noLocks @inline(__always)
    private func delayed(by geometry: ReverbGeometry) -> (Float, Float) {
        (left.back(geometry.preDelayFrames + 1), right.back(geometry.preDelayFrames + 1))
    }

    /// Early reflections: by turns from the near and from the far side, ever softer, with turning signs.
    @_noLocks @inline(__always)
    private func reflected(by geometry: ReverbGeometry) -> (Float, Float) {
        let base = geometry.preDelayFrames + 1
        var sums: (Float, Float) = (0, 0)
        var gain: Float = 0.5
        for index in 0..<ReverbGeometry.earlyCount {
            let toLeft = base + geometry.earlyLeft(index)
            let toRight = base + geometry.earlyRight(index)
            sums.0 += gain * (index & 1 == 0 ? left.back(toLeft) : right.back(toLeft))
            sums.1 += gain * (index & 1 == 0 ? right.back(toRight) : left.back(toRight))
            gain *= index & 2 == 0 ? -0.86 : 0.86
        }
        return sums
    }
}

import CPluginKit
import CStockDSP

/// The 16 lines of a reverb, what they absorb, and the matrix between them.
struct ReverbNetwork: BitwiseCopyable {
    static var lines: Int { @_noLocks get { Int(OB_DSP_LINES) } }
    /// A new RT60 is reached after so many.
    static var gainFrames: Int { @_noLocks get { 64 } }

    /// `lines x capacity`, a line behind the other.
    private let memory: UnsafeMutablePointer<Float>
    private let capacity: Int
    private var position = 0
    /// What leaves the lines, and then what the matrix makes of it.
    private let state: UnsafeMutablePointer<Float>
    private let absorption: UnsafeMutablePointer<ob_dsp_absorption>
    private let goal: UnsafeMutablePointer<ob_dsp_absorption>
    private let steps: UnsafeMutablePointer<ob_dsp_absorption>
    private var gainFramesLeft = 0
    private var lowCoefficient: Float = 0
    private var highCoefficient: Float = 0

    /// Each swings two lines: one by its sine, one by its cosine.
    private var waves: (Quadrature, Quadrature, Quadrature, Quadrature)
    private var waveSteps: (Float, Float, Float, Float) = (0, 0, 0, 0)

    /// [control]
    init(lineFramesMax: Int) {
        var capacity = 16
        while capacity < lineFramesMax { capacity *= 2 }
        self.capacity = capacity
        memory = .allocate(capacity: Self.lines * capacity)
        memory.initialize(repeating: 0, count: Self.lines * capacity)
        state = .allocate(capacity: Self.lines)
        state.initialize(repeating: 0, count: Self.lines)
        absorption = .allocate(capacity: 1)
        absorption.initialize(to: ob_dsp_absorption())
        goal = .allocate(capacity: 1)
        goal.initialize(to: ob_dsp_absorption())
        steps = .allocate(capacity: 1)
        steps.initialize(to: ob_dsp_absorption())
        waves = Self.wavesAtRest()
    }

    /// [control]
    func deallocate() {
        memory.deallocate()
        state.deallocate()
        absorption.deallocate()
        goal.deallocate()
        steps.deallocate()
    }

    @_noLocks
    private static func wavesAtRest() -> (Quadrature, Quadrature, Quadrature, Quadrature) {
        (
            Quadrature(turns: 0), Quadrature(turns: 0.21), Quadrature(turns: 0.47),
            Quadrature(turns: 0.83)
        )
    }

    /// [render]
    @_noLocks
    mutating func clear() {
        ob_dsp_zero(memory, Self.lines * capacity)
        for band in 3..<5 { ob_dsp_zero(row(absorption, band), Self.lines) }
        position = 0
        waves = Self.wavesAtRest()
    }

    /// [render]
    @_noLocks
    mutating func set(_ settings: Reverb.Settings, sampleRateHertz: Double) {
        lowCoefficient = Float(
            OnePole.coefficient(
                hertz: settings.lowCrossoverHertz,
                sampleRateHertz: sampleRateHertz
            )
        )
        highCoefficient = Float(
            OnePole.coefficient(hertz: settings.dampingHertz, sampleRateHertz: sampleRateHertz)
        )
        // Rates that have no common period.
        let rate = settings.rateHertz
        waveSteps.0 = Quadrature.coefficient(hertz: rate, sampleRateHertz: sampleRateHertz)
        waveSteps.1 = Quadrature.coefficient(hertz: rate * 0.817, sampleRateHertz: sampleRateHertz)
        waveSteps.2 = Quadrature.coefficient(hertz: rate * 1.171, sampleRateHertz: sampleRateHertz)
        waveSteps.3 = Quadrature.coefficient(hertz: rate * 0.673, sampleRateHertz: sampleRateHertz)
    }

    /// Sends the lines' gains to what the RT60 asks of lines so long. Returns what to multiply the input
    /// by for steady noise to come out as loud as it went in. [render]
    @_noLocks
    mutating func absorb(
        _ settings: Reverb.Settings,
        by geometry: ReverbGeometry,
        sampleRateHertz: Double
    ) -> Float {
        let mid = max(0.05, settings.decaySeconds)
        let low = mid * min(4, max(0.05, settings.lowDecay))
        let high = mid * min(1, max(0.02, settings.highDecay))
        var squares = 0.0
        for index in 0..<Self.lines {
            // -60 dB are a factor of 10^-3, that is 2^-9.966.
            let octaves = -9.965_784_284_662_087 * Double(geometry.line(index)) / sampleRateHertz
            let gain = ob_kit_exp2(octaves / mid)
            row(goal, 0)[index] = Float(gain)
            row(goal, 1)[index] = Float(ob_kit_exp2(octaves / low) - gain)
            row(goal, 2)[index] = Float(ob_kit_exp2(octaves / high) - gain)
            squares += gain * gain
        }
        for band in 0..<3 {
            for index in 0..<Self.lines {
                row(steps, band)[index] =
                    (row(goal, band)[index] - row(absorption, band)[index])
                    / Float(Self.gainFrames)
            }
        }
        gainFramesLeft = Self.gainFrames
        let mean = squares / Double(Self.lines)
        return mean > 0 ? Float(min(8, ob_kit_sqrt((1 - mean) / mean))) : 0
    }

    /// The gains stand at once where they were to go. [render]
    @_noLocks
    mutating func arrive() {
        gainFramesLeft = 0
        for band in 0..<3 { ob_dsp_copy(row(absorption, band), row(goal, band), Self.lines) }
    }

    /// What is under way goes on by a frame. [render]
    @_noLocks @inline(__always)
    mutating func moveOn() {
        if gainFramesLeft > 1 {
            gainFramesLeft -= 1
            ob_dsp_absorption_step(absorption, steps)
        } else if gainFramesLeft == 1 {
            arrive()
        }
        waves.0.advance(waveSteps.0)
        waves.1.advance(waveSteps.1)
        waves.2.advance(waveSteps.2)
        waves.3.advance(waveSteps.3)
    }

    /// Reads the lines, has them absorb, and mixes them. Returns what is heard of it: two rows of the
    /// matrix, which have nothing to do with each other. [render]
    ///
    /// - Parameter risen: how much of what is read is by `geometry`; the rest is by `former`.
    @_noLocks @inline(__always)
    func turn(
        _ geometry: ReverbGeometry,
        _ former: ReverbGeometry,
        risen: Float,
        swingFrames: Float
    ) -> (Float, Float) {
        for index in 0..<Self.lines {
            let swing =
                index & 1 == 0 || swingFrames == 0 ? 0 : swingFrames * wave(ofLine: index)
            var sample = read(index, geometry.line(index), swing)
            if risen < 1 {
                let old = read(index, former.line(index), swing)
                sample = old + (sample - old) * risen
            }
            state[index] = sample
        }
        ob_dsp_absorb(absorption, state, lowCoefficient, highCoefficient)
        ob_dsp_hadamard(state)
        return (state[5], state[10])
    }

    /// Writes what comes back, and what is new. [render]
    @_noLocks @inline(__always)
    mutating func write(_ left: Float, _ right: Float) {
        for index in 0..<Self.lines {
            // The left goes into every other line, the right into those between, with signs by pairs.
            let source = index & 1 == 0 ? left : right
            memory[index * capacity + position] =
                state[index] + (index & 2 == 0 ? source : -source)
        }
        position = (position &+ 1) & (capacity - 1)
    }

    @_noLocks @inline(__always)
    private func wave(ofLine line: Int) -> Float {
        switch line {
        case 1: waves.0.sine
        case 3: waves.0.cosine
        case 5: waves.1.sine
        case 7: waves.1.cosine
        case 9: waves.2.sine
        case 11: waves.2.cosine
        case 13: waves.3.sine
        default: waves.3.cosine
        }
    }

    @_noLocks @inline(__always)
    private func read(_ line: Int, _ frames: Int, _ swing: Float) -> Float {
        let base = memory + line * capacity
        let mask = capacity - 1
        if swing == 0 { return base[(position &- frames) & mask] }
        var whole = Int(swing)
        if Float(whole) > swing { whole -= 1 }
        let at = position &- frames &- whole
        return interpolated(
            base[(at &+ 1) & mask],
            base[at & mask],
            base[(at &- 1) & mask],
            base[(at &- 2) & mask],
            swing - Float(whole)
        )
    }
}

/// One row of the five: 0 is the middle band's gains, 1 the low one's, 2 the high one's, and then what both
/// filters remember.
///
/// SAFETY: the struct is five rows of floats without holes, which the C side asserts.
@_noLocks @inline(__always)
private func row(
    _ gains: UnsafeMutablePointer<ob_dsp_absorption>,
    _ row: Int
) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(gains).assumingMemoryBound(to: Float.self) + row * Int(OB_DSP_LINES)
}

import CPluginKit

/// What all notes of a MIDI channel share.
struct SynthChannel: BitwiseCopyable {
    /// -1...1
    var bend: Float = 0
    /// 0...1
    var wheel: Float = 0
    var isPedalDown = false
}

/// What a voice needs of its settings, computed once for all voices.
struct SynthFrame: BitwiseCopyable {
    var settings = Synth.Settings()
    var amplitude = Envelope.Shape()
    var cutoff = Envelope.Shape()
    /// log2 of the cutoff in Hz.
    var cutoffOctaves = 12.0
    var damping: Float = 1
    /// -1...1
    var lfo: Float = 0
}

/// One note of a synthesiser, from its key to the end of its release.
struct SynthVoice: BitwiseCopyable {
    /// What becomes of a voice.
    enum State: UInt8, BitwiseCopyable {
        case free
        case sounding
        /// Another note took its place: it fades out over 5 ms beside that.
        case stolen
    }

    private(set) var state = State.free
    /// The note as it began; its end is told by this.
    private(set) var note = ob_kit_event()
    /// The host does not know yet that it has ended.
    var owesEnd = false
    /// The key is up, and the pedal holds the note.
    private(set) var isHeld = false
    /// Frames that have been heard of it.
    private(set) var age = 0
    /// Voices count up as they begin.
    private(set) var order: UInt64 = 0
    /// By CLAP's expression, semitones.
    var tuning: Float = 0

    private var first: Oscillator
    private var second: Oscillator
    private var firstFilter = StateVariable()
    private var amplitude = Envelope()
    private var cutoff = Envelope()
    private var velocityGain: Float = 1
    private var panLeft: Float = 1
    private var panRight: Float = 1
    private var fade = Ramp(1)

    /// For the 16 frames that are under way: turns a frame, and the filter's frequency on its way.
    private var firstStep = 0.0
    private var secondStep = 0.0
    private var filterG = Ramp(0.1)

    /// [control]
    init(table: StepTable) {
        first = Oscillator(table: table)
        second = Oscillator(table: table)
    }

    /// [control]
    func deallocate() {
        first.deallocate()
        second.deallocate()
    }

    var isReleased: Bool { @_noLocks get { amplitude.isReleased } }
    var level: Float { @_noLocks get { amplitude.value * velocityGain } }

    /// [render]
    @_noLocks
    mutating func start(
        _ note: ob_kit_event,
        _ frame: SynthFrame,
        channel: SynthChannel,
        order: UInt64,
        pan: Float,
        sampleRateHertz: Double
    ) {
        self.note = note
        self.order = order
        state = .sounding
        owesEnd = true
        isHeld = false
        age = 0
        tuning = 0
        let settings = frame.settings
        first.start(wave: settings.firstWave, width: settings.width)
        // A third of a period on: two waves of one pitch do not add up to one that is twice as loud.
        second.start(wave: settings.secondWave, width: settings.width, phase: 1 / 3)
        firstFilter = StateVariable()
        amplitude.start()
        cutoff.start()
        fade.jump(to: 1)
        let velocity = Float(min(1, max(0, note.value)))
        velocityGain = 1 - settings.velocitySense * (1 - velocity * velocity)
        let angle = Double(.pi / 4 * (1 + pan * settings.spread))
        panLeft = Float(ob_kit_cos(angle))
        panRight = Float(ob_kit_sin(angle))
        control(frame, channel: channel, sampleRateHertz: sampleRateHertz)
        filterG.jump(to: filterG.goal)
    }

    /// The key is up. [render]
    @_noLocks
    mutating func release(isPedalDown: Bool) {
        guard state == .sounding, !amplitude.isReleased else { return }
        if isPedalDown {
            isHeld = true
        } else {
            isHeld = false
            amplitude.release()
            cutoff.release()
        }
    }

    /// Fades out over `frames` frames. Nothing clicks: what has not been heard yet is just gone. [render]
    @_noLocks
    mutating func steal(frames: Int) {
        guard state == .sounding else { return }
        state = .stolen
        if age == 0 { free() }
        fade.head(for: 0, frames: frames)
    }

    /// [render]
    @_noLocks
    mutating func free() {
        state = .free
        amplitude.stop()
        cutoff.stop()
    }

    /// Computes what holds for the next 16 frames. [render]
    @_noLocks
    mutating func control(
        _ frame: SynthFrame,
        channel: SynthChannel,
        sampleRateHertz: Double
    ) {
        let settings = frame.settings
        let vibrato = frame.lfo * (settings.lfoSemitones + settings.wheelSemitones * channel.wheel)
        let pitch = Float(note.key) + tuning + channel.bend * settings.bendSemitones + vibrato
        firstStep = Self.step(pitch, sampleRateHertz)
        let apart = settings.secondSemitones + settings.secondCents / 100
        secondStep = Self.step(pitch + apart, sampleRateHertz)
        first.wantedWave = settings.firstWave
        first.wantedWidth = settings.width
        second.wantedWave = settings.secondWave
        second.wantedWidth = settings.width

        let velocity = Float(min(1, max(0, note.value)))
        let octaves =
            settings.filterEnvelopeOctaves * cutoff.value
            + settings.filterVelocityOctaves * (velocity - 1)
            + settings.keyFollow * (pitch - 60) / 12
            + settings.lfoCutoffOctaves * frame.lfo
        let hertz = ob_kit_exp2(min(20, frame.cutoffOctaves + Double(octaves)))
        filterG.head(
            for: StateVariable.coefficient(hertz: hertz, sampleRateHertz: sampleRateHertz)
        )
    }

    /// 440 Hz at 69, equal steps.
    @_noLocks
    private static func step(_ pitch: Float, _ sampleRateHertz: Double) -> Double {
        min(0.45, 440 * ob_kit_exp2((Double(pitch) - 69) / 12) / sampleRateHertz)
    }

    /// Adds frames to both channels. [render]
    @_noLocks
    mutating func add(
        to left: UnsafeMutablePointer<Float>,
        _ right: UnsafeMutablePointer<Float>,
        _ frame: SynthFrame,
        frames: Int
    ) {
        let balance = frame.settings.balance
        let kind = frame.settings.filter
        for index in 0..<frames {
            let one = first.next(firstStep)
            let other = second.next(secondStep)
            _ = cutoff.next(frame.cutoff)
            let g = filterG.next()
            let filtered = firstFilter.next(
                one + (other - one) * balance,
                kind: kind,
                g: g,
                damping: frame.damping
            )
            let gain = amplitude.next(frame.amplitude) * velocityGain * fade.next()
            left[index] += filtered * gain * panLeft
            right[index] += filtered * gain * panRight
        }
        age += frames
        if amplitude.isOver || (state == .stolen && fade.isStill) { free() }
    }
}

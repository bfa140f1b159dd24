import CPluginKit
import CStockDSP

/// A synthesiser: up to 16 voices of two oscillators, a filter of two poles, and two envelopes each.
///
/// ```
///  oscillator 1 ─┐
///                ├─ balance ─▶ filter ─▶ amplitude envelope, velocity ─▶ pan ─▶ + ─▶ level ─▶ out
///  oscillator 2 ─┘               ▲
///    filter envelope, key, velocity, LFO
/// ```
///
/// Pitch, cutoff and LFO are computed every 16 frames since the reset, whatever the pieces are; the filter's
/// frequency goes there in a straight line. A note that finds all voices taken takes that of the softest
/// released one, or of the oldest, which fades out over 5 ms in another slot: there are twice as many slots as
/// voices.
package struct Synth: BitwiseCopyable {
    package static var voicesMax: Int { @_noLocks get { 16 } }
    private static var slots: Int { @_noLocks get { 32 } }
    private static var channels: Int { @_noLocks get { 16 } }
    private static var controlFrames: Int { @_noLocks get { 16 } }

    private let sampleRateHertz: Double
    private let stealFrames: Int
    private let table: StepTable
    private let voices: UnsafeMutablePointer<SynthVoice>
    private let channelStates: UnsafeMutablePointer<SynthChannel>
    private var frame = SynthFrame()
    private var lfoPhase = 0.0
    private var lfoStep = 0.0
    /// Frames until the next computation.
    private var framesToControl = 0
    private var order: UInt64 = 0
    private var level = Ramp(0)
    private var isFresh = true

    /// [control]
    package init(sampleRateHertz: Double) {
        self.sampleRateHertz = sampleRateHertz
        stealFrames = max(1, Int(0.005 * sampleRateHertz))
        let table = StepTable()
        self.table = table
        voices = .allocate(capacity: Self.slots)
        for slot in 0..<Self.slots { (voices + slot).initialize(to: SynthVoice(table: table)) }
        channelStates = .allocate(capacity: Self.channels)
        channelStates.initialize(repeating: SynthChannel(), count: Self.channels)
    }

    /// [control]
    package func deallocate() {
        for slot in 0..<Self.slots { voices[slot].deallocate() }
        voices.deallocate()
        channelStates.deallocate()
        table.deallocate()
    }

    /// All notes are gone, wheels and pedals at rest. The settings that come next hold at once. [render]
    @_noLocks
    package mutating func reset() {
        for slot in 0..<Self.slots {
            voices[slot].free()
            voices[slot].owesEnd = false
        }
        for channel in 0..<Self.channels { channelStates[channel] = SynthChannel() }
        lfoPhase = 0
        framesToControl = 0
        order = 0
        isFresh = true
    }

    /// What holds from the next frame on. [render]
    @_noLocks
    package mutating func set(_ settings: Settings) {
        frame.settings = settings
        frame.amplitude = Envelope.Shape(
            attackSeconds: settings.attackSeconds,
            decaySeconds: settings.decaySeconds,
            sustain: settings.sustain,
            releaseSeconds: settings.releaseSeconds,
            sampleRateHertz: sampleRateHertz
        )
        frame.cutoff = Envelope.Shape(
            attackSeconds: settings.filterAttackSeconds,
            decaySeconds: settings.filterDecaySeconds,
            sustain: settings.filterSustain,
            releaseSeconds: settings.filterReleaseSeconds,
            sampleRateHertz: sampleRateHertz
        )
        frame.cutoffOctaves = ob_kit_log2(min(24_000, max(20, settings.cutoffHertz)))
        frame.damping = 1 / min(40, max(0.4, settings.resonance))
        lfoStep = settings.lfoHertz / sampleRateHertz
        let linear = Float(gain(decibels: min(12, settings.levelDecibels)))
        if isFresh { level.jump(to: linear) } else { level.head(for: linear) }
        isFresh = false
    }

    /// How many notes are sounding, those that fade out for others not among them. [render]
    package var soundingCount: Int {
        @_noLocks get {
            var count = 0
            for slot in 0..<Self.slots where voices[slot].state == .sounding { count += 1 }
            return count
        }
    }

    /// Whether nothing sounds and no voice's end is untold. [render]
    package var isSilent: Bool {
        @_noLocks get {
            for slot in 0..<Self.slots where voices[slot].state != .free { return false }
            return true
        }
    }

    /// Takes a note, a controller or a bend, which holds from the next frame on. [render]
    @_noLocks
    package mutating func take(_ event: ob_kit_event) {
        switch event.kind {
        case OB_KIT_NOTE_ON: start(event)
        case OB_KIT_NOTE_OFF:
            for slot in 0..<Self.slots where matches(voices[slot], event) {
                voices[slot].release(isPedalDown: channel(voices[slot].note).isPedalDown)
            }
        case OB_KIT_NOTE_CHOKE:
            for slot in 0..<Self.slots where matches(voices[slot], event) {
                voices[slot].steal(frames: stealFrames)
            }
        case OB_KIT_CONTROLLER: control(event)
        case OB_KIT_PITCH_BEND:
            for index in 0..<Self.channels where isMeant(index, event) {
                channelStates[index].bend = Float(min(1, max(-1, event.value)))
            }
        case OB_KIT_EXPRESSION where event.number == 2:
            // CLAP's tuning, in semitones.
            for slot in 0..<Self.slots where matches(voices[slot], event) {
                voices[slot].tuning = Float(min(120, max(-120, event.value)))
            }
        default: break
        }
    }

    @_noLocks
    private mutating func control(_ event: ob_kit_event) {
        for index in 0..<Self.channels where isMeant(index, event) {
            switch event.number {
            case 1: channelStates[index].wheel = Float(min(1, max(0, event.value)))
            case 64:
                channelStates[index].isPedalDown = event.value >= 0.5
                if event.value < 0.5 { letGo(index) { $0.isHeld } }
            case 120:
                for slot in 0..<Self.slots where isOn(voices[slot], index) {
                    voices[slot].steal(frames: stealFrames)
                }
            case 121:
                channelStates[index] = SynthChannel()
                letGo(index) { $0.isHeld }
            case 123: letGo(index) { _ in true }
            default: break
            }
        }
    }

    /// Releases those notes of a channel.
    @_noLocks
    private func letGo(_ channel: Int, _ isMeant: (SynthVoice) -> Bool) {
        let isPedalDown = channelStates[channel].isPedalDown
        for slot in 0..<Self.slots where isOn(voices[slot], channel) {
            if isMeant(voices[slot]) { voices[slot].release(isPedalDown: isPedalDown) }
        }
    }

    @_noLocks
    private func isOn(_ voice: SynthVoice, _ channel: Int) -> Bool {
        voice.state == .sounding && Int(voice.note.channel & 15) == channel
    }

    @_noLocks
    private func isMeant(_ channel: Int, _ event: ob_kit_event) -> Bool {
        event.channel < 0 || Int(event.channel) == channel
    }

    @_noLocks
    private func channel(_ note: ob_kit_event) -> SynthChannel {
        channelStates[Int(max(0, note.channel)) & 15]
    }

    /// Whether an event means a voice's note; -1 in either of them means any.
    @_noLocks
    private func matches(_ voice: SynthVoice, _ event: ob_kit_event) -> Bool {
        guard voice.state == .sounding else { return false }
        let note = voice.note
        func agree(_ a: Int, _ b: Int) -> Bool { a < 0 || b < 0 || a == b }
        return agree(Int(event.note_id), Int(note.note_id))
            && agree(Int(event.port), Int(note.port))
            && agree(Int(event.channel), Int(note.channel))
            && agree(Int(event.key), Int(note.key))
    }

    @_noLocks
    private mutating func start(_ note: ob_kit_event) {
        guard note.key >= 0, note.key < 128 else { return }
        // A key that is struck again without an id lets its former note go.
        if note.note_id < 0 {
            for slot in 0..<Self.slots where matches(voices[slot], note) {
                voices[slot].release(isPedalDown: false)
            }
        }
        let limit = min(Self.voicesMax, max(1, frame.settings.voices))
        while soundingCount >= limit { voices[victim()].steal(frames: stealFrames) }
        let slot = place()
        order += 1
        // Neighbours among notes are far apart in the room.
        let pan = Float((order &* 7) & 15) / 7.5 - 1
        voices[slot].start(
            note,
            frame,
            channel: channel(note),
            order: order,
            pan: pan,
            sampleRateHertz: sampleRateHertz
        )
    }

    /// Whose voice is taken: the softest of those that are released, or else the oldest's.
    @_noLocks
    private func victim() -> Int {
        var best = -1
        for slot in 0..<Self.slots where voices[slot].state == .sounding {
            guard best >= 0 else {
                best = slot
                continue
            }
            let (voice, other) = (voices[slot], voices[best])
            let isBetter =
                voice.isReleased != other.isReleased
                ? voice.isReleased
                : voice.isReleased ? voice.level < other.level : voice.order < other.order
            if isBetter { best = slot }
        }
        return best
    }

    /// A slot that is free and whose former note's end the host knows; or one that is free; or that of the
    /// voice that has faded for longest.
    @_noLocks
    private func place() -> Int {
        var free = -1
        var oldest = -1
        for slot in 0..<Self.slots {
            switch voices[slot].state {
            case .free:
                if !voices[slot].owesEnd { return slot }
                if free < 0 { free = slot }
            case .stolen:
                if oldest < 0 || voices[slot].order < voices[oldest].order { oldest = slot }
            case .sounding: break
            }
        }
        return free >= 0 ? free : max(0, oldest)
    }

    /// Writes frames, and says which notes have ended as far as there is room for that. [render]
    @_noLocks
    package mutating func process(
        to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>),
        frames: Int,
        ended: UnsafeMutablePointer<ob_kit_ended>
    ) {
        ob_dsp_zero(outputs.0, frames)
        ob_dsp_zero(outputs.1, frames)
        var done = 0
        while done < frames {
            if framesToControl == 0 {
                control()
                framesToControl = Self.controlFrames
            }
            let run = min(frames - done, framesToControl)
            for slot in 0..<Self.slots where voices[slot].state != .free {
                voices[slot].add(to: outputs.0 + done, outputs.1 + done, frame, frames: run)
            }
            done += run
            framesToControl -= run
        }
        for index in 0..<frames {
            let factor = level.next()
            outputs.0[index] *= factor
            outputs.1[index] *= factor
        }
        for slot in 0..<Self.slots where voices[slot].state == .free && voices[slot].owesEnd {
            guard ended.pointee.count < ended.pointee.capacity else { break }
            ended.pointee.notes[Int(ended.pointee.count)] = voices[slot].note
            ended.pointee.count += 1
            voices[slot].owesEnd = false
        }
    }

    /// What holds for the next 16 frames.
    @_noLocks
    private mutating func control() {
        lfoPhase += lfoStep * Double(Self.controlFrames)
        if lfoPhase >= 1 { lfoPhase -= 1 }
        frame.lfo =
            frame.settings.lfoIsTriangle
            ? Float(1 - 4 * (lfoPhase - 0.5).magnitude)
            : Float(ob_kit_sin(2 * .pi * lfoPhase))
        for slot in 0..<Self.slots where voices[slot].state != .free {
            voices[slot].control(
                frame,
                channel: channel(voices[slot].note),
                sampleRateHertz: sampleRateHertz
            )
        }
    }
}

import CCLAP
import OutboardHost

/// One of the plugin's audio ports, and where its channels are among ours.
struct CLAPAudioPort: Equatable {
    var channelCount: Int
    /// Of the descriptor's inputs or outputs.
    var firstChannel: Int

    static let portCountMax: UInt32 = 64
    static let channelCountMax: UInt32 = 64

    /// The ports of a direction in the plugin's order. Of our channels, those of the main port come
    /// first; what an effect has besides is its side-chain.
    ///
    /// - Throws: `unsupported` for more than there can be.
    static func read(_ plugin: CLAPPlugin, isInput: Bool) throws(HostError) -> [CLAPAudioPort] {
        guard let table = plugin.audioPorts?.pointee, let count = table.count,
            let get = table.get
        else { return [] }
        func refusal(_ why: String) -> HostError {
            HostError(.unsupported, subject: plugin.id.text, message: why)
        }
        let portCount = count(plugin.pointer, isInput)
        guard portCount <= portCountMax else { throw refusal("has \(portCount) audio ports") }
        var ports: [CLAPAudioPort] = []
        var main: Int?
        for index in 0..<portCount {
            var info = ob_clap_audio_port_info()
            // The plugin counts on being given as many as it has, known or not.
            guard get(plugin.pointer, index, isInput, &info) else {
                throw refusal("says nothing of its audio port \(index)")
            }
            guard info.channel_count <= channelCountMax else {
                throw refusal("has an audio port of \(info.channel_count) channels")
            }
            if info.flags & UInt32(OB_CLAP_AUDIO_PORT_IS_MAIN) != 0, main == nil {
                main = Int(index)
            }
            ports.append(CLAPAudioPort(channelCount: Int(info.channel_count), firstChannel: 0))
        }
        var channel = 0
        let mainFirst = ports.indices.sorted { ($0 == main ? 0 : 1, $0) < ($1 == main ? 0 : 1, $1) }
        for index in mainFirst {
            ports[index].firstChannel = channel
            channel += ports[index].channelCount
        }
        return ports
    }
}

/// What one of the plugin's note ports takes.
struct CLAPNotePort: BitwiseCopyable, Equatable {
    /// Notes go as CLAP's own events; else as MIDI.
    var takesNotes: Bool
    /// What is no note goes as MIDI.
    var takesMIDI: Bool

    static let portCountMax: UInt32 = 255

    static func read(_ plugin: CLAPPlugin, isInput: Bool) -> [CLAPNotePort] {
        guard let table = plugin.notePorts?.pointee, let count = table.count, let get = table.get
        else { return [] }
        var ports: [CLAPNotePort] = []
        for index in 0..<min(count(plugin.pointer, isInput), portCountMax) {
            var info = ob_clap_note_port_info()
            let isKnown = get(plugin.pointer, index, isInput, &info)
            // One that says nothing keeps its number.
            ports.append(
                isKnown
                    ? CLAPNotePort(info.supported_dialects, preferred: info.preferred_dialect)
                    : CLAPNotePort(takesNotes: false, takesMIDI: false)
            )
        }
        return ports
    }

    init(takesNotes: Bool, takesMIDI: Bool) {
        self.takesNotes = takesNotes
        self.takesMIDI = takesMIDI
    }

    init(_ dialects: UInt32, preferred: UInt32) {
        let midi = UInt32(OB_CLAP_NOTE_DIALECT_MIDI | OB_CLAP_NOTE_DIALECT_MIDI_MPE)
        let notes = UInt32(OB_CLAP_NOTE_DIALECT_CLAP)
        takesMIDI = dialects & midi != 0
        takesNotes = dialects & notes != 0 && (!takesMIDI || preferred & midi == 0)
    }
}

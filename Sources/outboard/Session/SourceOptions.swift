import ArgumentParser
import OutboardModel

/// Where a track's signal comes from, as options say it.
struct SourceOptions: ParsableArguments {
    @Option(help: "Channels of the device, from 0: 0,1.") var input: String?
    @Option(help: "A file beneath the session's directory.") var file: String?
    @Flag(help: "The file starts over at its end.") var loop = false
    @Option(help: "Notes of these MIDI channels: 1,2.") var notes: String?
    @Option(help: "Notes of a standard MIDI file beneath the session's directory.")
    var midiFile: String?

    func validate() throws {
        let kinds = [input != nil, file != nil, notes != nil || midiFile != nil]
        guard kinds.count(where: { $0 }) <= 1 else {
            throw ValidationError("A track has one source: --input, --file, or --notes.")
        }
        guard !loop || file != nil else { throw ValidationError("--loop needs --file.") }
    }

    /// nil: no option names one.
    ///
    /// - Throws: `CommandError` where a list of channels is none.
    func source() throws -> TrackSource? {
        if let input { return .input(channels: try numbers(input)) }
        if let file { return .file(path: file, loops: loop) }
        guard notes != nil || midiFile != nil else { return nil }
        return .notes(channels: try notes.map(numbers) ?? [], path: midiFile)
    }
}

extension TrackSource {
    /// As a person reads it.
    var words: String {
        func list(_ channels: [Int]) -> String {
            channels.map(String.init).joined(separator: ",")
        }
        switch self {
        case .none: return "none"
        case .input(let channels): return "input \(list(channels))"
        case .file(let path, let loops): return path + (loops ? ", again and again" : "")
        case .notes(let channels, let path):
            let parts = [
                channels.isEmpty ? nil : "notes of \(list(channels))",
                path.map { "notes in \($0)" },
            ]
            return parts.compactMap { $0 }.joined(separator: " and ")
        }
    }
}

import ArgumentParser
import OutboardModel
import OutboardProtocol

extension TrackCommand {
    struct Add: Asking {
        static let configuration = CommandConfiguration(abstract: "Add a track.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        @Option(help: "Its name.") var name: String?
        @Option(help: "Channels of the device, from 0: 0,1.") var input: String?
        @Option(help: "A file beneath the session's directory.") var file: String?
        @Flag(help: "The file starts over at its end.") var loop = false
        @Option(help: "Notes of these channels of the device: 1,2.") var notes: String?
        @Option(help: "Notes of a standard MIDI file beneath the session's directory.")
        var midiFile: String?
        @Option(help: "Its place, from 0.") var at: Int?

        func ask() throws -> (request: Request, words: String) {
            let source: TrackSource =
                if let input { .input(channels: try numbers(input)) } else if let file {
                    .file(path: file, loops: loop)
                } else if notes != nil || midiFile != nil {
                    .notes(channels: try notes.map(numbers) ?? [], path: midiFile)
                } else { .none }
            let made = Track(id: TrackID(track), name: name ?? track, source: source)
            return (.edit(.addTrack(made, index: at)), "+ \(track)")
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a track."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        func ask() throws -> (request: Request, words: String) {
            (.edit(.removeTrack(TrackID(track))), "- \(track)")
        }
    }

    struct Move: Asking {
        static let configuration = CommandConfiguration(
            commandName: "mv",
            abstract: "Move a track."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        @Argument(help: "Its new place, from 0.") var index: Int
        func ask() throws -> (request: Request, words: String) {
            (.edit(.moveTrack(TrackID(track), index: index)), "\(track)  \(index)")
        }
    }

    struct Out: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Send a strip to master, none, bus:ID or device:CHANNEL."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        @Argument(help: "Where.") var output: String
        func ask() throws -> (request: Request, words: String) {
            (.edit(.setOutput(TrackID(track), try stripOutput(output))), "\(track)  → \(output)")
        }
    }
}

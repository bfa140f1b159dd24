import ArgumentParser
import OutboardModel
import OutboardProtocol

extension TrackCommand {
    struct Add: Asking {
        static let configuration = CommandConfiguration(abstract: "Add a track.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        @Option(help: "Its name.") var name: String?
        @OptionGroup var source: SourceOptions
        @Option(help: "Its place, from 0.") var at: Int?

        func ask() throws -> (request: Request, words: String) {
            let source = try source.source() ?? TrackSource.none
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

    struct Rename: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Give a track or a bus another name; its id stays."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        @Argument(help: "Its new name.") var name: String
        func ask() throws -> (request: Request, words: String) {
            (.edit(.rename(TrackID(track), name)), "\(track)  \(name)")
        }
    }

    struct Source: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Take a track's signal from somewhere else."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        @OptionGroup var source: SourceOptions
        @Flag(help: "From nowhere: the track is silent.") var none = false

        func ask() throws -> (request: Request, words: String) {
            let given = try source.source()
            guard (given != nil) != none else {
                throw CommandError(
                    .usage,
                    "Name one source: --input, --file, --notes, --midi-file or --none."
                )
            }
            let source = given ?? TrackSource.none
            return (.edit(.setSource(TrackID(track), source)), "\(track)  ← \(source.words)")
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

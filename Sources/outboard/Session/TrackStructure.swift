import ArgumentParser
import OutboardModel
import OutboardProtocol

extension TrackCommand {
    struct Add: PlainAsking {
        static let configuration = CommandConfiguration(abstract: "Add a track.")
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "Its id.") var track: String
        @Option(help: "Its name.") var name: String?
        @OptionGroup var source: SourceOptions
        @Option(help: "Its place, from 0.") var at: Int?

        func ask() throws -> [Asked] {
            let source = try source.source() ?? TrackSource.none
            let made = Track(id: TrackID(track), name: name ?? track, source: source)
            return [Asked(.edit(.addTrack(made, index: at)), "+ \(track)")]
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a track; `outboard undo` brings it back."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String

        func ask(in session: SessionView) throws -> [Asked] {
            try session.strips(matching: track).map {
                Asked(.edit(.removeTrack(TrackID($0.id))), "- \($0.id)")
            }
        }
    }

    struct Move: Asking {
        static let configuration = CommandConfiguration(
            commandName: "mv",
            abstract: "Give a track another place."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(help: "Its new place, from 0.") var index: Int

        func ask(in session: SessionView) throws -> [Asked] {
            let id = try session.stripID(track)
            return [Asked(.edit(.moveTrack(id, index: index)), "\(id)  \(index)")]
        }
    }

    struct Rename: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Give a track or a bus another name; its id stays."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(help: "Its new name.") var name: String

        func ask(in session: SessionView) throws -> [Asked] {
            let id = try session.stripID(track)
            return [Asked(.edit(.rename(id, name)), "\(id)  \(name)")]
        }
    }

    struct Source: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Take a track's signal from somewhere else."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @OptionGroup var source: SourceOptions
        @Flag(help: "From nowhere: the track is silent.") var none = false

        func ask(in session: SessionView) throws -> [Asked] {
            let given = try source.source()
            guard (given != nil) != none else {
                throw CommandError(
                    .usage,
                    "Name one source: --input, --file, --notes, --midi-file or --none."
                )
            }
            let source = given ?? TrackSource.none
            let id = try session.stripID(track)
            return [Asked(.edit(.setSource(id, source)), "\(id)  ← \(source.words)")]
        }
    }

    struct Out: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Send a strip to master, none, bus:ID or device:CHANNEL."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(help: "Where.") var output: String

        func ask(in session: SessionView) throws -> [Asked] {
            let output = try stripOutput(self.output)
            return try session.strips(matching: track).map {
                Asked(.edit(.setOutput(TrackID($0.id), output)), "\($0.id)  → \(self.output)")
            }
        }
    }
}

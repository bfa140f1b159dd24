import ArgumentParser
import OutboardModel
import OutboardProtocol

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Write a strip to a file.",
        subcommands: [Start.self, Finish.self]
    )

    struct Start: Asking {
        static let configuration = CommandConfiguration(abstract: "Begin to record.")
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Option(help: "The file's name without its ending.") var name: String?
        @Option(help: "wav16, wav24, wav32f, flac16 or flac24.") var format = "wav24"

        func ask(in session: SessionView) throws -> [Asked] {
            guard let format = RecordRequest.Format(rawValue: format) else {
                throw CommandError(.usage, "--format is wav16, wav24, wav32f, flac16 or flac24.")
            }
            return try session.strips(matching: track).map {
                Asked(
                    .recordStart(
                        RecordRequest(track: TrackID($0.id), name: name, format: format)
                    ),
                    $0.id
                )
            }
        }

        func words(_ asked: Asked, _ ack: Ack) -> String {
            "\(asked.words)  → \(ack.extra["path"]?.string ?? "")"
        }
    }

    struct Finish: Asking {
        static let configuration = CommandConfiguration(
            commandName: "stop",
            abstract: "End a recording. Its file is complete when the command returns."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String

        func ask(in session: SessionView) throws -> [Asked] {
            try session.strips(matching: track).map {
                Asked(.recordStop(track: TrackID($0.id)), $0.id)
            }
        }

        func words(_: Asked, _ ack: Ack) -> String {
            let frames = Int(ack.extra["frames"]?.number ?? 0)
            let dropped = Int(ack.extra["dropped_frames"]?.number ?? 0)
            return "\(ack.extra["path"]?.string ?? "")  \(frames) frames, \(dropped) dropped"
        }
    }
}

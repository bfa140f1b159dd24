import ArgumentParser
import OutboardModel
import OutboardProtocol

struct BusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bus",
        abstract: "Groups and auxes.",
        subcommands: [List.self, Add.self, Remove.self]
    )

    struct Add: Asking {
        static let configuration = CommandConfiguration(abstract: "Add a bus.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var bus: String
        @Option(help: "Its name.") var name: String?
        @Option(help: "1 to 64.") var channels = 2

        func ask() throws -> (request: Request, words: String) {
            let made = Bus(id: TrackID(bus), name: name ?? bus, channelCount: channels)
            return (.edit(.addBus(made, index: nil)), "+ \(bus)")
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a bus; what went there goes to the master."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var bus: String

        func ask() throws -> (request: Request, words: String) {
            (.edit(.removeBus(TrackID(bus))), "- \(bus)")
        }
    }
}

struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Taps from a strip to a bus.",
        subcommands: [List.self, Add.self, Remove.self, Set.self, Tap.self]
    )

    struct Add: Asking {
        static let configuration = CommandConfiguration(abstract: "Send a strip to a bus.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The bus's id.") var bus: String
        @Option(help: "The send's id; the bus's by default.") var id: String?
        @Option(parsing: .unconditional, help: "In dB.") var level = "0"
        @Option(parsing: .unconditional, help: "-1 to 1.") var pan = 0.0
        @Flag(help: "In front of the fader.") var pre = false

        func ask() throws -> (request: Request, words: String) {
            let level = try decibels(level)
            let send = Send(
                id: SendID(id ?? bus),
                bus: TrackID(bus),
                levelDecibels: level,
                pan: pan,
                isPreFader: pre
            )
            return (
                .edit(.addSend(send, strip: TrackID(track), index: nil)),
                "\(track)  → \(bus) \(level) dB"
            )
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a send."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The send's id.") var send: String

        func ask() throws -> (request: Request, words: String) {
            (.edit(.removeSend(SendID(send), strip: TrackID(track))), "\(track)  - \(send)")
        }
    }

    struct Set: Asking {
        static let configuration = CommandConfiguration(abstract: "Set level, pan or mute.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The send's id.") var send: String
        @Option(parsing: .unconditional, help: "In dB, or -inf.") var level: String?
        @Option(parsing: .unconditional, help: "-1 to 1.") var pan: Double?
        @Option(help: "on or off.") var mute: Switch?

        func ask() throws -> (request: Request, words: String) {
            let request = SendRequest(
                track: TrackID(track),
                send: SendID(send),
                levelDecibels: try level.map(decibels),
                pan: pan,
                isMuted: mute.map { $0 == .on }
            )
            return (.sendSet(request), "\(track)  \(send)")
        }
    }

    enum Place: String, ExpressibleByArgument { case pre, post }

    struct Tap: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Take the signal in front of the fader, or behind it."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The send's id.") var send: String
        @Argument(help: "pre or post.") var place: Place

        func ask() throws -> (request: Request, words: String) {
            (
                .edit(
                    .setSendTap(SendID(send), strip: TrackID(track), isPreFader: place == .pre)
                ), "\(track)  \(send) \(place.rawValue)"
            )
        }
    }
}

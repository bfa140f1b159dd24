import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Taps from a strip to a bus.",
        subcommands: [List.self, Add.self, Remove.self, SetSend.self, Tap.self]
    )

    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the sends of strips; of all by default."
        )
        static let key = "sends"
        static let headings = ["TRACK", "SEND", "BUS", "LEVEL", "PAN", "M", "TAP"]

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String?

        func values(in session: SessionView) throws -> [JSONValue] {
            membersOfStrips(
                "sends",
                try track.map { try session.strips(matching: $0) } ?? session.strips
            )
        }

        static func row(_ send: JSONValue) -> [String] {
            [
                send["track_id"]?.string ?? "", send.id, send["bus_id"]?.string ?? "",
                levelText(send["level_decibels"]), "\(send["pan"]?.number ?? 0)",
                send["mute"] == true ? "M" : ".", send["pre_fader"] == true ? "pre" : "post",
            ]
        }
    }

    struct Add: Asking {
        static let configuration = CommandConfiguration(abstract: "Send a strip to a bus.")
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(help: "The bus.", completion: .strips) var bus: String
        @Option(help: "The send's id; the bus's by default.") var id: String?
        @Option(parsing: .unconditional, help: "In dB.") var level = "0"
        @Option(parsing: .unconditional, help: "-1 to 1.") var pan = "0"
        @Flag(help: "In front of the fader.") var pre = false

        func ask(in session: SessionView) throws -> [Asked] {
            let level = try decibels(level)
            let bus = try Names.one(bus, in: session.buses, what: "bus", code: .trackNotFound).id
            let send = Send(
                id: SendID(id ?? bus),
                bus: TrackID(bus),
                levelDecibels: level,
                pan: try panPosition(pan),
                isPreFader: pre
            )
            return try session.strips(matching: track).map {
                Asked(
                    .edit(.addSend(send, strip: TrackID($0.id), index: nil)),
                    "\($0.id)  → \(bus) \(level) dB"
                )
            }
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a send."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .send, completion: .sends) var send: String

        func ask(in session: SessionView) throws -> [Asked] {
            let (track, send) = try session.send(send)
            return [Asked(.edit(.removeSend(send, strip: track)), "\(track)  - \(send)")]
        }
    }

    struct SetSend: Asking {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set level, pan or mute."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .send, completion: .sends) var send: String
        @Option(parsing: .unconditional, help: "In dB, or -inf.") var level: String?
        @Option(parsing: .unconditional, help: "-1 to 1, or L50, C, R50.") var pan: String?
        @Option(help: "on or off.") var mute: Switch?

        func ask(in session: SessionView) throws -> [Asked] {
            let (track, send) = try session.send(send)
            guard mute != .toggle else { throw CommandError(.usage, "--mute is on or off.") }
            let request = SendRequest(
                track: track,
                send: send,
                levelDecibels: try level.map(decibels),
                pan: try pan.map(panPosition),
                isMuted: mute.map { $0 == .on }
            )
            return [Asked(.sendSet(request), "\(track)  \(send)")]
        }
    }

    enum Place: String, CaseIterable, ExpressibleByArgument { case pre, post }

    struct Tap: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Take the signal in front of the fader, or behind it."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .send, completion: .sends) var send: String
        @Argument(help: "pre or post.") var place: Place

        func ask(in session: SessionView) throws -> [Asked] {
            let (track, send) = try session.send(send)
            return [
                Asked(
                    .edit(.setSendTap(send, strip: track, isPreFader: place == .pre)),
                    "\(track)  \(send) \(place.rawValue)"
                )
            ]
        }
    }
}

import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct BusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bus",
        abstract: "Groups and auxes.",
        subcommands: [List.self, Add.self, Remove.self]
    )

    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the buses of the live session."
        )
        static let key = "buses"
        static let headings = ["ID", "NAME", "CHANNELS", "GAIN", "PAN", "M", "S", "OUT"]

        @OptionGroup(title: "For all commands") var server: ServerOptions

        func values(in session: SessionView) -> [JSONValue] { session.buses }

        static func row(_ bus: JSONValue) -> [String] {
            [
                bus.id, bus["name"]?.string ?? "", "\(Int(bus["channels"]?.number ?? 0))",
                levelText(bus["level_decibels"]), "\(bus["pan"]?.number ?? 0)",
                bus["mute"] == true ? "M" : ".", bus["solo"] == true ? "S" : ".",
                outputText(bus["output"]),
            ]
        }
    }

    struct Add: PlainAsking {
        static let configuration = CommandConfiguration(abstract: "Add a bus.")
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "Its id.") var bus: String
        @Option(help: "Its name.") var name: String?
        @Option(help: "1 to 64.") var channels = 2

        func ask() throws -> [Asked] {
            let made = Bus(id: TrackID(bus), name: name ?? bus, channelCount: channels)
            return [Asked(.edit(.addBus(made, index: nil)), "+ \(bus)")]
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a bus; what went there goes to the master."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "Its id, its name, or a pattern.", completion: .strips) var bus: String

        func ask(in session: SessionView) throws -> [Asked] {
            try Names.all(bus, in: session.buses, what: "bus", code: .trackNotFound).map {
                Asked(.edit(.removeBus(TrackID($0.id))), "- \($0.id)")
            }
        }
    }
}

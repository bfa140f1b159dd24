import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct InsertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "insert",
        abstract: "Plugins of a strip, while it plays.",
        subcommands: [
            List.self, Add.self, Remove.self, Move.self, Replace.self, Bypass.self, SideChain.self,
            Property.self,
        ]
    )

    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the plugins of strips, in the order of the signal; of all by default."
        )
        static let key = "inserts"
        static let headings = ["TRACK", "INSERT", "NAME", "STATE", "LATENCY", "LISTENS TO", "URI"]

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String?

        func values(in session: SessionView) throws -> [JSONValue] {
            membersOfStrips(
                "inserts",
                try track.map { try session.strips(matching: $0) } ?? session.strips
            )
        }

        static func row(_ insert: JSONValue) -> [String] {
            let sideChain = insert["side_chain"]
            let tap = sideChain?["pre_fader"] == true ? " pre" : ""
            return [
                insert["track_id"]?.string ?? "", insert.id, insert["name"]?.string ?? "",
                state(insert), "\(Int(insert["latency_frames"]?.number ?? 0))",
                sideChain?["track_id"]?.string.map { $0 + tap } ?? "",
                insert["uri"]?.string ?? "",
            ]
        }

        private static func state(_ insert: JSONValue) -> String {
            if insert["placeholder"] == true { return "placeholder" }
            return insert["bypass"] == true ? "bypassed" : "runs"
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Take a plugin out; `outboard undo` brings it back."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var insert: String
        @Option(help: "Seconds for which what still rings is heard.") var ringOut: Double?

        func ask(in session: SessionView) throws -> [Asked] {
            try session.inserts(matching: insert).map { place in
                let words = "\(place.track)  - \(place.insert)"
                guard let ringOut else {
                    return Asked(.edit(.removeInsert(place.insert, strip: place.track)), words)
                }
                return Asked(
                    .pluginRingOut(place.insert, track: place.track, seconds: ringOut),
                    words
                )
            }
        }
    }

    struct Move: Asking {
        static let configuration = CommandConfiguration(
            commandName: "mv",
            abstract: "Move a plugin within its strip, or to another."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var insert: String
        @Argument(help: "Its new place, from 0.") var index: Int
        @Option(help: "The strip that it goes to.", completion: .strips) var to: String?

        func ask(in session: SessionView) throws -> [Asked] {
            let place = try session.insert(insert)
            let to = try to.map { try session.stripID($0) } ?? place.track
            let edit = DocumentEdit.moveInsert(
                place.insert,
                from: place.track,
                to: to,
                index: index
            )
            return [Asked(.edit(edit), "\(place.insert)  \(to) \(index)")]
        }
    }

    struct Bypass: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Let the dry signal pass, as late as the plugin would make it."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var insert: String
        @Argument(help: "on, off or toggle.") var state = Switch.on

        func ask(in session: SessionView) throws -> [Asked] {
            try session.inserts(matching: insert).map { place in
                let isBypassed = state.value(place.json["bypass"])
                return Asked(
                    .edit(.setBypass(place.insert, strip: place.track, isBypassed)),
                    "\(place.track)  \(place.insert) bypass \(isBypassed ? "on" : "off")"
                )
            }
        }
    }

    struct Property: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Set what a plugin has beside its parameters: a file, a text.",
            discussion: "A file is named by its path beneath the session's directory."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var insert: String
        @Argument(help: "The property's URI, or its end: see `outboard insert ls --json`.")
        var property: String
        @Argument(help: "Its value.") var value: String

        func ask(in session: SessionView) throws -> [Asked] {
            let place = try session.insert(insert)
            let request = PluginPropertyRequest(
                track: place.track,
                insert: place.insert,
                property: property,
                value: .text(value)
            )
            return [
                Asked(
                    .pluginProperty(request),
                    "\(place.track)  \(place.insert) \(property) = \(value)"
                )
            ]
        }
    }

    struct SideChain: Asking {
        static let configuration = CommandConfiguration(
            commandName: "sidechain",
            abstract: "What a plugin listens to beside its own signal."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var insert: String
        @Argument(help: "The strip that it listens to, or none.", completion: .strips)
        var source: String
        @Flag(help: "In front of that strip's fader.") var pre = false

        func ask(in session: SessionView) throws -> [Asked] {
            let place = try session.insert(insert)
            let sideChain =
                source == "none"
                ? nil
                : OutboardModel.SideChain(strip: try session.stripID(source), isPreFader: pre)
            return [
                Asked(
                    .edit(.setSideChain(place.insert, strip: place.track, sideChain)),
                    "\(place.track)  \(place.insert) listens to \(source)"
                )
            ]
        }
    }
}

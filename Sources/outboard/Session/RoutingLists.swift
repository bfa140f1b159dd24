import ArgumentParser
import OutboardJSON

extension BusCommand {
    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the buses of the live session."
        )
        static let key = "buses"
        static let headings = ["ID", "NAME", "CHANNELS", "GAIN", "PAN", "M", "S", "OUT"]

        @OptionGroup var server: ServerOptions

        func values(in session: JSONValue) -> [JSONValue] { session["buses"]?.array ?? [] }

        static func row(_ bus: JSONValue) -> [String] {
            [
                bus["id"]?.string ?? "", bus["name"]?.string ?? "",
                "\(Int(bus["channels"]?.number ?? 0))", levelText(bus["level_decibels"]),
                "\(bus["pan"]?.number ?? 0)", bus["mute"] == true ? "M" : ".",
                bus["solo"] == true ? "S" : ".", outputText(bus["output"]),
            ]
        }
    }
}

extension SendCommand {
    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the sends of a strip, or of all."
        )
        static let key = "sends"
        static let headings = ["TRACK", "SEND", "BUS", "LEVEL", "PAN", "M", "TAP"]

        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip; all by default.") var track: String?

        func values(in session: JSONValue) throws -> [JSONValue] {
            members("sends", of: try strips(of: session, named: track))
        }

        static func row(_ send: JSONValue) -> [String] {
            [
                send["track_id"]?.string ?? "", send["send_id"]?.string ?? "",
                send["bus_id"]?.string ?? "", levelText(send["level_decibels"]),
                "\(send["pan"]?.number ?? 0)", send["mute"] == true ? "M" : ".",
                send["pre_fader"] == true ? "pre" : "post",
            ]
        }
    }
}

extension InsertCommand {
    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the plugins of a strip, or of all, in the order of the signal."
        )
        static let key = "inserts"
        static let headings = ["TRACK", "INSERT", "NAME", "STATE", "LATENCY", "LISTENS TO", "URI"]

        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip; all by default.") var track: String?

        func values(in session: JSONValue) throws -> [JSONValue] {
            members("inserts", of: try strips(of: session, named: track))
        }

        static func row(_ insert: JSONValue) -> [String] {
            let sideChain = insert["side_chain"]
            let tap = sideChain?["pre_fader"] == true ? " pre" : ""
            return [
                insert["track_id"]?.string ?? "", insert["id"]?.string ?? "",
                insert["name"]?.string ?? "", state(insert),
                "\(Int(insert["latency_frames"]?.number ?? 0))",
                sideChain?["track_id"]?.string.map { $0 + tap } ?? "",
                insert["uri"]?.string ?? "",
            ]
        }

        private static func state(_ insert: JSONValue) -> String {
            if insert["placeholder"] == true { return "placeholder" }
            return insert["bypass"] == true ? "bypassed" : "runs"
        }
    }
}

extension AutomationCommand {
    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the curves of the live session."
        )
        static let key = "automation"
        static let headings = ["TRACK", "CONTROL", "MODE", "POINTS"]

        @OptionGroup var server: ServerOptions

        func values(in session: JSONValue) -> [JSONValue] { session["automation"]?.array ?? [] }

        static func row(_ curve: JSONValue) -> [String] {
            let parts = [curve["plugin_id"]?.string, curve["parameter_id"]?.string]
            let parameter = parts.compactMap { $0 }.joined(separator: ":")
            return [
                curve["track_id"]?.string ?? "", curve["control"]?.string ?? parameter,
                curve["mode"]?.string ?? "", pointsText(curve["points"]?.array ?? []),
            ]
        }

        /// As `automation set` takes them, the first few.
        private static func pointsText(_ points: [JSONValue]) -> String {
            let shown = points.prefix(6).map { point in
                (point.array ?? []).compactMap(\.number).map { "\($0)" }.joined(separator: ":")
            }
            let rest = points.count - shown.count
            return shown.joined(separator: ",") + (rest > 0 ? " and \(rest) more" : "")
        }
    }
}

import ArgumentParser
import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct AutomationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "automation",
        abstract: "Curves that controls follow while the song rolls.",
        subcommands: [
            List.self, Show.self, SetCurve.self, Import.self, Mode.self, Move.self, Remove.self,
        ],
        aliases: ["auto"]
    )

    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the curves of the live session."
        )
        static let key = "automation"
        static let headings = ["CONTROL", "MODE", "POINTS"]

        @OptionGroup(title: "For all commands") var server: ServerOptions

        func values(in session: SessionView) -> [JSONValue] { session.automation }

        static func row(_ curve: JSONValue) -> [String] {
            [name(curve), curve["mode"]?.string ?? "", pointsText(curve["points"]?.array ?? [])]
        }

        static func name(_ curve: JSONValue) -> String {
            ["track_id", "plugin_id", "parameter_id", "control"]
                .compactMap { curve[$0]?.string }.joined(separator: "/")
        }

        /// As `automation set` takes them, the first few.
        private static func pointsText(_ points: [JSONValue]) -> String {
            let shown = points.prefix(6).map { AutomationCommand.text(of: $0, ":") }
            let rest = points.count - shown.count
            return shown.joined(separator: ",") + (rest > 0 ? " and \(rest) more" : "")
        }
    }

    private static func text(of point: JSONValue, _ separator: String) -> String {
        (point.array ?? []).compactMap(\.number).map { "\($0)" }.joined(separator: separator)
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a control's curve: a point a line, as `import` reads it."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .control, completion: .controls) var control: String

        func run() async throws {
            try await reporting(json: server.json) {
                let session = try await server.snapshot()
                let name = try session.control(control).address
                guard let curve = session.automation.first(where: { List.name($0) == name }) else {
                    throw CommandError(.notFound, "\(name) has no curve.")
                }
                if server.json { return server.printJSON(["curve": curve]) }
                let points = curve["points"]?.array ?? []
                print(points.map { AutomationCommand.text(of: $0, ",") }.joined(separator: "\n"))
            }
        }
    }

    struct SetCurve: Asking {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Give a control a curve."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .control, completion: .controls) var control: String
        @Option(parsing: .unconditional, help: "SECONDS:VALUE,…") var points: String
        @Option(help: "off, read, touch, latch or write.") var mode = AutomationCurve.Mode.read

        func ask(in session: SessionView) throws -> [Asked] {
            [try .curve(try session.control(control), mode, try curvePoints(points))]
        }
    }

    struct Import: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Give a control a curve from a file: SECONDS,VALUE a line."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .control, completion: .controls) var control: String
        @Argument(help: "The file; - is standard input.", completion: .file(extensions: ["csv"]))
        var file: String
        @Option(help: "off, read, touch, latch or write.") var mode = AutomationCurve.Mode.read

        func ask(in session: SessionView) throws -> [Asked] {
            let points = try linePoints(try contents(ofFile: file))
            return [try .curve(try session.control(control), mode, points)]
        }
    }

    struct Mode: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Say what hands and curve do to each other."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .control, completion: .controls) var control: String
        @Argument(help: "off, read, touch, latch or write.") var mode: AutomationCurve.Mode

        func ask(in session: SessionView) throws -> [Asked] {
            let target = try session.control(control)
            return [
                Asked(
                    .edit(.setAutomationMode(target, mode)),
                    "\(target.address): \(mode.rawValue)"
                )
            ]
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Take a control's curve away; `outboard undo` brings it back.",
            aliases: ["clear"]
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .control, completion: .controls) var control: String

        func ask(in session: SessionView) throws -> [Asked] {
            let target = try session.control(control)
            return [Asked(.edit(.setAutomation(target, nil)), target.address)]
        }
    }
}

extension AutomationCurve.Mode: ExpressibleByArgument {}

extension AutomationCurve.Target {
    /// As commands take it.
    var address: String {
        switch self {
        case .fader(let track): "\(track)/fader"
        case .pan(let track): "\(track)/pan"
        case .parameter(let track, let insert, let symbol): "\(track)/\(insert)/\(symbol)"
        }
    }
}

extension Asked {
    static func curve(
        _ target: AutomationCurve.Target,
        _ mode: AutomationCurve.Mode,
        _ points: [AutomationCurve.Point]
    ) throws -> Asked {
        Asked(
            .edit(
                .setAutomation(target, AutomationCurve(target: target, mode: mode, points: points))
            ),
            "\(target.address): \(points.count) points, \(mode.rawValue)"
        )
    }
}

/// All of a file, or of standard input where it is named "-".
func contents(ofFile path: String) throws -> String {
    let data =
        path == "-"
        ? FileHandle.standardInput.readDataToEndOfFile()
        : FileManager.default.contents(atPath: path)
    guard let data, let text = String(bytes: data, encoding: .utf8) else {
        throw CommandError(.inputOutput, "\(path) cannot be read as text.")
    }
    return text
}

/// "SECONDS,VALUE" a line. Lines that are empty or begin with # are left out, and one of headings.
func linePoints(_ text: String) throws -> [AutomationCurve.Point] {
    var points: [AutomationCurve.Point] = []
    for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
        let line = line.trimmingCharacters(in: .whitespaces)
        guard !line.isEmpty, !line.hasPrefix("#") else { continue }
        let values = line.split(separator: ",").map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        if number == 0, values.allSatisfy({ $0 == nil }) { continue }
        guard values.count == 2, let seconds = values[0], let value = values[1],
            seconds.isFinite, value.isFinite
        else {
            throw CommandError(.invalidData, "\"\(line)\" is no point; it is SECONDS,VALUE.")
        }
        points.append(AutomationCurve.Point(seconds: seconds, value: value))
    }
    return points
}

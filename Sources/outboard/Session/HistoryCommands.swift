import ArgumentParser
import OutboardJSON
import OutboardProtocol

/// What UNDO and REDO have in common.
protocol Turning: PlainAsking {
    static var type: String { get }
    var steps: Int { get }
    var force: Bool { get }
}

extension Turning {
    func ask() -> [Asked] {
        [Asked(Self.type, ["count": .integer(steps), "force": .bool(force)], "")]
    }

    func words(_: Asked, _ ack: Ack) -> String {
        let steps = (ack.extra["steps"]?.array ?? []).compactMap { $0["text"]?.string }
        let rest = ack.extra["stopped"]?["message"]?.string.map { ["then: \($0)"] } ?? []
        return (steps + rest).joined(separator: "\n")
    }
}

struct UndoCommand: Turning {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back what you did last.",
        discussion: "What others did is theirs; --user says who you are."
    )
    static let type = "UNDO"
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "So many steps.") var steps = 1
    @Flag(help: "Also where somebody else has changed the same since.") var force = false
}

struct RedoCommand: Turning {
    static let configuration = CommandConfiguration(
        commandName: "redo",
        abstract: "Do again what you took back last."
    )
    static let type = "REDO"
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "So many steps.") var steps = 1
    @Flag(help: "Also where somebody else has changed the same since.") var force = false
}

struct HistoryCommand: Asking {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List what everybody did, the last at the end."
    )
    static let readsSession = false
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Option(name: [.customShort("n"), .long], help: "So many steps, 1 to 500.") var count = 20

    func ask(in _: SessionView) -> [Asked] { [Asked("HISTORY", ["limit": .integer(count)], "")] }

    func run() async throws {
        try await reporting(json: server.json) {
            guard let ack = try await server.answer(to: self) else { return }
            server.show(Self.listing(ack.extra["steps"]?.array ?? []))
        }
    }

    static func listing(_ steps: [JSONValue]) -> Listing {
        Listing(
            key: "steps",
            headings: ["STEP", "WHO", "WHAT", ""],
            rows: steps.map { step in
                let number = "\(Int(step["id"]?.number ?? 0))"
                let cells = [
                    number, step["user_id"]?.string ?? "", step["text"]?.string ?? "",
                    step["undone"] == true ? "undone" : "",
                ]
                return .init(name: number, cells: cells, json: step)
            }
        )
    }
}

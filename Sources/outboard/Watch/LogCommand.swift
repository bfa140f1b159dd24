import ArgumentParser
import Foundation
import OutboardJSON
import OutboardProtocol

struct LogCommand: Asking {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "What has happened: search the activity log, the newest at the end."
    )
    static let readsSession = false
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "Words of the text, or how they begin.") var text: [String] = []
    @Option(help: "Levels between commas: info, success, warning, error.") var level: String?
    @Option(help: "What that person did.") var who: String?
    @Option(help: "What is about that: a track, a plugin, a job.") var about: String?
    @Option(help: "No longer ago than that: 10m, 1h; or since a time as RFC 3339 has it.")
    var since: String?
    @Option(name: [.customShort("n"), .long], help: "So many entries, 1 to 100.") var count = 50
    @Flag(name: [.short, .long], help: "Go on with what happens from now on, until interrupted.")
    var follow = false

    func ask(in _: SessionView) throws -> [Asked] {
        var data: JSONObject = ["limit": .integer(count)]
        if !text.isEmpty { data["text"] = .string(text.joined(separator: " ")) }
        data["levels"] = level.map { level in
            .array(level.uppercased().split(separator: ",").map { .string(String($0)) })
        }
        data["actor"] = who.map(JSONValue.string)
        data["subject"] = about.map(JSONValue.string)
        data["from"] = since.map { .string(Self.time($0, now: Date())) }
        return [Asked("ACTIVITY_SEARCH", data, "")]
    }

    /// So long ago, or the time that it is.
    static func time(_ text: String, now: Date) -> String {
        guard let seconds = seconds(of: text) else { return text }
        let time = Int64((now.timeIntervalSince1970 - seconds) * 1_000)
        return timestamp(milliseconds: time)
    }

    func run() async throws {
        try await reporting(json: server.json) {
            guard let ack = try await server.answer(to: self) else { return }
            let entries = Array((ack.extra["entries"]?.array ?? []).reversed())
            guard follow else { return server.show(Self.listing(entries)) }
            for entry in entries { show(entry) }
            var last = entries.last?["seq"]?.number ?? -1
            try await Follower(server: server, topics: [.activity]).run { happening in
                guard case .message(let message) = happening, message.type == "activity_log" else {
                    return true
                }
                let entry = JSONValue.object(message.data)
                // One that was folded comes again with a higher count.
                if let number = entry["seq"]?.number, number >= last, isWanted(entry) {
                    last = number
                    show(entry)
                }
                return true
            }
        }
    }

    /// Whether the search would have found it, as far as that can be said here.
    func isWanted(_ entry: JSONValue) -> Bool {
        let levels = level?.uppercased().split(separator: ",").map(String.init)
        let words = text.joined(separator: " ").lowercased().split(separator: " ")
        let all = [entry["text"], entry["code"], entry["actor"], entry["subject"]?["id"]]
            .compactMap { $0?.string?.lowercased() }.joined(separator: " ")
        return (levels?.contains(entry["level"]?.string ?? "") ?? true)
            && (who == nil || entry["actor"]?.string == who)
            && (about == nil || entry["subject"]?["id"]?.string == about)
            && words.allSatisfy { all.contains($0) }
    }

    private func show(_ entry: JSONValue) {
        printLine(
            server.json
                ? versioned(entry).compactText : Self.cells(entry).joined(separator: "  ")
        )
    }

    static func cells(_ entry: JSONValue) -> [String] {
        let count = Int(entry["count"]?.number ?? 1)
        return [
            clockTime(entry["last_time"]), entry["level"]?.string ?? "",
            entry["actor"]?.string ?? "",
            (entry["text"]?.string ?? "") + (count > 1 ? "  ×\(count)" : ""),
        ]
    }

    static func listing(_ entries: [JSONValue]) -> Listing {
        Listing(
            key: "entries",
            headings: ["TIME", "LEVEL", "WHO", "WHAT"],
            rows: entries.map {
                .init(name: "\(Int($0["seq"]?.number ?? 0))", cells: cells($0), json: $0)
            }
        )
    }
}

import ArgumentParser
import Foundation
import OutboardJSON
import OutboardProtocol

struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "What people say to each other.",
        subcommands: [Send.self, List.self, Read.self, Follow.self],
        defaultSubcommand: List.self
    )

    struct Send: PlainAsking {
        static let configuration = CommandConfiguration(abstract: "Say something to all.")
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "What to say.") var text: [String]

        func ask() -> [Asked] {
            let text = text.joined(separator: " ")
            let nonce = UUID().uuidString.lowercased()
            return [
                Asked("CHAT_SEND", ["text": .string(text), "nonce": .string(nonce)], "said")
            ]
        }
    }

    struct List: Asking {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "Show what was said last."
        )
        static let readsSession = false
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(name: [.customShort("n"), .long], help: "So many messages, 1 to 50.") var count =
            20
        @Option(help: "What was said before that message, by its number.") var before: Int?

        func ask(in _: SessionView) -> [Asked] {
            var data: JSONObject = ["limit": .integer(count)]
            data["before_seq"] = before.map { .integer($0) }
            return [Asked("CHAT_HISTORY", data, "")]
        }

        func run() async throws {
            try await reporting(json: server.json) {
                let ack = try await server.answer(to: self)
                guard let ack else { return }
                // The newest is last, as people read.
                let messages = (ack.extra["messages"]?.array ?? []).reversed()
                server.show(
                    Listing(
                        key: "messages",
                        headings: ["NUMBER", "TIME", "WHO", "TEXT"],
                        rows: messages.map { message in
                            let number = "\(Int(message["seq"]?.number ?? 0))"
                            let cells = [
                                number, clockTime(message["time"]),
                                message["user_id"]?.string ?? "", message["text"]?.string ?? "",
                            ]
                            return .init(name: number, cells: cells, json: message)
                        }
                    )
                )
            }
        }
    }

    struct Read: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "Mark what was said as read, up to a message."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "The message's number.") var number: Int

        func ask() -> [Asked] {
            [Asked("CHAT_READ", ["up_to_seq": .integer(number)], "read up to \(number)")]
        }
    }

    struct Follow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what is said while it is said, until interrupted."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(help: "End after so many messages.") var count: Int?

        func run() async throws {
            try await reporting(json: server.json) {
                guard count ?? 1 > 0 else { throw CommandError(.usage, "--count is 1 at least.") }
                var left = count ?? .max
                try await Follower(server: server, topics: [.chat]).run { happening in
                    guard case .message(let message) = happening, message.type == "chat_message"
                    else { return true }
                    let data = JSONValue.object(message.data)
                    printLine(
                        server.json
                            ? versioned(data).compactText
                            : "\(clockTime(data["time"]))  \(data["user_id"]?.string ?? "")  "
                                + (data["text"]?.string ?? "")
                    )
                    left -= 1
                    return left > 0
                }
            }
        }
    }
}

extension ServerOptions {
    /// The ack of a command's one request. nil: `--dry-run` printed it.
    func answer(to command: some Requesting) async throws -> Ack? {
        let all = try command.ask(
            in: type(of: command).readsSession ? try await snapshot() : SessionView([:])
        )
        guard try goesOn(with: all) else { return nil }
        return try await request(try all[0].request)
    }
}

/// "20:15:03" of a time as RFC 3339 has it, in UTC.
func clockTime(_ value: JSONValue?) -> String {
    let text = value?.string ?? ""
    return String((text.split(separator: "T").last ?? "").prefix(8))
}

import ArgumentParser
import Foundation
import OutboardClient
import OutboardJSON

struct ContextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context",
        abstract: "Servers by name, with what belongs to each.",
        discussion: "They are kept in $XDG_CONFIG_HOME/outboard/contexts.json, for your eyes only.",
        subcommands: [List.self, Add.self, Use.self, Remove.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the contexts. Tokens are not shown."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions

        func run() async throws {
            try await reporting(json: server.json) {
                let file = try ContextFile.load(environment: ProcessInfo.processInfo.environment)
                let rows = file.contexts.sorted { $0.key < $1.key }.map { name, context in
                    let isCurrent = name == file.current
                    let cells = [
                        isCurrent ? "*" : "", name, context[.url] ?? "", context[.user] ?? "",
                        context[.session] ?? "", context[.token] == nil ? "" : "yes",
                    ]
                    var json: JSONObject = ["name": .string(name), "current": .bool(isCurrent)]
                    for key in [Settings.Key.url, .user, .session, .ca] {
                        json[key.rawValue] = context[key].map(JSONValue.string)
                    }
                    json["has_token"] = .bool(context[.token] != nil)
                    return Listing.Row(name: name, cells: cells, json: .object(json))
                }
                server.show(
                    Listing(
                        key: "contexts",
                        headings: ["", "NAME", "SERVER", "USER", "SESSION", "TOKEN"],
                        rows: rows
                    )
                )
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Name a server, or change what is kept of it."
        )
        @Argument(help: "The name.") var name: String
        @Argument(help: "The server: wss://stage.local:8350/ws, or stage.local.") var url: String
        @Option(help: "The file that has the token; - is standard input.", completion: .file())
        var tokenFile: String?
        @Option(help: "Your name, as collaborators see it.") var user: String?
        @Option(help: "The session; the live one by default.") var session: String?
        @Option(
            help: "The certificates, in PEM, that vouch for a server by https.",
            completion: .file()
        )
        var ca: String?
        @Flag(help: "Use it from now on.") var use = false

        func run() async throws {
            try await reporting(json: false) {
                guard let address = ServerAddress(url) else {
                    throw CommandError(.usage, "\"\(url)\" is not the address of a server.")
                }
                guard ca == nil || address.isSecure else {
                    throw ServerOptions.needsTLS(url)
                }
                guard name.range(of: "^[A-Za-z0-9._-]{1,64}$", options: .regularExpression) != nil
                else {
                    throw CommandError(
                        .usage,
                        "A context's name has 1 to 64 letters, digits, dots, - and _."
                    )
                }
                var file = try ContextFile.load(environment: ProcessInfo.processInfo.environment)
                var context = file.contexts[name] ?? .init()
                // Another server must not get the token of the one before.
                if context[.url] != url { (context[.token], context[.ca]) = (nil, nil) }
                context[.url] = url
                if let user { context[.user] = user }
                if let session { context[.session] = session }
                // It is used from wherever the program is run.
                if let ca { context[.ca] = URL(fileURLWithPath: ca).path }
                if let tokenFile { context[.token] = try token(from: tokenFile) }
                file.contexts[name] = context
                if use || file.contexts.count == 1 { file.current = name }
                try file.save()
            }
        }

        private func token(from path: String) throws -> String {
            let token = try contents(ofFile: path).trimmingCharacters(in: .whitespacesAndNewlines)
            guard !token.isEmpty, !token.contains(where: \.isWhitespace) else {
                throw CommandError(.invalidData, "\(path) has no token, or more than one.")
            }
            return token
        }
    }

    struct Use: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Use a context from now on.")
        @Argument(
            help: "The name; none for none.",
            completion: .custom { _, _, _ in Completions.contexts() }
        )
        var name: String

        func run() async throws {
            try await reporting(json: false) {
                var file = try ContextFile.load(environment: ProcessInfo.processInfo.environment)
                if name != "none" || file.contexts[name] != nil { _ = try file.find(name) }
                file.current = file.contexts[name] == nil ? nil : name
                try file.save()
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Forget a context, and its token."
        )
        @Argument(help: "The name.", completion: .custom { _, _, _ in Completions.contexts() })
        var name: String

        func run() async throws {
            try await reporting(json: false) {
                var file = try ContextFile.load(environment: ProcessInfo.processInfo.environment)
                _ = try file.find(name)
                file.contexts[name] = nil
                if file.current == name { file.current = nil }
                try file.save()
            }
        }
    }
}

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "What is set, and by what.",
        subcommands: [Explain.self, Path.self]
    )

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where a setting comes from: the first that has a value counts."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(
            help: "The setting; all by default.",
            completion: .list(Settings.Key.allCases.map(\.rawValue))
        )
        var key: String?

        func run() async throws {
            try await reporting(json: server.json) {
                let all = Settings.Key.allCases
                if let key, Settings.Key(rawValue: key) == nil {
                    throw CommandError(
                        .usage,
                        "There is no setting \"\(key)\".",
                        hint: Nearest.hint(key, all.map(\.rawValue))
                    )
                }
                let settings = try server.settings
                let keys = key.flatMap(Settings.Key.init).map { [$0] } ?? all
                server.show(Self.listing(settings, keys))
            }
        }

        /// Tokens are not shown.
        static func listing(_ settings: Settings, _ keys: [Settings.Key]) -> Listing {
            let rows = keys.flatMap { key -> [Listing.Row] in
                let winner = settings.winner(key)
                return settings.candidates(key).map { candidate in
                    let isWinner = candidate == winner
                    let value = key == .token ? candidate.value.map { _ in "…" } : candidate.value
                    return Listing.Row(
                        name: key.rawValue,
                        cells: [
                            isWinner ? "*" : "", key.rawValue, candidate.origin, value ?? "",
                        ],
                        json: [
                            "key": .string(key.rawValue), "origin": .string(candidate.origin),
                            "value": value.map(JSONValue.string) ?? .null, "wins": .bool(isWinner),
                        ]
                    )
                }
            }
            return Listing(
                key: "settings",
                headings: ["", "SETTING", "FROM", "VALUE"],
                rows: rows
            )
        }
    }

    struct Path: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print where contexts are kept.")

        func run() async throws {
            print(ContextFile.path(environment: ProcessInfo.processInfo.environment))
        }
    }
}

import ArgumentParser
import OutboardJSON

/// A command as its help has it: what manual pages, the reference and tests are made from.
struct CommandTree: Sendable {
    struct Argument: Sendable {
        enum Kind: String, Sendable { case positional, option, flag }

        var kind: Kind
        /// With dashes; the short one first.
        var names: [String]
        var valueName: String
        var help: String
        var group: String?
        var defaultValue: String?
        var isOptional: Bool
        var isRepeating: Bool

        var longest: String { names.max { $0.count < $1.count } ?? "" }
    }

    var name: String
    var path: [String]
    var aliases: [String]
    var abstract: String
    var discussion: String
    var arguments: [Argument]
    var subcommands: [CommandTree]

    var positionals: [Argument] { arguments.filter { $0.kind == .positional } }
    var options: [Argument] { arguments.filter { $0.kind != .positional } }

    static let root: CommandTree = {
        let limits = JSONLimits(depth: 128, keysPerObject: 4_096, stringBytes: 1 << 20)
        let text = Outboard._dumpHelp()
        guard let value = try? JSONValue(parsing: Array(text.utf8), limits: limits),
            let command = value["command"]
        else { preconditionFailure("the help that was dumped is not JSON") }
        return CommandTree(command, above: [])
    }()

    private init(_ json: JSONValue, above: [String]) {
        name = json["commandName"]?.string ?? ""
        path = above + [name]
        aliases = json["aliases"]?.array?.compactMap(\.string) ?? []
        abstract = json["abstract"]?.string ?? ""
        discussion = json["discussion"]?.string ?? ""
        arguments = (json["arguments"]?.array ?? []).compactMap(Argument.init)
        let path = path
        subcommands = (json["subcommands"]?.array ?? [])
            .filter { $0["shouldDisplay"] != false && $0["commandName"] != "help" }
            .map { CommandTree($0, above: path) }
    }

    func find(_ name: String) -> CommandTree? {
        subcommands.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// This, and all below.
    var all: [CommandTree] { [self] + subcommands.flatMap(\.all) }

    /// "outboard track gain <track> [<level> …] [--by BY]", without what all commands have.
    var synopsis: String {
        if !subcommands.isEmpty { return path.joined(separator: " ") + " COMMAND" }
        let words = (positionals + options.filter { $0.group == nil }).map(\.synopsis)
        return (path + words).joined(separator: " ")
    }
}

extension CommandTree.Argument {
    fileprivate init?(_ json: JSONValue) {
        guard json["shouldDisplay"] != false, let kind = json["kind"]?.string.flatMap(Kind.init)
        else { return nil }
        self.kind = kind
        names = (json["names"]?.array ?? []).map { name in
            let text = name["name"]?.string ?? ""
            return (name["kind"] == "short" ? "-" : "--") + text
        }.sorted { $0.count < $1.count }
        // Every command has these; they are explained once.
        if names.contains("--help") || names.contains("--version") { return nil }
        valueName = json["valueName"]?.string ?? ""
        help = json["abstract"]?.string ?? ""
        group = json["sectionTitle"]?.string
        defaultValue = json["defaultValue"]?.string
        isOptional = json["isOptional"] == true
        isRepeating = json["isRepeating"] == true
    }

    /// As a command line has it.
    var form: String {
        kind == .flag ? names.joined(separator: ", ") : names.joined(separator: ", ") + " " + value
    }

    var value: String { valueName.uppercased() }

    fileprivate var synopsis: String {
        switch kind {
        case .positional:
            let word = value + (isRepeating ? " …" : "")
            return isOptional ? "[\(word)]" : word
        case .flag: return "[\(longest)]"
        case .option:
            let word = longest + " " + value + (isRepeating ? " …" : "")
            return isOptional ? "[\(word)]" : word
        }
    }
}

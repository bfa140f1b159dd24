import ArgumentParser
import Foundation
import OutboardProtocol

/// Manual pages, in the macros of man(7).
enum ManualPage {
    static func text(of command: CommandTree) -> String {
        var lines = [
            ".TH \(title(command)) 1 \"\" \"outboard \(outboardVersion)\" \"Outboard\"",
            ".SH NAME", "\(command.path.joined(separator: "-")) \\- \(escaped(command.abstract))",
            ".SH SYNOPSIS", ".B " + escaped(command.synopsis),
        ]
        if !command.discussion.isEmpty {
            lines += [".SH DESCRIPTION"] + paragraphs(command.discussion)
        }
        if !command.positionals.isEmpty {
            lines.append(".SH ARGUMENTS")
            for argument in command.positionals { lines += entry(argument.value, argument) }
        }
        let own = command.options.filter { $0.group == nil }
        let shared = command.options.filter { $0.group != nil }
        for (heading, options) in [("OPTIONS", own), ("OPTIONS OF ALL COMMANDS", shared)]
        where !options.isEmpty {
            lines.append(".SH \(heading)")
            for option in options { lines += entry(option.form, option) }
        }
        if !command.subcommands.isEmpty {
            lines.append(".SH COMMANDS")
            for child in command.subcommands {
                lines += [".TP", ".B " + escaped(child.synopsis), escaped(child.abstract)]
            }
        }
        if command.path.count == 1 { lines += exitCodes }
        return lines.joined(separator: "\n") + "\n"
    }

    static func title(_ command: CommandTree) -> String {
        command.path.joined(separator: "-").uppercased()
    }

    private static func entry(_ form: String, _ argument: CommandTree.Argument) -> [String] {
        let usual = argument.defaultValue.map { " (\($0) by default)" } ?? ""
        return [".TP", ".B " + escaped(form), escaped(argument.help + usual)]
    }

    private static var exitCodes: [String] {
        let own = CommandError.Code.allCases.map { ($0.rawValue, $0.name) }
        let wire = ErrorCode.allCases.map { ($0.exitCode, $0.rawValue) }
        let byCode = Dictionary(grouping: own + wire) { $0.0 }
        return [".SH EXIT STATUS", ".TP", ".B 0", "Done."]
            + byCode.sorted { $0.key < $1.key }.flatMap { code, names in
                [".TP", ".B \(code)", escaped(names.map(\.1).joined(separator: ", "))]
            }
    }

    private static func paragraphs(_ text: String) -> [String] {
        text.split(separator: "\n").flatMap { [".PP", escaped(String($0))] }
    }

    /// A dash is one that can be copied, and a line never begins as a macro.
    private static func escaped(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }
}

struct ManualCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Write the manual pages: `man -l` reads them.",
        discussion: "outboard man --to /usr/share/man/man1 puts them where man finds them."
    )
    @Argument(help: "The command; all of outboard by default.") var command: [String] = []
    @Option(help: "Write a page for each command into this directory.", completion: .directory)
    var to: String?
    @Flag(help: "Print the page of all commands instead, in Markdown.") var markdown = false

    func run() async throws {
        try await reporting(json: false) {
            if markdown { return print(CommandReference.text, terminator: "") }
            guard let to else {
                var page = CommandTree.root
                for name in command {
                    guard let next = page.find(name) else {
                        throw CommandError(
                            .usage,
                            "There is no command \"\(name)\".",
                            hint: Nearest.hint(name, page.subcommands.map(\.name))
                        )
                    }
                    page = next
                }
                return print(ManualPage.text(of: page), terminator: "")
            }
            do {
                try FileManager.default.createDirectory(
                    atPath: to,
                    withIntermediateDirectories: true
                )
                for page in CommandTree.root.all {
                    let path = to + "/" + page.path.joined(separator: "-") + ".1"
                    try Data(ManualPage.text(of: page).utf8).write(to: URL(fileURLWithPath: path))
                }
            } catch {
                throw CommandError(.cannotCreate, "\(to) cannot be written: \(error)")
            }
        }
    }
}

/// The page of all commands, `Docs/cli-reference.md`, made from their help.
enum CommandReference {
    static var text: String {
        let commands = CommandTree.root.all.dropFirst()
        let leaves = commands.filter(\.subcommands.isEmpty)
        var parts = [
            """
            # All commands

            Made from the commands' own help by `outboard man --markdown`; [the guide](cli.md) has examples.
            """
        ]
        // Every command that asks a server has the same ones.
        let shared = leaves.first { $0.path == ["outboard", "status"] }?.options
        if let shared = shared?.filter({ $0.group != nil }) {
            parts.append("## Options of all commands that ask a server\n\n" + table(shared))
        }
        for command in commands {
            let level = command.path.count == 2 ? "##" : "###"
            var lines = ["\(level) \(command.path.joined(separator: " "))", command.abstract]
            if !command.aliases.isEmpty {
                lines.append("Also `\(command.aliases.joined(separator: "`, `"))`.")
            }
            if command.subcommands.isEmpty {
                if !command.discussion.isEmpty { lines.append(quoted(command.discussion)) }
                lines.append("```\n\(command.synopsis)\n```")
            }
            let own = command.positionals + command.options.filter { $0.group == nil }
            if !own.isEmpty { lines.append(table(own)) }
            parts.append(lines.joined(separator: "\n\n"))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func table(_ arguments: [CommandTree.Argument]) -> String {
        let rows = arguments.map { argument -> String in
            let form = argument.kind == .positional ? argument.value : argument.form
            let usual = argument.defaultValue.map { "; `\($0)` by default" } ?? ""
            return "| `\(form)` | \(cell(argument.help))\(usual) |"
        }
        return (["| | |", "|---|---|"] + rows).joined(separator: "\n")
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    /// Lines that say what to type keep their form.
    private static func quoted(_ text: String) -> String {
        text.split(separator: "\n").map { cell(String($0)).replacing("<", with: "&lt;") }
            .joined(separator: "\n\n")
    }
}

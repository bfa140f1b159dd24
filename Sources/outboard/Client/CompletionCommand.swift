import ArgumentParser

struct CompletionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script that has a shell complete commands and the session's names.",
        discussion: """
            bash: outboard completion bash > ~/.local/share/bash-completion/completions/outboard
            zsh:  outboard completion zsh > a directory of $fpath, as _outboard
            fish: outboard completion fish > ~/.config/fish/completions/outboard.fish
            """
    )

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() async throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        print(Outboard.completionScript(for: kind))
    }
}

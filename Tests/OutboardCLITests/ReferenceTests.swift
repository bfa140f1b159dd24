import Foundation
import Testing

@testable import outboard

/// The pages that are made from the commands' help.
struct ReferenceTests {
    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func referenceIsMadeFromTheCommandsOfNow() throws {
        let path = Self.repository.appendingPathComponent("Docs/cli-reference.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        #expect(text == CommandReference.text, "outboard man --markdown > Docs/cli-reference.md")
    }

    @Test(arguments: CommandTree.root.all.map(\.path))
    func commandSaysWhatItIs(path: [String]) {
        var command = CommandTree.root
        for name in path.dropFirst() { command = command.find(name)! }
        #expect(command.abstract.hasSuffix(".") || path.count == 1, "\(path): \(command.abstract)")
        for argument in command.arguments {
            #expect(!argument.help.isEmpty, "\(path) \(argument.form)")
        }
        let page = ManualPage.text(of: command)
        #expect(page.hasPrefix(".TH \(path.joined(separator: "-").uppercased()) 1 "))
        #expect(page.contains("\n.SH NAME\n"))
        // A line that begins with a dot is a macro, and there are none but these.
        for line in page.split(separator: "\n") where line.hasPrefix(".") {
            let macro = line.prefix { $0 != " " }
            #expect([".TH", ".SH", ".TP", ".B", ".PP"].contains(String(macro)), "\(line)")
        }
    }

    /// A name of a command is explained by the guide, or its reference.
    @Test func guideKnowsTheGroups() throws {
        let path = Self.repository.appendingPathComponent("Docs/cli.md")
        let guide = try String(contentsOf: path, encoding: .utf8)
        for command in CommandTree.root.subcommands {
            #expect(guide.contains("outboard \(command.name)"), "\(command.name)")
        }
    }

    /// Lines that the guide shows are lines that the program takes.
    @Test func examplesOfTheGuideParse() throws {
        let path = Self.repository.appendingPathComponent("Docs/cli.md")
        let guide = try String(contentsOf: path, encoding: .utf8)
        var count = 0
        for line in guide.split(separator: "\n") where line.hasPrefix("$ outboard ") {
            let first = line.dropFirst(11).split(separator: " | ").first ?? ""
            let arguments = try words(of: String(first))
            // What continues on the next line, or goes elsewhere, is a shell's.
            guard !arguments.contains(where: { ["\\", ">", "<", "&&", "||", "2>"].contains($0) })
            else { continue }
            #expect(throws: Never.self, "\(line)") { try Outboard.parseAsRoot(arguments) }
            count += 1
        }
        #expect(count > 80, "examples were found")
    }
}

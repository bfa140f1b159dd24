import Foundation
import Testing

/// What the tree promises about itself.
struct TidyTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func files(in folders: [String], ending: [String]) -> [(
        path: String, text: String
    )] {
        folders.flatMap { folder -> [(String, String)] in
            let base = root.appendingPathComponent(folder)
            let walk = FileManager.default.enumerator(atPath: base.path)
            return (walk?.allObjects as? [String] ?? []).compactMap { path in
                guard ending.contains(where: path.hasSuffix),
                    let text = try? String(
                        contentsOf: base.appendingPathComponent(path),
                        encoding: .utf8
                    )
                else { return nil }
                return (folder + "/" + path, text)
            }
        }
    }

    private static let swift = files(in: ["Sources", "Tests", "Plugins"], ending: [".swift"])
    private static let package =
        (try? String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8))
        ?? ""

    /// What a module's targets are allowed: the strings between its name and the end of its entry.
    static func dependencies(of module: String, in package: String) -> Set<String>? {
        guard let start = package.range(of: "name: \"\(module)\"") else { return nil }
        let rest = package[start.upperBound...]
        let end = rest.firstRange(of: "arget(")?.lowerBound ?? rest.endIndex
        return Set(
            rest[..<end].split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        )
    }

    static func imports(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), at <= 1, words.count > at + 1 else {
                return nil
            }
            return words.first == "import" || words.first == "@testable"
                ? String(words[at + 1]) : nil
        }
    }

    @Test func modulesImportWhatTheirRowLists() {
        let ours = [
            "Outboard", "CRealtime", "CProcess", "CFiles", "CLADSPA", "CCLAP", "CLilv", "CJACK",
            "CALSA",
            "CSndfile", "CSamplerate", "CZlib",
        ]
        for (path, text) in Self.swift where path.hasPrefix("Sources/") {
            let module = String(path.split(separator: "/")[1])
            let allowed = Self.dependencies(of: module, in: Self.package) ?? []
            for name in Self.imports(in: text) where ours.contains(where: name.hasPrefix) {
                #expect(allowed.contains(name), "\(path) imports \(name)")
            }
        }
    }

    @Test func onlyTheProgramImportsALeaf() {
        let leaves = [
            "OutboardHostLV2", "OutboardHostLADSPA", "OutboardHostCLAP", "OutboardHostVST3",
            "OutboardIOJACK", "OutboardIOALSA", "OutboardActivity",
        ]
        for (path, text) in Self.swift where path.hasPrefix("Sources/") {
            for name in Self.imports(in: text) where leaves.contains(name) {
                #expect(path == "Sources/outboard/Composition.swift", "\(path) imports \(name)")
            }
        }
    }

    @Test func belowSessionThereIsNeitherFoundationNorLogging() {
        let above = [
            "OutboardSession", "OutboardActivity", "OutboardServer", "OutboardClient", "outboard",
            "protocol-reference",
        ]
        for (path, text) in Self.swift where path.hasPrefix("Sources/") {
            guard !above.contains(String(path.split(separator: "/")[1])) else { continue }
            for name in Self.imports(in: text) {
                #expect(name != "Foundation" && name != "Logging", "\(path) imports \(name)")
            }
        }
    }

    /// Other hosts load them, where nothing of the program is.
    @Test func pluginsStandOnNothingOfTheProgram() {
        for (path, text) in Self.swift where path.hasPrefix("Plugins/") {
            for name in Self.imports(in: text) {
                #expect(!name.hasPrefix("Outboard") && name != "Foundation", "\(path): \(name)")
            }
        }
    }

    @Test func everyModuleHasItsRow() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("ARCHITECTURE.md"),
            encoding: .utf8
        )
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appendingPathComponent("Sources").path
        )
        for module in folders { #expect(page.contains(module), "\(module) has no row") }
    }

    @Test func filesStaySmall() {
        for (path, text) in Self.swift
            + Self.files(in: ["Sources", "Plugins"], ending: [".c", ".h"])
        {
            let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(count <= 400, "\(path) has \(count) lines")
        }
    }

    static func unexplained(in text: String) -> [Int] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.filter { index in
            guard
                lines[index].contains("@unchecked Sendable")
                    || lines[index].contains("nonisolated(unsafe)")
            else { return false }
            return !lines[max(0, index - 4)..<min(lines.count, index + 6)].contains {
                $0.contains("SAFETY:")
            }
        }.map { $0 + 1 }
    }

    @Test func everyUncheckedClaimIsExplained() {
        for (path, text) in Self.swift where !path.hasPrefix("Tests/") {
            #expect(Self.unexplained(in: text) == [], "\(path)")
        }
    }

    @Test func nothingIsLeftForLater() {
        let marks = ["TO" + "DO", "FIX" + "ME"]
        let all =
            Self.swift
            + Self.files(in: ["Dashboard", "Scripts", "Docs"], ending: [".js", ".md", ""])
        for (path, text) in all where !path.hasSuffix(".png") {
            for mark in marks { #expect(!text.contains(mark), "\(path) has \(mark)") }
        }
    }

    @Test func linksInDocumentsResolve() throws {
        let pages =
            try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
            .filter { $0.hasSuffix(".md") }.map { ($0, "") }
            + Self.files(in: ["Docs"], ending: [".md"])
        for (path, _) in pages {
            let url = Self.root.appendingPathComponent(path)
            let text = try String(contentsOf: url, encoding: .utf8)
            for part in text.split(separator: "](").dropFirst() {
                let target = part.prefix { $0 != ")" && $0 != "#" }
                guard !target.isEmpty, !target.contains("://") else { continue }
                let file = url.deletingLastPathComponent().appendingPathComponent(String(target))
                #expect(
                    FileManager.default.fileExists(atPath: file.path),
                    "\(path) links to \(target)"
                )
            }
        }
    }

    @Test func theChecksSeeWhatTheyLookFor() {
        let entry = ".target(name: \"A\", dependencies: [\"B\"]),\n.target(name: \"C\")"
        #expect(Self.dependencies(of: "A", in: entry) == ["B"])
        #expect(Self.imports(in: "import A\n@testable import B\n// import C") == ["A", "B"])
        #expect(Self.unexplained(in: "final class A: @unchecked Sendable {\n}") == [1])
        #expect(Self.unexplained(in: "// SAFETY: x\nfinal class A: @unchecked Sendable {}") == [])
    }
}

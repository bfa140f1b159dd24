import OutboardJSON
import Testing

@testable import outboard

/// Lines of a shell or a batch become words, and keys become lines.
struct ShellTests {
    @Test(arguments: [
        ("", []), ("   ", []), ("# all of it", []), ("a b", ["a", "b"]), ("a 'b c'", ["a", "b c"]),
        (#"a "b \"c\"" d"#, ["a", "b \"c\"", "d"]), (#"a\ b"#, ["a b"]),
        ("a '' b", ["a", "", "b"]),
        ("a # rest", ["a"]), ("a#b", ["a#b"]), (#""\n""#, [#"\n"#]), ("é\tü", ["é", "ü"]),
    ])
    func lineHasWords(line: String, expected: [String]) throws {
        #expect(try words(of: line) == expected)
    }

    @Test(arguments: ["'", "a \"b", "a 'b\" c"])
    func openQuoteIsRefused(line: String) {
        #expect(throws: CommandError.self) { try words(of: line) }
    }

    @Test func lineOfABatchIsACommandOrARequest() throws {
        #expect(try BatchLine("") == nil)
        #expect(try BatchLine("  # nothing") == nil)
        guard case .command(let words) = try BatchLine("outboard track ls") else {
            Issue.record("no command")
            return
        }
        #expect(words == ["track", "ls"])
        let text = #"{"type":"TRACK_PAN","data":{"track_id":"vox","pan":0.5}}"#
        let asked = try BatchLine(text)?.asked(in: .sample)
        #expect(asked?.map(\.json.compactText) == [text])
        #expect(throws: CommandError.self) { try BatchLine("{") }
        #expect(throws: CommandError.self) { try BatchLine("{}") }
    }

    @Test func atomicBatchTakesWhatIsKnownBefore() throws {
        let asked = try BatchLine("track rm '[vk]*'")?.asked(in: .sample)
        #expect(asked?.map(\.data["track_id"]) == ["vox", "keys"])
        for line in ["status", "track gain", "nonsense"] {
            let error = #expect(throws: CommandError.self) {
                try BatchLine(line)?.asked(in: .sample)
            }
            #expect(error?.exitCode == 64, "\(line)")
        }
    }

    // MARK: Editing

    private func edited(_ keys: [LineEditor.Key], _ editor: inout LineEditor) -> String {
        for key in keys { _ = editor.take(key) }
        return editor.text
    }

    private func typed(_ text: String) -> [LineEditor.Key] { text.map { .letter($0) } }

    @Test func keysEditTheLine() {
        var editor = LineEditor()
        #expect(edited(typed("track lx"), &editor) == "track lx")
        #expect(edited([.backspace] + typed("s"), &editor) == "track ls")
        #expect(edited([.home] + typed("x"), &editor) == "xtrack ls")
        #expect(edited([.home, .delete, .end], &editor) == "track ls")
        #expect(edited([.killWord], &editor) == "track ")
        #expect(edited([.killWord, .killWord], &editor) == "")
        // At the ends nothing happens.
        #expect(edited([.backspace, .delete, .left, .right, .up, .down], &editor) == "")
        #expect(edited(typed("ab") + [.left, .killToEnd], &editor) == "a")
        #expect(edited(typed("b") + [.left, .killToStart], &editor) == "b")
    }

    @Test func historyGoesBackAndForthAndKeepsTheDraft() {
        var editor = LineEditor(history: ["one", "two"])
        #expect(edited(typed("dra") + [.up], &editor) == "two")
        #expect(edited([.up], &editor) == "one")
        #expect(edited([.up], &editor) == "one")
        #expect(edited([.down, .down], &editor) == "dra")
        #expect(editor.take(.enter) == .line("dra"))
        #expect(editor.history == ["one", "two", "dra"])
        _ = edited([.up], &editor)
        #expect(editor.take(.enter) == .line("dra"))
        #expect(editor.history.count == 3, "the same line twice is one")
    }

    @Test func historyHasAnEnd() {
        var editor = LineEditor()
        for number in 0...LineEditor.historyMax {
            _ = edited(typed("\(number)"), &editor)
            _ = editor.take(.enter)
        }
        #expect(editor.history.count == LineEditor.historyMax)
        #expect(editor.history.first == "1")
    }

    @Test func endOfInputEndsAnEmptyLineOnly() {
        var editor = LineEditor()
        _ = edited(typed("ab") + [.home], &editor)
        #expect(editor.take(.endOfInput) == .goesOn)
        #expect(editor.text == "b")
        #expect(editor.take(.interrupt) == .cancelled)
        #expect(editor.take(.endOfInput) == .end)
    }

    @Test func completionReplacesTheWordAtTheCursor() {
        var editor = LineEditor()
        _ = edited(typed("param get vo x") + [.left, .left], &editor)
        #expect(editor.words.before == ["param", "get"])
        #expect(editor.words.word == "vo")
        editor.complete(with: "vox/")
        #expect(editor.text == "param get vox/ x")
        #expect(editor.cursor == 14)
    }

    @Test func bytesAreKeysWhereverTheyAreCut() {
        let bytes: [UInt8] =
            Array("aé€🎛".utf8) + [0x1B] + Array("[A".utf8) + [0x1B] + Array("[3~".utf8) + [
                0x03, 0x0D,
            ]
        let expected: [LineEditor.Key] = [
            .letter("a"), .letter("é"), .letter("€"), .letter("🎛"), .up, .delete, .interrupt,
            .enter,
        ]
        for cut in 0...bytes.count {
            var reader = KeyReader()
            let keys = reader.keys(bytes[..<cut]) + reader.keys(bytes[cut...])
            #expect(keys == expected, "cut at \(cut)")
        }
    }

    @Test func bytesThatAreNoKeyAreLeftOut() {
        var reader = KeyReader()
        #expect(reader.keys([0xFF, 0xFF, 0xFF, 0xFF]) == [])
        #expect(reader.keys([0x1B, UInt8(ascii: "x"), UInt8(ascii: "y")]) == [.letter("y")])
        let long = [0x1B, UInt8(ascii: "[")] + [UInt8](repeating: UInt8(ascii: "1"), count: 20)
        #expect(reader.keys(long) == [])
        #expect(reader.keys([UInt8(ascii: "z")]) == [.letter("z")])
    }

    @Test func namesAreCompletedALevelAtATime() {
        let session = SessionView.sample
        #expect(
            Completions.names(in: session, "v", depth: 1) == ["vox", "keys", "fx", "master"]
        )
        #expect(
            Completions.names(in: session, "v", depth: 3) == ["vox/", "keys/", "fx/", "master/"]
        )
        #expect(Completions.names(in: session, "vox/", depth: 2) == ["vox/eq", "vox/comp"])
        #expect(
            Completions.names(in: session, "vox/comp/t", depth: 3)
                == ["vox/comp/threshold", "vox/comp/makeup"]
        )
        #expect(Completions.names(in: session, "nothing/", depth: 2).isEmpty)
        #expect(Completions.names(in: nil, "", depth: 1).isEmpty)
    }

    @Test func shellCompletesCommandsAndOptions() async {
        #expect(await ShellCommand.complete([], "").contains("track"))
        #expect(await ShellCommand.complete(["track"], "").contains("gain"))
        #expect(await ShellCommand.complete(["track", "gain"], "--").contains("--by"))
    }
}

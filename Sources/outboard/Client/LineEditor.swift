/// A line that a person types: keys in, text out. It knows no terminal.
struct LineEditor {
    enum Key: Equatable {
        case letter(Character)
        case enter, tab, backspace, delete
        case left, right, up, down, home, end
        case killToEnd, killToStart, killWord
        case interrupt, endOfInput, clear
    }

    enum Outcome: Equatable {
        case goesOn
        case line(String)
        case complete
        case cancelled
        case end
        case cleared
    }

    static let historyMax = 1_000

    private(set) var letters: [Character] = []
    /// In front of that letter.
    private(set) var cursor = 0
    private(set) var history: [String]
    private var place: Int
    /// What was typed before somebody went back in the history.
    private var draft = ""

    init(history: [String] = []) {
        self.history = Array(history.suffix(Self.historyMax))
        place = self.history.count
    }

    var text: String { String(letters) }

    mutating func take(_ key: Key) -> Outcome {
        switch key {
        case .letter(let letter):
            letters.insert(letter, at: cursor)
            cursor += 1
        case .enter: return .line(finish())
        case .tab: return .complete
        case .backspace:
            guard cursor > 0 else { break }
            cursor -= 1
            letters.remove(at: cursor)
        case .delete: if cursor < letters.count { letters.remove(at: cursor) }
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(letters.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = letters.count
        case .up: go(to: place - 1)
        case .down: go(to: place + 1)
        case .killToEnd: letters.removeSubrange(cursor...)
        case .killToStart:
            letters.removeSubrange(..<cursor)
            cursor = 0
        case .killWord: killWord()
        case .interrupt:
            set("")
            place = history.count
            return .cancelled
        case .endOfInput:
            guard letters.isEmpty else { return take(.delete) }
            return .end
        case .clear: return .cleared
        }
        return .goesOn
    }

    /// Puts `completion` in the place of the word that ends at the cursor.
    mutating func complete(with completion: String) {
        let start = wordStart
        letters.replaceSubrange(start..<cursor, with: completion)
        cursor = start + completion.count
    }

    /// The word that ends at the cursor, and those before it.
    var words: (before: [String], word: String) {
        let before = String(letters[..<wordStart]).split(separator: " ").map(String.init)
        return (before, String(letters[wordStart..<cursor]))
    }

    private var wordStart: Int {
        (letters[..<cursor].lastIndex(of: " ") ?? -1) + 1
    }

    private mutating func finish() -> String {
        let line = text
        if !line.isEmpty, line != history.last { history.append(line) }
        if history.count > Self.historyMax { history.removeFirst() }
        place = history.count
        set("")
        return line
    }

    private mutating func go(to new: Int) {
        guard (0...history.count).contains(new), new != place else { return }
        if place == history.count { draft = text }
        place = new
        set(new == history.count ? draft : history[new])
    }

    private mutating func set(_ text: String) {
        letters = Array(text)
        cursor = letters.count
    }

    private mutating func killWord() {
        var start = cursor
        while start > 0, letters[start - 1] == " " { start -= 1 }
        while start > 0, letters[start - 1] != " " { start -= 1 }
        letters.removeSubrange(start..<cursor)
        cursor = start
    }
}

/// What a terminal sends, as keys. A sequence may come in parts.
struct KeyReader {
    private var bytes: [UInt8] = []

    /// The keys that are complete with these bytes.
    mutating func keys(_ new: some Sequence<UInt8>) -> [LineEditor.Key] {
        bytes += new
        var keys: [LineEditor.Key] = []
        while let (key, count) = next() {
            bytes.removeFirst(count)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// nil: more has to come. A key that means nothing here is nil with its length.
    private func next() -> (key: LineEditor.Key?, count: Int)? {
        guard let first = bytes.first else { return nil }
        if first == 0x1B { return escape() }
        if first < 0x20 || first == 0x7F { return (Self.control[first], 1) }
        let count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard bytes.count >= count else { return nil }
        guard let text = String(validating: bytes.prefix(count), as: UTF8.self),
            let letter = text.first
        else { return (nil, 1) }
        return (.letter(letter), count)
    }

    private func escape() -> (key: LineEditor.Key?, count: Int)? {
        guard bytes.count > 1 else { return nil }
        guard bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else {
            return (nil, 2)
        }
        // Parameters, and a letter that ends it.
        guard let end = bytes.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            return bytes.count > 16 ? (nil, bytes.count) : nil
        }
        let text = String(decoding: bytes[2...end], as: UTF8.self)
        let keys: [String: LineEditor.Key] = [
            "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "3~": .delete,
            "1~": .home, "4~": .end,
        ]
        return (keys[text], end + 1)
    }

    private static let control: [UInt8: LineEditor.Key] = [
        0x01: .home, 0x02: .left, 0x03: .interrupt, 0x04: .endOfInput, 0x05: .end, 0x06: .right,
        0x08: .backspace, 0x09: .tab, 0x0A: .enter, 0x0B: .killToEnd, 0x0C: .clear, 0x0D: .enter,
        0x0E: .down, 0x10: .up, 0x15: .killToStart, 0x17: .killWord, 0x7F: .backspace,
    ]
}

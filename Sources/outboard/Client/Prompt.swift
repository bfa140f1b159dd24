import Foundation

/// Reads lines from a person at a terminal, with history and completion.
final class Prompt {
    private var editor: LineEditor
    private var keys = KeyReader()
    private var queue: [LineEditor.Key] = []
    private let historyPath: String

    init() {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        historyPath = (state ?? home + "/.local/state") + "/outboard/history"
        let text = FileManager.default.contents(atPath: historyPath)
        let lines = text.map { String(decoding: $0, as: UTF8.self).split(separator: "\n") } ?? []
        editor = LineEditor(history: lines.map(String.init))
    }

    /// nil: the person has left.
    ///
    /// - Parameter complete: what may stand in the place of a word, behind those words.
    func line(
        _ prompt: String,
        complete: ([String], String) async -> [String]
    ) async -> String? {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return readLine() }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &before) }
        draw(prompt)
        while true {
            guard let key = nextKey() else { return nil }
            switch editor.take(key) {
            case .goesOn: draw(prompt)
            case .line(let line):
                write("\r\n")
                return line
            case .cancelled:
                write("^C\r\n")
                draw(prompt)
            case .cleared:
                write("\u{1B}[H\u{1B}[2J")
                draw(prompt)
            case .end:
                write("\r\n")
                return nil
            case .complete:
                let (words, word) = editor.words
                let found = await complete(words, word).filter { $0.hasPrefix(word) }
                offer(found, word)
                draw(prompt)
            }
        }
    }

    func saveHistory() {
        let directory = (historyPath as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        let text = editor.history.joined(separator: "\n") + "\n"
        _ = FileManager.default.createFile(
            atPath: historyPath,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
    }

    /// The one that there is, or as much as all have alike, or all of them to see.
    private func offer(_ found: [String], _ word: String) {
        guard let first = found.first else { return }
        let common = found.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        if found.count == 1 {
            editor.complete(with: first.hasSuffix("/") ? first : first + " ")
        } else if common.count > word.count {
            editor.complete(with: common)
        } else {
            write("\r\n" + found.prefix(60).joined(separator: "  ") + "\r\n")
        }
    }

    private func nextKey() -> LineEditor.Key? {
        while queue.isEmpty {
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            guard count > 0 else { return nil }
            queue = keys.keys(bytes.prefix(count))
        }
        return queue.removeFirst()
    }

    private func draw(_ prompt: String) {
        let back = editor.letters.count - editor.cursor
        write("\r\u{1B}[K" + prompt + editor.text + (back > 0 ? "\u{1B}[\(back)D" : ""))
    }

    private func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}

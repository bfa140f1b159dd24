import Foundation

/// The lines of a file or a pipe as they come, without holding up a thread that others need.
func lines(of file: Int32) -> AsyncStream<String> {
    AsyncStream { sink in
        Thread.detachNewThread {
            let input = fdopen(dup(file), "r")
            defer { if let input { fclose(input) } }
            var line: UnsafeMutablePointer<CChar>?
            var capacity = 0
            // SAFETY: getline allocates `line` and grows it; it is freed once, when the last line was read.
            defer { free(line) }
            while let input, getline(&line, &capacity, input) >= 0, let line {
                var text = String(cString: line)
                if text.last == "\n" { text.removeLast() }
                sink.yield(text)
            }
            sink.finish()
        }
    }
}

/// A line of commands as words, as a shell takes them: quotes hold together, a backslash takes the next letter
/// as it is, and # begins a remark.
///
/// - Throws: `CommandError` where a quote is not closed.
func words(of line: String) throws -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var letters = line.makeIterator()
    while let letter = letters.next() {
        if let open = quote {
            if letter == open {
                quote = nil
            } else if letter == "\\", open == "\"", let next = letters.next() {
                word = (word ?? "") + (["\"", "\\"].contains(next) ? "" : "\\") + String(next)
            } else {
                word = (word ?? "") + String(letter)
            }
            continue
        }
        switch letter {
        case "'", "\"":
            quote = letter
            word = word ?? ""
        case "\\": if let next = letters.next() { word = (word ?? "") + String(next) }
        case " ", "\t", "\r":
            if let word { words.append(word) }
            word = nil
        case "#" where word == nil: return words
        default: word = (word ?? "") + String(letter)
        }
    }
    guard quote == nil else { throw CommandError(.usage, "A quote is not closed: \(line)") }
    if let word { words.append(word) }
    return words
}

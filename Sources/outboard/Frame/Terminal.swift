import Foundation

/// What the program knows of the terminal, if it is on one.
enum Terminal {
    /// Whether a person reads what is written there.
    static func isTerminal(_ file: Int32) -> Bool {
        isatty(file) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Whether somebody can be asked a question.
    static var isInteractive: Bool { isTerminal(STDIN_FILENO) && isTerminal(STDERR_FILENO) }

    /// By NO_COLOR and CLICOLOR_FORCE, else where a person reads.
    static func isColored(
        _ file: Int32,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Bool {
        if let no = environment["NO_COLOR"], !no.isEmpty { return false }
        if let force = environment["CLICOLOR_FORCE"], force != "0", !force.isEmpty { return true }
        return isTerminal(file)
    }

    enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    static func styled(_ text: String, _ style: Style, on file: Int32 = STDOUT_FILENO) -> String {
        isColored(file) && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Columns and rows; 80 by 24 where nobody says.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), max(1, Int(size.ws_row)))
    }

    /// Asks on stderr, and takes "y" or "yes" for yes.
    static func confirms(_ question: String) -> Bool {
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
        return answer == "y" || answer == "yes"
    }
}

/// Prints a line at once: whoever reads a pipe is to have it now.
func printLine(_ text: String) {
    print(text)
    fflush(nil)
}

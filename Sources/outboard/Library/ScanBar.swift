import Foundation
import OutboardJSON
import OutboardProtocol

/// Shows how far a scan is: a bar on a terminal, a line each time as JSON, nothing elsewhere.
final class ScanBar {
    private let json: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var widest = 0

    init(json: Bool) { self.json = json }

    func show(_ state: ScanState) {
        if json {
            var line = state.json
            line["v"] = 1
            print(JSONValue.object(line).compactText)
        } else if isTerminal, state.total > 0 {
            let name = state.module.split(separator: "/").last.map(String.init) ?? ""
            let words = "\(state.done)/\(state.total)  \(name)"
            widest = max(widest, words.count)
            ProgressBar.draw(
                "scan",
                part: Double(state.done) / Double(state.total),
                words + String(repeating: " ", count: widest - words.count)
            )
        }
    }

    /// Leaves the bar on the terminal, and says what came of it.
    func finish(_ state: ScanState) {
        if json { return show(state) }
        if isTerminal, state.total > 0 { complain("") }
        let modules = state.total == 1 ? "1 file or bundle" : "\(state.total) files and bundles"
        print("\(modules) scanned: \(state.found) plugins found, \(state.blocked) blocked")
    }
}

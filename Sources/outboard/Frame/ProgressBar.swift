import Foundation
import OutboardJSON

/// Shows how far a rendering is: a bar on a terminal, a line a second as JSON, nothing elsewhere.
final class ProgressBar {
    private let label: String
    private let totalFrames: Int
    private let sampleRateHertz: Int
    private let json: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let started = ContinuousClock.now
    private var shownAt: ContinuousClock.Instant?

    init(label: String, totalFrames: Int, sampleRateHertz: Int, json: Bool) {
        self.label = label
        self.totalFrames = max(1, totalFrames)
        self.sampleRateHertz = sampleRateHertz
        self.json = json
    }

    func show(doneFrames: Int) {
        guard json || isTerminal else { return }
        let now = ContinuousClock.now
        if let shownAt, now - shownAt < (json ? .seconds(1) : .milliseconds(100)) { return }
        shownAt = now
        let part = min(1, Double(doneFrames) / Double(totalFrames))
        let seconds = (now - started) / .seconds(1)
        let speed = Double(doneFrames) / Double(sampleRateHertz) / max(seconds, 1e-3)
        if json {
            let line: JSONValue = [
                "v": 1, "progress": .number((part * 1_000).rounded() / 1_000),
                "speed": .number((speed * 10).rounded() / 10),
            ]
            print(line.compactText)
        } else {
            draw(part: part, speed: speed, left: seconds / max(part, 1e-3) * (1 - part))
        }
    }

    /// Leaves the full bar on the terminal.
    func finish() {
        guard isTerminal, !json else { return }
        let seconds = max((ContinuousClock.now - started) / .seconds(1), 1e-3)
        draw(part: 1, speed: Double(totalFrames) / Double(sampleRateHertz) / seconds, left: 0)
        complain("")
    }

    private func draw(part: Double, speed: Double, left: Double) {
        let words = String(
            format: "%.1fx  left %02d:%02d ",
            speed,
            Int(left) / 60,
            Int(left) % 60
        )
        Self.draw(label, part: part, words)
    }

    /// Over what is on the terminal's line now.
    static func draw(_ label: String, part: Double, _ words: String) {
        let width = 24
        let filled = Int(part * Double(width))
        let bar =
            String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        let text = String(format: "\r%@  [%@] %3d%%  %@", label, bar, Int(part * 100), words)
        FileHandle.standardError.write(Data(text.utf8))
    }
}

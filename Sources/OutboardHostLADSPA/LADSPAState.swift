import OutboardHost

/// A plugin's state as it is written down: the values of its controls.
///
///     outboard-ladspa 1
///     amp:amp_mono
///     gain 0.5
///     end 1
///
/// A line is a symbol and a plain value, and the last one says how many there are, so that a state that
/// was cut off is no state. Numbers are read back to the same bits.
struct LADSPAState {
    static let heading = "outboard-ladspa 1"

    let plugin: String
    let controls: [(symbol: String, value: Float)]

    init(plugin: String, controls: [(symbol: String, value: Float)]) {
        self.plugin = plugin
        self.controls = controls
    }

    var bytes: [UInt8] {
        let lines =
            [Self.heading, plugin] + controls.map { "\($0.symbol) \($0.value)" }
            + ["end \(controls.count)"]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// - Throws: `stateUnreadable` for what is not a whole state of this plugin.
    init(_ bytes: [UInt8], plugin: String) throws(HostError) {
        func refusal(_ message: String) -> HostError {
            HostError(.stateUnreadable, subject: plugin, message: message)
        }
        guard let text = String(validating: bytes, as: UTF8.self), text.last == "\n" else {
            throw refusal("the state is no text, or cut off")
        }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == Self.heading[...], lines.count >= 3 else {
            throw refusal("this is no state of a LADSPA plugin")
        }
        guard lines[1] == plugin else {
            throw refusal("the state is of another plugin, \(lines[1])")
        }
        var controls: [(symbol: String, value: Float)] = []
        for line in lines[2..<(lines.count - 1)] {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, !words[0].isEmpty, let value = Float(words[1]), value.isFinite
            else { throw refusal("the state has a line that says nothing: \(line)") }
            controls.append((String(words[0]), value))
        }
        guard lines[lines.count - 1] == "end \(controls.count)" else {
            throw refusal("the state is cut off")
        }
        self.plugin = plugin
        self.controls = controls
    }
}

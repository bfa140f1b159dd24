import OutboardHost

/// A port's name, and the unit that it ends with: "Attack (ms)" is "Attack" in "ms".
struct LADSPAPortName: Equatable {
    let text: String
    let unit: String

    /// As people write them in brackets, and as this host writes them. LADSPA has no other place for it.
    private static let units = [
        "db": "dB", "hz": "Hz", "khz": "kHz", "ms": "ms", "s": "s", "sec": "s", "secs": "s",
        "seconds": "s", "milliseconds": "ms", "%": "%", "percent": "%", "bpm": "BPM",
        "semitones": "st", "cents": "ct", "octaves": "oct", "degrees": "°", "m": "m",
    ]

    init(_ name: String) {
        let whole = Self.trimmed(name)
        let brackets: [(open: Character, close: Character)] = [("(", ")"), ("[", "]")]
        for (open, close) in brackets where whole.last == close {
            guard let start = whole.lastIndex(of: open) else { continue }
            let inside = whole[whole.index(after: start)...].dropLast()
            let rest = Self.trimmed(String(whole[..<start]))
            if let unit = Self.units[inside.lowercased()], !rest.isEmpty {
                (text, self.unit) = (rest, unit)
                return
            }
        }
        (text, unit) = (whole, "")
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}

/// Makes symbols of names: small letters, digits and single underlines, each symbol once.
struct LADSPASymbols {
    private var taken: Set<String> = []

    /// The same names in the same order give the same symbols.
    mutating func make(_ name: String) -> String {
        let stem = ParameterSymbols.words(name)
        var symbol = stem
        var number = 2
        while !taken.insert(symbol).inserted {
            symbol = "\(stem)_\(number)"
            number += 1
        }
        return symbol
    }
}

/// A QR code of a short text (ISO/IEC 18004): bytes, versions 1 to 6, error correction L.
///
/// These hold 134 bytes, which is more than a pairing link has, and have one alignment pattern at the most and
/// no version information: most of the standard is not needed.
package struct QRCode: Sendable, Equatable {
    package static let bytesMax = 134

    /// Modules on a side.
    package private(set) var size: Int
    private var modules: [Bool]
    private var isFunction: [Bool]

    /// Rows of codewords by version: those of data in a block, those of correction in a block, blocks.
    private static let versions = [
        (19, 7, 1), (34, 10, 1), (55, 15, 1), (80, 20, 1), (108, 26, 1), (68, 18, 2),
    ]

    /// nil where the text is longer than that.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        // Of the data 12 bits are mode and count, so two bytes are not the text's.
        guard
            let index = Self.versions.firstIndex(where: { bytes.count <= $0.0 * $0.2 - 2 })
        else { return nil }
        let version = index + 1
        size = 17 + 4 * version
        modules = Array(repeating: false, count: size * size)
        isFunction = modules
        drawPatterns(version)
        let codewords = Self.codewords(bytes, Self.versions[index])
        draw(codewords)
        let plain = self
        var best: (code: QRCode, penalty: Int)?
        for mask in 0..<8 {
            var code = plain
            code.apply(mask)
            let penalty = code.penalty
            if best.map({ penalty < $0.penalty }) ?? true { best = (code, penalty) }
        }
        self = best!.code
    }

    /// Whether a module is dark. Outside is the quiet zone.
    package subscript(row: Int, column: Int) -> Bool {
        (0..<size).contains(row) && (0..<size).contains(column) && modules[row * size + column]
    }

    /// The code for a terminal, two rows a line, light on dark or dark on light: it says both colours itself.
    package var terminalText: String {
        let quiet = 2
        var lines: [String] = []
        for row in stride(from: -quiet, to: size + quiet, by: 2) {
            let line = (-quiet..<size + quiet).map { column in
                switch (self[row, column], self[row + 1, column]) {
                case (false, false): " "
                case (true, false): "▀"
                case (false, true): "▄"
                case (true, true): "█"
                }
            }.joined()
            lines.append("\u{1B}[30;107m" + line + "\u{1B}[0m")
        }
        return lines.joined(separator: "\n")
    }

    // MARK: Codewords

    private static func codewords(
        _ bytes: [UInt8],
        _ version: (data: Int, correction: Int, blocks: Int)
    ) -> [UInt8] {
        // Mode "bytes", then the count, both shifted by half a byte against the text.
        var nibbles: [UInt8] = [4, UInt8(bytes.count >> 4), UInt8(bytes.count & 15)]
        for byte in bytes { nibbles += [byte >> 4, byte & 15] }
        nibbles.append(0)
        var data = stride(from: 0, to: nibbles.count, by: 2).map {
            nibbles[$0] << 4 | nibbles[$0 + 1]
        }
        let room = version.data * version.blocks
        for index in 0..<max(0, room - data.count) { data.append(index % 2 == 0 ? 0xEC : 0x11) }
        let blocks = (0..<version.blocks).map {
            Array(data[$0 * version.data..<($0 + 1) * version.data])
        }
        let checks = blocks.map { remainder($0, degree: version.correction) }
        // Blocks take turns, so that a stain hits a little of each.
        return (0..<version.data).flatMap { at in blocks.map { $0[at] } }
            + (0..<version.correction).flatMap { at in checks.map { $0[at] } }
    }

    /// Reed and Solomon's: the remainder by the polynomial with the first `degree` powers of 2 as its roots.
    private static func remainder(_ data: [UInt8], degree: Int) -> [UInt8] {
        var divisor = [UInt8](repeating: 0, count: degree - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in 0..<degree {
                divisor[index] = product(divisor[index], root)
                if index + 1 < degree { divisor[index] ^= divisor[index + 1] }
            }
            root = product(root, 2)
        }
        var rest = [UInt8](repeating: 0, count: degree)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for index in 0..<degree { rest[index] ^= product(divisor[index], factor) }
        }
        return rest
    }

    /// In the field of 256 elements, modulo x^8 + x^4 + x^3 + x^2 + 1.
    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result: UInt16 = 0
        for bit in (0..<8).reversed() {
            result = result << 1 ^ (result >> 7) * 0x11D
            if right >> UInt8(bit) & 1 == 1 { result ^= UInt16(left) }
        }
        return UInt8(truncatingIfNeeded: result)
    }

    // MARK: Drawing

    private mutating func set(_ row: Int, _ column: Int, _ isDark: Bool) {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return }
        modules[row * size + column] = isDark
        isFunction[row * size + column] = true
    }

    private mutating func drawPatterns(_ version: Int) {
        for index in 0..<size {
            set(6, index, index % 2 == 0)
            set(index, 6, index % 2 == 0)
        }
        for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] {
            for down in -4...4 {
                for right in -4...4 {
                    let distance = max(abs(down), abs(right))
                    set(row + down, column + right, distance != 2 && distance != 4)
                }
            }
        }
        if version > 1 {
            for down in -2...2 {
                for right in -2...2 {
                    set(size - 7 + down, size - 7 + right, max(abs(down), abs(right)) != 1)
                }
            }
        }
        drawFormat(mask: 0)
    }

    /// Correction L and the mask, with a BCH code of their own, twice.
    private mutating func drawFormat(mask: Int) {
        let data = 1 << 3 | mask
        var rest = data
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (data << 10 | rest) ^ 0x5412
        for index in 0..<15 {
            let isDark = bits >> index & 1 == 1
            switch index {
            case 0...5: set(index, 8, isDark)
            case 6: set(7, 8, isDark)
            case 7: set(8, 8, isDark)
            case 8: set(8, 7, isDark)
            default: set(8, 14 - index, isDark)
            }
            if index < 8 {
                set(8, size - 1 - index, isDark)
            } else {
                set(size - 15 + index, 8, isDark)
            }
        }
        set(size - 8, 8, true)
    }

    /// In columns of two, from the right, up and down in turns.
    private mutating func draw(_ codewords: [UInt8]) {
        var bit = 0
        var right = size - 1
        var goesUp = true
        while right > 0 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                let row = goesUp ? size - 1 - step : step
                for column in [right, right - 1] where !isFunction[row * size + column] {
                    guard bit < 8 * codewords.count else { continue }
                    modules[row * size + column] = codewords[bit / 8] >> UInt8(7 - bit % 8) & 1 == 1
                    bit += 1
                }
            }
            goesUp.toggle()
            right -= 2
        }
    }

    private mutating func apply(_ mask: Int) {
        for row in 0..<size {
            for column in 0..<size where !isFunction[row * size + column] {
                let isInverted =
                    switch mask {
                    case 0: (row + column) % 2 == 0
                    case 1: row % 2 == 0
                    case 2: column % 3 == 0
                    case 3: (row + column) % 3 == 0
                    case 4: (row / 2 + column / 3) % 2 == 0
                    case 5: row * column % 2 + row * column % 3 == 0
                    case 6: (row * column % 2 + row * column % 3) % 2 == 0
                    default: ((row + column) % 2 + row * column % 3) % 2 == 0
                    }
                if isInverted { modules[row * size + column].toggle() }
            }
        }
        drawFormat(mask: mask)
    }

    /// How much of one colour lies together, which cameras find hard: the standard's rules for runs and squares.
    private var penalty: Int {
        var sum = 0
        for line in 0..<size {
            for isRow in [true, false] {
                var run = 0
                var last: Bool?
                for place in 0..<size {
                    let module = isRow ? self[line, place] : self[place, line]
                    run = module == last ? run + 1 : 1
                    last = module
                    if run == 5 { sum += 3 } else if run > 5 { sum += 1 }
                }
            }
        }
        for row in 0..<size - 1 {
            for column in 0..<size - 1 {
                let corner = self[row, column]
                if self[row, column + 1] == corner, self[row + 1, column] == corner,
                    self[row + 1, column + 1] == corner
                {
                    sum += 3
                }
            }
        }
        return sum
    }
}

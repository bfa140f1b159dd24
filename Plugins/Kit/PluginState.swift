/// A plugin's saved state: which plugin it is of, and its parameters by their ids.
///
/// ```
/// "OBPS"  version u32  id's length u32  id  count u32  (parameter's id u32, plain value f64) ...  FNV-1a u64
/// ```
///
/// Numbers are little-endian. The checksum is of all that comes before it. A parameter that is absent
/// stands at its default; one that nobody knows is left out; so states live through new versions of
/// a plugin.
struct PluginState: Equatable {
    struct Entry: Equatable {
        let id: UInt32
        let value: Double
    }

    let plugin: String
    let entries: [Entry]

    static let version: UInt32 = 1
    /// More than any plugin of this kit can have.
    static let sizeMax = 65_536
    private static let mark: [UInt8] = Array("OBPS".utf8)

    init(plugin: String, entries: [Entry]) {
        self.plugin = plugin
        self.entries = entries
    }

    var bytes: [UInt8] {
        var bytes = Self.mark
        Self.append(Self.version, to: &bytes)
        Self.append(UInt32(plugin.utf8.count), to: &bytes)
        bytes += Array(plugin.utf8)
        Self.append(UInt32(entries.count), to: &bytes)
        for entry in entries {
            Self.append(entry.id, to: &bytes)
            Self.append(entry.value.bitPattern, to: &bytes)
        }
        Self.append(Self.checksum(bytes[...]), to: &bytes)
        return bytes
    }

    /// nil: it is cut off, changed, or of a version that is not known.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 24, bytes.count <= Self.sizeMax else { return nil }
        let body = bytes[..<(bytes.count - 8)]
        var rest = bytes[body.endIndex...]
        guard Self.take(UInt64.self, from: &rest) == Self.checksum(body) else { return nil }
        rest = body
        guard rest.starts(with: Self.mark) else { return nil }
        rest = rest.dropFirst(Self.mark.count)
        guard Self.take(UInt32.self, from: &rest) == Self.version,
            let length = Self.take(UInt32.self, from: &rest), Int(length) <= rest.count
        else { return nil }
        plugin = String(decoding: rest.prefix(Int(length)), as: UTF8.self)
        rest = rest.dropFirst(Int(length))
        guard let count = Self.take(UInt32.self, from: &rest), rest.count == Int(count) * 12 else {
            return nil
        }
        var entries: [Entry] = []
        for _ in 0..<count {
            guard let id = Self.take(UInt32.self, from: &rest),
                let bits = Self.take(UInt64.self, from: &rest)
            else { return nil }
            let value = Double(bitPattern: bits)
            guard value.isFinite else { return nil }
            entries.append(Entry(id: id, value: value))
        }
        self.entries = entries
    }

    private static func append<N: FixedWidthInteger>(_ number: N, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += Array($0) }
    }

    private static func take<N: FixedWidthInteger>(
        _ type: N.Type,
        from bytes: inout ArraySlice<UInt8>
    ) -> N? {
        let size = MemoryLayout<N>.size
        guard bytes.count >= size else { return nil }
        var number: N = 0
        for byte in bytes.prefix(size).reversed() { number = number << 8 | N(byte) }
        bytes = bytes.dropFirst(size)
        return number
    }

    /// FNV-1a of 64 bits.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return sum
    }
}

/// Appends values to bytes: little-endian, texts as UTF-8 behind their size.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ value: Double) { add(value.bitPattern) }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            add(UInt32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func add(_ part: some Collection<UInt8>) {
        add(UInt32(part.count))
        bytes.append(contentsOf: part)
    }

    mutating func add<Element>(
        each elements: some Collection<Element>,
        _ add: (inout ByteWriter, Element) -> Void
    ) {
        self.add(UInt32(elements.count))
        for element in elements { add(&self, element) }
    }
}

/// Takes what a `ByteWriter` wrote. Whatever the bytes are, nothing beyond them is read.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    struct Damaged: Error {}

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func integer<Value: FixedWidthInteger>(
        _: Value.Type = Value.self
    ) throws(Damaged) -> Value {
        let part = try take(MemoryLayout<Value>.size)
        var value = Value.zero
        withUnsafeMutableBytes(of: &value) { target in
            part.withUnsafeBytes { target.copyMemory(from: $0) }
        }
        return Value(littleEndian: value)
    }

    mutating func number() throws(Damaged) -> Double {
        Double(bitPattern: try integer(UInt64.self))
    }

    mutating func text() throws(Damaged) -> String {
        guard let text = String(validating: try part(), as: UTF8.self) else { throw Damaged() }
        return text
    }

    /// Shares the memory.
    mutating func part() throws(Damaged) -> ArraySlice<UInt8> {
        try take(Int(try integer(UInt32.self)))
    }

    /// Takes no element at its word: a count that the bytes cannot hold ends where they do.
    mutating func list<Element>(
        _ element: (inout ByteReader) throws(Damaged) -> Element
    ) throws(Damaged) -> [Element] {
        let count = Int(try integer(UInt32.self))
        guard count <= bytes.endIndex - position else { throw Damaged() }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try element(&self)) }
        return list
    }

    private mutating func take(_ size: Int) throws(Damaged) -> ArraySlice<UInt8> {
        guard size >= 0, size <= bytes.endIndex - position else { throw Damaged() }
        defer { position += size }
        return bytes[position..<position + size]
    }
}

/// FNV-1a, 64 bits: against accidents, not against anybody.
struct Checksum {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var sum = Checksum()
        bytes.withUnsafeBufferPointer { sum.add($0) }
        return sum.value
    }
}

/// Appends values to bytes: little-endian, texts as UTF-8 behind their size.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func add(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func add(_ value: Double) { add(value.bitPattern) }

    package mutating func add(_ value: Float) { add(value.bitPattern) }

    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            add(UInt32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// Behind its size.
    package mutating func add(_ part: some Collection<UInt8>) {
        add(UInt32(part.count))
        bytes.append(contentsOf: part)
    }

    /// Behind their count.
    package mutating func add<Element>(
        each elements: some Collection<Element>,
        _ add: (inout ByteWriter, Element) -> Void
    ) {
        self.add(UInt32(elements.count))
        for element in elements { add(&self, element) }
    }

    /// As they are, without their size.
    package mutating func add(bare part: some Sequence<UInt8>) {
        bytes.append(contentsOf: part)
    }
}

/// Takes what a `ByteWriter` wrote. Whatever the bytes are, nothing beyond them is read.
package struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// There are too few bytes, or they are no text.
    package struct Damaged: Error {
        package init() {}
    }

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    package var isAtEnd: Bool { position == bytes.endIndex }

    /// What has not been taken. Shares the memory.
    package var rest: ArraySlice<UInt8> { bytes[position...] }

    package mutating func integer<Value: FixedWidthInteger>(
        _: Value.Type = Value.self
    ) throws(Damaged) -> Value {
        let part = try take(MemoryLayout<Value>.size)
        var value = Value.zero
        withUnsafeMutableBytes(of: &value) { target in
            part.withUnsafeBytes { target.copyMemory(from: $0) }
        }
        return Value(littleEndian: value)
    }

    package mutating func number() throws(Damaged) -> Double {
        Double(bitPattern: try integer(UInt64.self))
    }

    package mutating func float() throws(Damaged) -> Float {
        Float(bitPattern: try integer(UInt32.self))
    }

    package mutating func text() throws(Damaged) -> String {
        guard let text = String(validating: try part(), as: UTF8.self) else { throw Damaged() }
        return text
    }

    /// Bytes that stand behind their size. Shares the memory.
    package mutating func part() throws(Damaged) -> ArraySlice<UInt8> {
        try take(Int(try integer(UInt32.self)))
    }

    /// Takes no count at its word: one that the bytes cannot hold ends where they do.
    package mutating func list<Element>(
        _ element: (inout ByteReader) throws(Damaged) -> Element
    ) throws(Damaged) -> [Element] {
        let count = Int(try integer(UInt32.self))
        guard count <= bytes.endIndex - position else { throw Damaged() }
        var list: [Element] = []
        for _ in 0..<count { list.append(try element(&self)) }
        return list
    }

    /// As many bytes. Shares the memory.
    package mutating func take(_ size: Int) throws(Damaged) -> ArraySlice<UInt8> {
        guard size >= 0, size <= bytes.endIndex - position else { throw Damaged() }
        defer { position += size }
        return bytes[position..<position + size]
    }
}

/// FNV-1a, 64 bits: against accidents, not against anybody.
package struct Checksum {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    package static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var sum = Checksum()
        bytes.withUnsafeBufferPointer { sum.add($0) }
        return sum.value
    }
}

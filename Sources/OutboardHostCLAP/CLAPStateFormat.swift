import OutboardHost

/// A plugin's state as it is written down.
///
///     "OBC1", version u32, payload size u64, FNV-1a of the payload u64
///     payload: plugin identifier
///              kind u32: 1 the plugin's own state follows; 0 it has none, and its parameters stand for it
///              parameters  count u32, each: CLAP's number u32, value f32
///              own state   size u32, bytes
///
/// Little-endian; a text is its size as u32 and UTF-8.
struct CLAPState: Equatable {
    struct Parameter: Equatable {
        var id: UInt32
        var value: Float
    }

    var plugin: String
    var parameters: [Parameter]
    /// nil: the plugin cannot save itself.
    var own: [UInt8]?

    static let magic: [UInt8] = Array("OBC1".utf8)
    static let version: UInt32 = 1
    static let headerBytes = 24

    var bytes: [UInt8] {
        var payload = CLAPStateWriter()
        payload.append(plugin)
        payload.append(own == nil ? UInt32(0) : 1)
        payload.append(UInt32(parameters.count))
        for parameter in parameters {
            payload.append(parameter.id)
            payload.append(parameter.value.bitPattern)
        }
        payload.append(UInt32(own?.count ?? 0))
        payload.bytes += own ?? []
        var head = CLAPStateWriter()
        head.bytes = Self.magic
        head.append(Self.version)
        head.append(UInt64(payload.bytes.count))
        head.append(Self.checksum(payload.bytes[...]))
        return head.bytes + payload.bytes
    }

    init(plugin: String, parameters: [Parameter], own: [UInt8]?) {
        self.plugin = plugin
        self.parameters = parameters
        self.own = own
    }

    /// - Throws: `stateUnreadable` for anything but a whole state of that plugin. Nothing is believed
    ///   before the checksum is right, and every length is checked all the same.
    init(_ bytes: [UInt8], plugin: String) throws(HostError) {
        func unreadable(_ why: String) -> HostError {
            HostError(.stateUnreadable, subject: plugin, message: why)
        }
        guard bytes.starts(with: Self.magic) else {
            throw unreadable("these bytes are no state of a CLAP plugin")
        }
        var reader = CLAPStateReader(rest: bytes.dropFirst(Self.magic.count))
        guard let version: UInt32 = reader.number() else {
            throw unreadable("the state is cut off")
        }
        guard version == Self.version else {
            throw unreadable("the state is of version \(version); update the host to read it")
        }
        guard let size: UInt64 = reader.number(), let checksum: UInt64 = reader.number(),
            size == UInt64(reader.rest.count)
        else { throw unreadable("the state is cut off, or has more behind it") }
        guard checksum == Self.checksum(reader.rest) else {
            throw unreadable("the state is damaged: its checksum is another")
        }
        guard let owner = reader.text() else { throw unreadable("the state names no plugin") }
        guard owner == plugin else { throw unreadable("the state is that of \(owner)") }
        guard let content = reader.content() else {
            throw unreadable("the state does not keep to its own format")
        }
        self.plugin = owner
        (parameters, own) = content
    }

    private static func checksum(_ payload: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in payload { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

private struct CLAPStateWriter {
    var bytes: [UInt8] = []

    mutating func append(_ text: String) {
        append(UInt32(text.utf8.count))
        bytes += Array(text.utf8)
    }

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes += Array($0) }
    }
}

private struct CLAPStateReader {
    var rest: ArraySlice<UInt8>

    mutating func content() -> (parameters: [CLAPState.Parameter], own: [UInt8]?)? {
        guard let kind: UInt32 = number(), kind <= 1, let count: UInt32 = number(),
            Int(count) <= rest.count / 8
        else { return nil }
        var parameters: [CLAPState.Parameter] = []
        for _ in 0..<count {
            guard let id: UInt32 = number(), let bits: UInt32 = number() else { return nil }
            let value = Float(bitPattern: bits)
            guard value.isFinite else { return nil }
            parameters.append(CLAPState.Parameter(id: id, value: value))
        }
        guard let size: UInt32 = number(), Int(size) == rest.count, kind == 1 || size == 0 else {
            return nil
        }
        return (parameters, kind == 1 ? Array(rest) : nil)
    }

    mutating func number<Number: FixedWidthInteger>() -> Number? {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { return nil }
        defer { rest.removeFirst(size) }
        return rest.prefix(size).withUnsafeBytes {
            Number(littleEndian: $0.loadUnaligned(as: Number.self))
        }
    }

    mutating func text() -> String? {
        guard let size: UInt32 = number(), Int(size) <= rest.count else { return nil }
        defer { rest.removeFirst(Int(size)) }
        return String(validating: rest.prefix(Int(size)), as: UTF8.self)
    }
}

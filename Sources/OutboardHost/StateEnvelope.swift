/// What the saved state of a plugin is wrapped in, so that one that is damaged is never given to it.
///
///     magic, 4 letters; version u32, payload size u64, FNV-1a of the payload u64
///     payload: what the format's host writes
///
/// Little-endian. A checksum keeps accidents out, not malice: what reads a payload checks every length all
/// the same.
package struct StateEnvelope: Sendable {
    private let magic: [UInt8]
    /// What these are states of, with its article.
    private let kind: String

    package static let headerBytes = 24
    private static let version: UInt32 = 1

    package static let lv2 = StateEnvelope(magic: "OBL2", of: "an LV2 plugin")
    package static let clap = StateEnvelope(magic: "OBC1", of: "a CLAP plugin")
    package static let vst3 = StateEnvelope(magic: "OBV3", of: "a VST3 plugin")

    private init(magic: String, of kind: String) {
        self.magic = Array(magic.utf8)
        self.kind = kind
    }

    package func sealed(_ payload: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.add(bare: magic)
        writer.add(Self.version)
        writer.add(UInt64(payload.count))
        writer.add(Checksum.of(payload[...]))
        writer.add(bare: payload)
        return writer.bytes
    }

    /// Reads a state that is whole, undamaged and this plugin's.
    ///
    /// - Parameters:
    ///   - plugin: the identifier of the one that it is to be for.
    ///   - owner: reads the identifier of the one that it is of, which comes first.
    ///   - content: reads what is behind that, to the end.
    /// - Throws: `stateUnreadable`.
    package func open<Content>(
        _ state: [UInt8],
        for plugin: String,
        owner: (inout ByteReader) throws(ByteReader.Damaged) -> String = ByteReader.takeText,
        content: (inout ByteReader) throws(ByteReader.Damaged) -> Content
    ) throws(HostError) -> Content {
        func refusal(_ message: String) -> HostError {
            HostError(.stateUnreadable, subject: plugin, message: message)
        }
        guard state.starts(with: magic) else {
            throw refusal("these bytes are no state of \(kind)")
        }
        var reader = ByteReader(state.dropFirst(magic.count))
        guard let version = try? reader.integer(UInt32.self) else {
            throw refusal("the state is cut off")
        }
        guard version == Self.version else {
            throw refusal("the state is of version \(version); update the host to read it")
        }
        guard let size = try? reader.integer(UInt64.self),
            let checksum = try? reader.integer(UInt64.self), size == UInt64(reader.rest.count)
        else { throw refusal("the state is cut off, or has more behind it") }
        guard checksum == Checksum.of(reader.rest) else {
            throw refusal("the state is damaged: its checksum is another")
        }
        guard let found = try? owner(&reader) else { throw refusal("the state names no plugin") }
        guard found == plugin else { throw refusal("the state is that of \(found)") }
        guard let content = try? content(&reader), reader.isAtEnd else {
            throw refusal("the state does not keep to its own format")
        }
        return content
    }
}

extension ByteReader {
    package static func takeText(_ reader: inout ByteReader) throws(Damaged) -> String {
        try reader.text()
    }
}

import CLilv
import OutboardHost

/// Reads what `LV2StateWriter` wrote. Nothing of a state is believed before its checksum is right, and
/// every length is checked all the same.
struct LV2StateReader {
    typealias State = (controls: [(symbol: String, value: Float)], properties: [LV2StateProperty])

    private var rest: ArraySlice<UInt8>

    /// - Throws: `stateUnreadable` for anything but a whole state of that plugin.
    static func read(
        _ state: [UInt8],
        plugin: String,
        table: URIDTable
    ) throws(HostError) -> State {
        func unreadable(_ why: String) -> HostError {
            HostError(.stateUnreadable, subject: plugin, message: why)
        }
        var reader = LV2StateReader(rest: state[...])
        guard state.starts(with: LV2StateFormat.magic) else {
            throw unreadable("these bytes are no state of an LV2 plugin")
        }
        reader.rest.removeFirst(LV2StateFormat.magic.count)
        guard let version: UInt32 = reader.number() else {
            throw unreadable("the state is cut off")
        }
        guard version == LV2StateFormat.version else {
            throw unreadable("the state is of version \(version); update the host to read it")
        }
        guard let size: UInt64 = reader.number(), let checksum: UInt64 = reader.number(),
            size == UInt64(reader.rest.count)
        else { throw unreadable("the state is cut off, or has more behind it") }
        guard checksum == LV2StateFormat.checksum(reader.rest) else {
            throw unreadable("the state is damaged: its checksum is another")
        }
        guard let owner = reader.text() else { throw unreadable("the state names no plugin") }
        guard owner == plugin else { throw unreadable("the state is that of \(owner)") }
        guard let content = reader.content(table) else {
            throw unreadable("the state does not keep to its own format")
        }
        return content
    }

    private mutating func content(_ table: URIDTable) -> State? {
        guard let controlCount: UInt32 = number() else { return nil }
        var controls: [(symbol: String, value: Float)] = []
        for _ in 0..<controlCount {
            guard let symbol = text(), let bits: UInt32 = number() else { return nil }
            let value = Float(bitPattern: bits)
            guard value.isFinite else { return nil }
            controls.append((symbol, value))
        }
        guard let propertyCount: UInt32 = number() else { return nil }
        var properties: [LV2StateProperty] = []
        for _ in 0..<propertyCount {
            guard let property = property() else { return nil }
            properties.append(property)
        }
        guard let uris = uris(), rest.isEmpty,
            let known = translate(properties, uris: uris, table: table)
        else { return nil }
        return (controls, known)
    }

    private mutating func property() -> LV2StateProperty? {
        guard let key: UInt32 = number(), let type: UInt32 = number(), let flags: UInt32 = number(),
            let size: UInt32 = number(), Int(size) <= rest.count
        else { return nil }
        defer { rest.removeFirst(Int(size)) }
        return LV2StateProperty(
            key: key,
            type: type,
            flags: flags,
            value: Array(rest.prefix(Int(size)))
        )
    }

    private mutating func uris() -> [String]? {
        guard let count: UInt32 = number() else { return nil }
        var uris: [String] = []
        for _ in 0..<count {
            guard let uri = text() else { return nil }
            uris.append(uri)
        }
        return uris
    }

    /// From places in the list of URIs to the numbers of this process.
    private func translate(
        _ properties: [LV2StateProperty],
        uris: [String],
        table: URIDTable
    ) -> [LV2StateProperty]? {
        let numbers = uris.map { table.number(of: $0) }
        // Types are still places while the walk goes on; one that is not in the list is none of these.
        let types = AtomTypes { uri in
            uris.firstIndex(of: uri).map { LV2_URID($0 + 1) } ?? LV2_URID.max
        }
        let references = AtomReferences(types: types) { place in
            place <= numbers.count ? numbers[Int(place) - 1] : nil
        }
        var known: [LV2StateProperty] = []
        for var property in properties {
            let places = 1...max(1, numbers.count)
            guard !numbers.isEmpty, places.contains(Int(property.key)),
                places.contains(Int(property.type)),
                references.rewrite(&property.value, type: property.type)
            else { return nil }
            property.key = numbers[Int(property.key) - 1]
            property.type = numbers[Int(property.type) - 1]
            known.append(property)
        }
        return known
    }

    private mutating func number<Number: FixedWidthInteger>() -> Number? {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { return nil }
        defer { rest.removeFirst(size) }
        return rest.prefix(size).withUnsafeBytes {
            Number(littleEndian: $0.loadUnaligned(as: Number.self))
        }
    }

    private mutating func text() -> String? {
        guard let size: UInt32 = number(), Int(size) <= rest.count else { return nil }
        defer { rest.removeFirst(Int(size)) }
        return String(validating: rest.prefix(Int(size)), as: UTF8.self)
    }
}

import CLilv
import OutboardHost

/// Reads what `LV2StateWriter` wrote.
struct LV2StateReader {
    typealias State = (controls: [(symbol: String, value: Float)], properties: [LV2StateProperty])

    private let table: URIDTable

    /// - Throws: `stateUnreadable` for anything but a whole state of that plugin.
    static func read(
        _ state: [UInt8],
        plugin: String,
        table: URIDTable
    ) throws(HostError) -> State {
        let reader = LV2StateReader(table: table)
        return try StateEnvelope.lv2.open(state, for: plugin) {
            (bytes) throws(ByteReader.Damaged) in try reader.content(&bytes)
        }
    }

    private func content(_ bytes: inout ByteReader) throws(ByteReader.Damaged) -> State {
        let controls = try bytes.list { (bytes) throws(ByteReader.Damaged) in
            let control = (symbol: try bytes.text(), value: try bytes.float())
            guard control.value.isFinite else { throw ByteReader.Damaged() }
            return control
        }
        let properties = try bytes.list { (bytes) throws(ByteReader.Damaged) in
            LV2StateProperty(
                key: try bytes.integer(),
                type: try bytes.integer(),
                flags: try bytes.integer(),
                value: Array(try bytes.part())
            )
        }
        let uris = try bytes.list(ByteReader.takeText)
        guard let known = translate(properties, uris: uris) else { throw ByteReader.Damaged() }
        return (controls, known)
    }

    /// From places in the list of URIs to the numbers of this process.
    private func translate(
        _ properties: [LV2StateProperty],
        uris: [String]
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
}

import CLilv
import OutboardHost

/// A property of a plugin's state. Key, type and the value's own URIDs are numbers of the host's table.
struct LV2StateProperty: Equatable {
    var key: LV2_URID
    var type: LV2_URID
    var flags: UInt32
    var value: [UInt8]
}

/// Writes down a plugin's state, so that another process can read it.
///
///     envelope "OBL2" (see `StateEnvelope`)
///     payload: plugin URI
///              controls    count u32, each: symbol, value f32
///              properties  count u32, each: key u32, type u32, flags u32, size u32, bytes
///              URIs        count u32, each a text
///
/// Little-endian; a text is its size as u32 and UTF-8. URIDs are places in the list of URIs, from 1.
/// Values are as this machine lays them out, which is little-endian wherever the host runs.
struct LV2StateWriter {
    private let types: AtomTypes
    private let places: PlaceList
    private let table: URIDTable

    init(table: URIDTable) {
        self.table = table
        places = PlaceList(table: table)
        types = AtomTypes { table.number(of: $0) }
    }

    func write(
        plugin: String,
        controls: [(symbol: String, value: Float)],
        properties: [LV2StateProperty]
    ) throws(HostError) -> [UInt8] {
        var writer = ByteWriter()
        writer.add(plugin)
        writer.add(each: controls) { writer, control in
            writer.add(control.symbol)
            writer.add(control.value)
        }
        writer.add(UInt32(properties.count))
        for property in properties {
            guard write(property, to: &writer) else {
                throw HostError(
                    .stateUnavailable,
                    subject: plugin,
                    message: "the plugin saved an atom that is not what its type says: "
                        + (table.uri(of: property.key) ?? "of an unknown key")
                )
            }
        }
        writer.add(each: places.uris) { $0.add($1) }
        return StateEnvelope.lv2.sealed(writer.bytes)
    }

    private func write(_ property: LV2StateProperty, to writer: inout ByteWriter) -> Bool {
        guard let key = places.place(property.key), let type = places.place(property.type) else {
            return false
        }
        var value = property.value
        let references = AtomReferences(types: types) { [places] in places.place($0) }
        guard references.rewrite(&value, type: property.type) else { return false }
        writer.add(key)
        writer.add(type)
        writer.add(property.flags)
        writer.add(value)
        return true
    }
}

/// The URIs that a state speaks of, in the order of first mention.
private final class PlaceList {
    private(set) var uris: [String] = []
    private var places: [LV2_URID: UInt32] = [:]
    private let table: URIDTable

    init(table: URIDTable) { self.table = table }

    func place(_ number: LV2_URID) -> UInt32? {
        if let known = places[number] { return known }
        guard let uri = table.uri(of: number) else { return nil }
        uris.append(uri)
        places[number] = UInt32(uris.count)
        return UInt32(uris.count)
    }
}

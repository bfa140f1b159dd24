import CLilv
import OutboardHost

/// A property of a plugin's state. Key, type and the value's own URIDs are numbers of the host's table.
struct LV2StateProperty: Equatable {
    var key: LV2_URID
    var type: LV2_URID
    var flags: UInt32
    var value: [UInt8]
}

/// How a plugin's state is written down, so that another process can read it.
///
///     "OBL2", version u32, payload size u64, FNV-1a of the payload u64
///     payload: plugin URI
///              controls    count u32, each: symbol, value f32
///              properties  count u32, each: key u32, type u32, flags u32, size u32, bytes
///              URIs        count u32, each a text
///
/// Little-endian; a text is its size as u32 and UTF-8. URIDs are places in the list of URIs, from 1.
/// Values are as this machine lays them out, which is little-endian wherever the host runs.
enum LV2StateFormat {
    static let magic: [UInt8] = Array("OBL2".utf8)
    static let version: UInt32 = 1
    static let headerBytes = 24

    static func checksum(_ payload: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in payload { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

struct LV2StateWriter {
    private let table: URIDTable
    private let types: AtomTypes
    private var payload: [UInt8] = []
    private let places: PlaceList

    init(table: URIDTable) {
        self.table = table
        places = PlaceList(table: table)
        types = AtomTypes { table.number(of: $0) }
    }

    mutating func write(
        plugin: String,
        controls: [(symbol: String, value: Float)],
        properties: [LV2StateProperty]
    ) throws(HostError) -> [UInt8] {
        append(plugin)
        append(UInt32(controls.count))
        for control in controls {
            append(control.symbol)
            append(control.value.bitPattern)
        }
        append(UInt32(properties.count))
        for property in properties {
            guard write(property) else {
                throw HostError(
                    .stateUnavailable,
                    subject: plugin,
                    message: "the plugin saved an atom that is not what its type says: "
                        + (table.uri(of: property.key) ?? "of an unknown key")
                )
            }
        }
        append(UInt32(places.uris.count))
        for uri in places.uris { append(uri) }
        let body = payload
        payload = LV2StateFormat.magic
        append(LV2StateFormat.version)
        append(UInt64(body.count))
        append(LV2StateFormat.checksum(body[...]))
        return payload + body
    }

    private mutating func write(_ property: LV2StateProperty) -> Bool {
        guard let key = places.place(property.key), let type = places.place(property.type) else {
            return false
        }
        var value = property.value
        let references = AtomReferences(types: types) { [places] in places.place($0) }
        guard references.rewrite(&value, type: property.type) else { return false }
        append(key)
        append(type)
        append(property.flags)
        append(UInt32(value.count))
        payload += value
        return true
    }

    private mutating func append(_ text: String) {
        append(UInt32(text.utf8.count))
        payload += Array(text.utf8)
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { payload += Array($0) }
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

import CVST3
import OutboardHost

/// A plugin's state as it is written down.
///
///     "OBV3", version u32, payload size u64, FNV-1a of the payload u64
///     payload: the plugin's class, 16 bytes
///              the component's state    size u32, bytes
///              the controller's state   size u32, bytes
///              parameters               count u32, each: identifier u32, normalized value f64
///
/// Little-endian. The parameters are those that people see, as they stood: the component may not have been
/// told of the newest yet.
struct VST3State: Equatable {
    struct Value: Equatable {
        let id: UInt32
        let normalized: Double
    }

    var component: [UInt8]
    var controller: [UInt8]
    var values: [Value]

    private static let magic = Array("OBV3".utf8)
    private static let version: UInt32 = 1
    private static let headerBytes = 24

    init(component: [UInt8], controller: [UInt8], values: [Value]) {
        self.component = component
        self.controller = controller
        self.values = values
    }

    func bytes(of plugin: ob_vst3_id) -> [UInt8] {
        var payload: [UInt8] = []
        withUnsafeBytes(of: plugin) { payload.append(contentsOf: $0) }
        for part in [component, controller] {
            payload.append(number: UInt32(part.count))
            payload += part
        }
        payload.append(number: UInt32(values.count))
        for value in values {
            payload.append(number: value.id)
            payload.append(number: value.normalized.bitPattern)
        }
        var all = Self.magic
        all.append(number: Self.version)
        all.append(number: UInt64(payload.count))
        all.append(number: Self.checksum(payload[...]))
        return all + payload
    }

    /// - Throws: `stateUnreadable` for what is not a whole state of this plugin.
    init(_ bytes: [UInt8], of plugin: ob_vst3_id) throws(HostError) {
        func refusal(_ message: String) -> HostError {
            HostError(.stateUnreadable, subject: plugin.text, message: message)
        }
        var header = VST3ByteReader(bytes.prefix(Self.headerBytes))
        guard header.take(4).map(Array.init) == Self.magic else {
            throw refusal("this is no state of a VST3 plugin")
        }
        guard let version = header.number(UInt32.self), version == Self.version else {
            throw refusal("the state is of a version that this program does not know")
        }
        let payload = bytes.dropFirst(Self.headerBytes)
        guard header.number(UInt64.self) == UInt64(payload.count),
            header.number(UInt64.self) == Self.checksum(payload)
        else { throw refusal("the state is damaged, or cut off") }
        var reader = VST3ByteReader(payload)
        guard let id = reader.take(16), withUnsafeBytes(of: plugin, { Array($0) == Array(id) })
        else { throw refusal("the state is of another plugin") }
        func part() throws(HostError) -> [UInt8] {
            guard let size = reader.number(UInt32.self), let part = reader.take(Int(size)) else {
                throw refusal("the state says that there is more than there is")
            }
            return Array(part)
        }
        component = try part()
        controller = try part()
        values = []
        for _ in 0..<(reader.number(UInt32.self) ?? 0) {
            guard let id = reader.number(UInt32.self), let bits = reader.number(UInt64.self) else {
                throw refusal("the state says that there is more than there is")
            }
            values.append(Value(id: id, normalized: Double(bitPattern: bits)))
        }
        guard reader.isAtEnd, values.allSatisfy({ (0...1).contains($0.normalized) }) else {
            throw refusal("the state has values that are none")
        }
    }

    private static func checksum(_ payload: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in payload { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

import CVST3
import OutboardHost

/// A plugin's state as it is written down.
///
///     envelope "OBV3" (see `StateEnvelope`)
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

    init(component: [UInt8], controller: [UInt8], values: [Value]) {
        self.component = component
        self.controller = controller
        self.values = values
    }

    func bytes(of plugin: ob_vst3_id) -> [UInt8] {
        var writer = ByteWriter()
        withUnsafeBytes(of: plugin) { writer.add(bare: $0) }
        writer.add(component)
        writer.add(controller)
        writer.add(each: values) { writer, value in
            writer.add(value.id)
            writer.add(value.normalized)
        }
        return StateEnvelope.vst3.sealed(writer.bytes)
    }

    /// - Throws: `stateUnreadable` for what is not a whole state of this plugin.
    init(_ bytes: [UInt8], of plugin: ob_vst3_id) throws(HostError) {
        self = try StateEnvelope.vst3.open(
            bytes,
            for: plugin.text,
            owner: { (reader) throws(ByteReader.Damaged) in
                var id = ob_vst3_id()
                let bytes = try reader.take(MemoryLayout<ob_vst3_id>.size)
                withUnsafeMutableBytes(of: &id) { $0.copyBytes(from: bytes) }
                return id.text
            },
            content: { (reader) throws(ByteReader.Damaged) in
                VST3State(
                    component: Array(try reader.part()),
                    controller: Array(try reader.part()),
                    values: try reader.list(Value.init)
                )
            }
        )
    }
}

extension VST3State.Value {
    fileprivate init(_ reader: inout ByteReader) throws(ByteReader.Damaged) {
        id = try reader.integer()
        normalized = try reader.number()
        guard (0...1).contains(normalized) else { throw ByteReader.Damaged() }
    }
}

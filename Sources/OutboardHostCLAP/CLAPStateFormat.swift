import OutboardHost

/// A plugin's state as it is written down.
///
///     envelope "OBC1" (see `StateEnvelope`)
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

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.add(plugin)
        writer.add(own == nil ? UInt32(0) : 1)
        writer.add(each: parameters) { writer, parameter in
            writer.add(parameter.id)
            writer.add(parameter.value)
        }
        writer.add(own ?? [])
        return StateEnvelope.clap.sealed(writer.bytes)
    }

    init(plugin: String, parameters: [Parameter], own: [UInt8]?) {
        self.plugin = plugin
        self.parameters = parameters
        self.own = own
    }

    /// - Throws: `stateUnreadable` for anything but a whole state of that plugin.
    init(_ bytes: [UInt8], plugin: String) throws(HostError) {
        self.plugin = plugin
        (parameters, own) = try StateEnvelope.clap.open(bytes, for: plugin, content: Self.content)
    }

    private static func content(
        _ reader: inout ByteReader
    ) throws(ByteReader.Damaged) -> ([Parameter], [UInt8]?) {
        let kind = try reader.integer(UInt32.self)
        let parameters = try reader.list { (reader) throws(ByteReader.Damaged) in
            let parameter = Parameter(id: try reader.integer(), value: try reader.float())
            guard parameter.value.isFinite else { throw ByteReader.Damaged() }
            return parameter
        }
        let own = Array(try reader.part())
        guard kind == 1 || kind == 0 && own.isEmpty else { throw ByteReader.Damaged() }
        return (parameters, kind == 1 ? own : nil)
    }
}

import CVST3
import Glibc

/// Named values, as a message or a stream carries them.
final class VST3Attributes: VST3Object {
    enum Value {
        case int(Int64)
        case float(Double)
        /// With a zero at its end.
        case text([UInt16])
        case bytes(VST3Bytes)
    }

    private var values: [String: Value] = [:]

    private static let table = VST3Table(
        ob_vst3_attributes_methods(
            unknown: VST3Table.unknown,
            set_int: { VST3Attributes.of($0).set($1, .int($2)) },
            get_int: { object, name, value in
                guard case .int(let found)? = VST3Attributes.of(object).value(name) else {
                    return vst3False
                }
                value?.pointee = found
                return vst3OK
            },
            set_float: { VST3Attributes.of($0).set($1, .float($2)) },
            get_float: { object, name, value in
                guard case .float(let found)? = VST3Attributes.of(object).value(name) else {
                    return vst3False
                }
                value?.pointee = found
                return vst3OK
            },
            set_text: { object, name, text in
                guard let text else { return vst3InvalidArgument }
                var units: [UInt16] = []
                while text[units.count] != 0 { units.append(text[units.count]) }
                return VST3Attributes.of(object).set(name, .text(units + [0]))
            },
            get_text: { VST3Attributes.of($0).text($1, $2, $3) },
            set_bytes: { object, name, bytes, size in
                guard bytes != nil || size == 0 else { return vst3InvalidArgument }
                return VST3Attributes.of(object).set(name, .bytes(VST3Bytes(bytes, Int(size))))
            },
            get_bytes: { object, name, bytes, size in
                guard case .bytes(let found)? = VST3Attributes.of(object).value(name) else {
                    return vst3False
                }
                bytes?.pointee = UnsafeRawPointer(found.memory)
                size?.pointee = UInt32(found.count)
                return vst3OK
            }
        )
    )

    init() { super.init([(ob_vst3_attributes_id, Self.table)]) }

    func set(_ name: String, _ value: Value) { values[name] = value }

    private func set(_ name: UnsafePointer<CChar>?, _ value: Value) -> Int32 {
        guard let name else { return vst3InvalidArgument }
        values[String(cString: name)] = value
        return vst3OK
    }

    private func value(_ name: UnsafePointer<CChar>?) -> Value? {
        name.flatMap { values[String(cString: $0)] }
    }

    private func text(
        _ name: UnsafePointer<CChar>?,
        _ text: UnsafeMutablePointer<UInt16>?,
        _ sizeBytes: UInt32
    ) -> Int32 {
        guard let text, sizeBytes >= 2, case .text(let units)? = value(name) else {
            return vst3False
        }
        let count = min(units.count, Int(sizeBytes) / 2)
        for place in 0..<count { text[place] = units[place] }
        text[count - 1] = 0
        return vst3OK
    }
}

/// Bytes that stay where they are while somebody has their address.
final class VST3Bytes {
    let memory: UnsafeMutableRawPointer
    let count: Int

    init(_ bytes: UnsafeRawPointer?, _ count: Int) {
        self.count = count
        memory = .allocate(byteCount: max(1, count), alignment: 16)
        if let bytes, count > 0 { memory.copyMemory(from: bytes, byteCount: count) }
    }

    deinit { memory.deallocate() }
}

/// What a plugin's halves tell each other.
final class VST3Message: VST3Object {
    private var name: UnsafeMutablePointer<CChar>?
    private let attributes = VST3Attributes()

    private static let table = VST3Table(
        ob_vst3_message_methods(
            unknown: VST3Table.unknown,
            get_name: { UnsafePointer(VST3Message.of($0).name) },
            set_name: { object, name in
                let message = VST3Message.of(object)
                free(message.name)
                message.name = name.map { strdup($0) }
            },
            get_attributes: { VST3Message.of($0).attributes.lent }
        )
    )

    init() { super.init([(ob_vst3_message_id, Self.table)]) }

    deinit { free(name) }
}

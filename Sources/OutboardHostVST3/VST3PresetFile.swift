import CVST3
import Glibc
import OutboardHost

/// A preset as every VST3 host reads and writes it: a `.vstpreset` file.
///
///     "VST3", version i32, class as 32 digits, where the list is i64
///     the parts, one after the other
///     "List", count i32, each: name of 4 letters, where it is i64, size i64
///
/// Little-endian. Of the parts, "Comp" is the component's state and "Cont" the controller's.
struct VST3PresetFile: Equatable {
    var plugin: String
    var component: [UInt8]
    var controller: [UInt8]

    static let headerBytes = 48
    /// Files of more are no presets.
    private static let sizeMax = 1 << 28
    private static let partsMax: Int32 = 128
    private static let version: Int32 = 1

    init(plugin: String, component: [UInt8], controller: [UInt8]) {
        self.plugin = plugin
        self.component = component
        self.controller = controller
    }

    var bytes: [UInt8] {
        let parts = [("Comp", component), ("Cont", controller)].filter { !$0.1.isEmpty }
        var all = Array("VST3".utf8)
        all.append(number: Self.version)
        all += Array(plugin.utf8)
        let size = parts.reduce(Self.headerBytes) { $0 + $1.1.count }
        all.append(number: Int64(size))
        for (_, part) in parts { all += part }
        all += Array("List".utf8)
        all.append(number: Int32(parts.count))
        var offset = Self.headerBytes
        for (name, part) in parts {
            all += Array(name.utf8)
            all.append(number: Int64(offset))
            all.append(number: Int64(part.count))
            offset += part.count
        }
        return all
    }

    /// The plugin that a file is for, of its first bytes. nil: it is no preset.
    static func plugin(of bytes: [UInt8]) -> ob_vst3_id? {
        var reader = VST3ByteReader(bytes[...])
        guard reader.take(4).map(Array.init) == Array("VST3".utf8),
            reader.number(Int32.self) != nil, let digits = reader.take(32)
        else { return nil }
        return ob_vst3_id(text: String(decoding: digits, as: UTF8.self))
    }

    /// - Throws: `presetUnreadable`.
    init(_ bytes: [UInt8], subject: String) throws(HostError) {
        func refusal(_ message: String) -> HostError {
            HostError(.presetUnreadable, subject: subject, message: message)
        }
        guard let id = Self.plugin(of: bytes), bytes.count >= Self.headerBytes else {
            throw refusal("this is no VST3 preset")
        }
        var header = VST3ByteReader(bytes[40..<Self.headerBytes])
        guard let place = header.number(Int64.self), place >= Int64(Self.headerBytes),
            place < Int64(bytes.count)
        else { throw refusal("the file is cut off: its list is beyond its end") }
        var list = VST3ByteReader(bytes[Int(place)...])
        guard list.take(4).map(Array.init) == Array("List".utf8),
            let count = list.number(Int32.self), count >= 0, count <= Self.partsMax
        else { throw refusal("the file has no list of its parts") }
        plugin = id.text
        component = []
        controller = []
        for _ in 0..<count {
            guard let name = list.take(4), let from = list.number(Int64.self),
                let size = list.number(Int64.self), from >= 0, size >= 0,
                from <= Int64(bytes.count), size <= Int64(bytes.count) - from
            else { throw refusal("the file lists what is not in it") }
            let part = Array(bytes[Int(from)..<Int(from + size)])
            switch String(decoding: name, as: UTF8.self) {
            case "Comp": component = part
            case "Cont": controller = part
            default: continue
            }
        }
        guard !component.isEmpty else { throw refusal("the file holds no component's state") }
    }

    /// The first bytes of a file. nil: it cannot be read, or is longer than any preset.
    static func read(_ path: String, prefix: Int? = nil) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var status = stat()
        guard fstat(fileno(file), &status) == 0, status.st_size <= sizeMax,
            status.st_mode & S_IFMT == S_IFREG
        else { return nil }
        let count = min(Int(status.st_size), prefix ?? sizeMax)
        return [UInt8](unsafeUninitializedCapacity: max(1, count)) { bytes, size in
            size = fread(bytes.baseAddress, 1, count, file)
        }
    }
}

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
        var writer = ByteWriter()
        writer.add(bare: "VST3".utf8)
        writer.add(Self.version)
        writer.add(bare: plugin.utf8)
        let size = parts.reduce(Self.headerBytes) { $0 + $1.1.count }
        writer.add(Int64(size))
        for (_, part) in parts { writer.add(bare: part) }
        writer.add(bare: "List".utf8)
        writer.add(Int32(parts.count))
        var offset = Self.headerBytes
        for (name, part) in parts {
            writer.add(bare: name.utf8)
            writer.add(Int64(offset))
            writer.add(Int64(part.count))
            offset += part.count
        }
        return writer.bytes
    }

    /// The plugin that a file is for, of its first bytes. nil: it is no preset.
    static func plugin(of bytes: [UInt8]) -> ob_vst3_id? {
        var reader = ByteReader(bytes[...])
        guard let word = try? reader.take(4), word.elementsEqual("VST3".utf8),
            (try? reader.integer(Int32.self)) != nil, let digits = try? reader.take(32)
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
        var header = ByteReader(bytes[40..<Self.headerBytes])
        guard let place = try? header.integer(Int64.self), place >= Int64(Self.headerBytes),
            place < Int64(bytes.count)
        else { throw refusal("the file is cut off: its list is beyond its end") }
        var list = ByteReader(bytes[Int(place)...])
        guard let word = try? list.take(4), word.elementsEqual("List".utf8),
            let count = try? list.integer(Int32.self), count >= 0, count <= Self.partsMax
        else { throw refusal("the file has no list of its parts") }
        plugin = id.text
        component = []
        controller = []
        for _ in 0..<count {
            guard let name = try? list.take(4), let from = try? list.integer(Int64.self),
                let size = try? list.integer(Int64.self), from >= 0, size >= 0,
                from <= Int64(bytes.count), size <= Int64(bytes.count) - from
            else { throw refusal("the file lists what is not in it") }
            let part = bytes[Int(from)..<Int(from + size)]
            switch String(decoding: name, as: UTF8.self) {
            case "Comp": component = Array(part)
            case "Cont": controller = Array(part)
            default: continue
            }
        }
        guard !component.isEmpty else { throw refusal("the file holds no component's state") }
    }

    /// The first bytes of a file. nil: it cannot be read, or is longer than any preset.
    static func read(_ path: String, prefix: Int? = nil) -> [UInt8]? {
        // A pipe of such a name would wait for somebody to write.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard let file = fdopen(descriptor, "rb") else {
            close(descriptor)
            return nil
        }
        defer { fclose(file) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= sizeMax,
            status.st_mode & S_IFMT == S_IFREG
        else { return nil }
        let count = min(Int(status.st_size), prefix ?? sizeMax)
        return [UInt8](unsafeUninitializedCapacity: max(1, count)) { bytes, size in
            size = fread(bytes.baseAddress, 1, count, file)
        }
    }
}

import CVST3

/// Bytes that a plugin writes its state to or reads it from. Held in memory; used on the thread that it was
/// made on.
final class VST3Stream: VST3Object {
    private(set) var bytes: [UInt8]
    private var position = 0
    private let attributes: VST3Attributes

    /// A state of more is refused: the plugin writes without end.
    private static let sizeMax = 1 << 30

    private static let table = VST3Table(
        ob_vst3_stream_methods(
            unknown: VST3Table.unknown,
            read: { VST3Stream.of($0).read($1, $2, $3) },
            write: { VST3Stream.of($0).write($1, $2, $3) },
            seek: { VST3Stream.of($0).seek($1, $2, $3) },
            tell: { object, position in
                position?.pointee = Int64(VST3Stream.of(object).position)
                return position == nil ? vst3InvalidArgument : vst3OK
            }
        )
    )
    private static let sizes = VST3Table(
        ob_vst3_sizeable_methods(
            unknown: VST3Table.unknown,
            get_size: { object, size in
                size?.pointee = Int64(VST3Stream.of(object).bytes.count)
                return size == nil ? vst3InvalidArgument : vst3OK
            },
            set_size: { VST3Stream.of($0).resize($1) }
        )
    )
    private static let attributeTable = VST3Table(
        ob_vst3_stream_attributes_methods(
            unknown: VST3Table.unknown,
            get_file_name: { _, _ in vst3False },
            get_attributes: { VST3Stream.of($0).attributes.lent }
        )
    )

    /// - Parameter isProject: the state is one of a session, and not of a preset.
    init(_ bytes: [UInt8] = [], isProject: Bool = true) {
        self.bytes = bytes
        attributes = VST3Attributes()
        if isProject { attributes.set("StateType", .text("Project".unitsWithZero)) }
        super.init([
            (ob_vst3_stream_id, Self.table), (ob_vst3_sizeable_id, Self.sizes),
            (ob_vst3_stream_attributes_id, Self.attributeTable),
        ])
    }

    private func read(
        _ memory: UnsafeMutableRawPointer?,
        _ size: Int32,
        _ done: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        done?.pointee = 0
        guard let memory, size >= 0 else { return vst3InvalidArgument }
        let count = min(Int(size), max(0, bytes.count - position))
        bytes.withUnsafeBytes { all in
            if count > 0 { memory.copyMemory(from: all.baseAddress! + position, byteCount: count) }
        }
        position += count
        done?.pointee = Int32(count)
        return vst3OK
    }

    private func write(
        _ memory: UnsafeMutableRawPointer?,
        _ size: Int32,
        _ done: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        done?.pointee = 0
        guard let memory, size >= 0 else { return vst3InvalidArgument }
        let end = position + Int(size)
        guard end <= Self.sizeMax else { return Int32(OB_VST3_OUT_OF_MEMORY) }
        if end > bytes.count {
            bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
        }
        bytes.withUnsafeMutableBytes { all in
            if size > 0 {
                (all.baseAddress! + position).copyMemory(from: memory, byteCount: Int(size))
            }
        }
        position = end
        done?.pointee = size
        return vst3OK
    }

    private func seek(
        _ distance: Int64,
        _ origin: Int32,
        _ place: UnsafeMutablePointer<Int64>?
    ) -> Int32 {
        let start: Int64
        switch Int(origin) {
        case OB_VST3_SEEK_START: start = 0
        case OB_VST3_SEEK_HERE: start = Int64(position)
        case OB_VST3_SEEK_END: start = Int64(bytes.count)
        default: return vst3InvalidArgument
        }
        let (target, overflow) = start.addingReportingOverflow(distance)
        guard !overflow, target >= 0, target <= Self.sizeMax else { return vst3InvalidArgument }
        position = Int(target)
        place?.pointee = target
        return vst3OK
    }

    private func resize(_ size: Int64) -> Int32 {
        guard size >= 0, size <= Self.sizeMax else { return vst3InvalidArgument }
        if size < bytes.count {
            bytes.removeLast(bytes.count - Int(size))
        } else {
            bytes.append(contentsOf: repeatElement(0, count: Int(size) - bytes.count))
        }
        return vst3OK
    }
}

import CCLAP
import Glibc

/// Bytes that a plugin reads and writes, at most so many at a time.
final class StreamMemory {
    var bytes: [UInt8]
    private var position = 0
    private let chunk: Int
    /// Writes fail from so many bytes on.
    private let limit: Int
    private(set) var input = ob_clap_input_stream()
    private(set) var output = ob_clap_output_stream()

    init(_ bytes: [UInt8] = [], chunk: Int, limit: Int = .max) {
        self.bytes = bytes
        self.chunk = chunk
        self.limit = limit
        let own = Unmanaged.passUnretained(self).toOpaque()
        input.context = own
        input.read = { stream, buffer, size in
            memory(stream.pointee.context).read(buffer, Int(size))
        }
        output.context = own
        output.write = { stream, buffer, size in
            memory(stream.pointee.context).write(buffer, Int(size))
        }
    }

    private func read(_ buffer: UnsafeMutableRawPointer, _ size: Int) -> Int64 {
        let count = min(size, chunk, bytes.count - position)
        bytes.withUnsafeBytes { source in
            if count > 0 { memcpy(buffer, source.baseAddress! + position, count) }
        }
        position += count
        return Int64(count)
    }

    private func write(_ buffer: UnsafeRawPointer, _ size: Int) -> Int64 {
        let count = min(size, chunk)
        guard bytes.count + count <= limit else { return -1 }
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
        return Int64(count)
    }
}

private func memory(_ context: UnsafeMutableRawPointer?) -> StreamMemory {
    Unmanaged<StreamMemory>.fromOpaque(context!).takeUnretainedValue()
}

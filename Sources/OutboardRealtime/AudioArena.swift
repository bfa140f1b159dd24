/// Buffers of equal length in one allocation, each on its own 64-byte boundary, zeroed.
@frozen
public struct AudioArena: ~Copyable {
    package let bufferCount: Int
    package let framesPerBuffer: Int
    /// Floats from one buffer to the next.
    package let stride: Int
    package let base: UnsafeMutablePointer<Float>

    package init(bufferCount: Int, framesPerBuffer: Int) {
        self.bufferCount = bufferCount
        self.framesPerBuffer = framesPerBuffer
        // Five cache lines more than is needed: at a distance of a power of two all buffers would fall
        // on the same few lines of the processor's cache.
        stride = (framesPerBuffer + 15) / 16 * 16 + 80
        let count = max(1, bufferCount) * stride
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Float>.stride,
            alignment: 64
        )
        base = memory.bindMemory(to: Float.self, capacity: count)
        base.initialize(repeating: 0, count: count)
    }

    deinit { base.deallocate() }

    @_noLocks
    package borrowing func buffer(_ index: Int) -> UnsafeMutablePointer<Float> {
        base + index * stride
    }
}

import Testing

@testable import OutboardIOALSA

@Suite struct SampleFormatTests {
    /// What every format holds exactly: multiples of 1/32768.
    private let samples: [Float] = [0, 0.5, -0.5, -1, 1 / 32_768, -1 / 32_768, 32_767 / 32_768]

    @Test(arguments: SampleFormat.allCases, [1, 2, 5])
    func samplesReturnExactly(format: SampleFormat, channelCount: Int) {
        // Interleaved with neighbours, which must not be touched.
        let stride = format.sampleBytes * channelCount
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: stride * samples.count,
            alignment: 1
        )
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: stride * samples.count)
        let lane = DeviceLane(
            base: memory + (channelCount - 1) * format.sampleBytes,
            strideBytes: stride
        )
        format.write(samples, to: lane, frames: samples.count)
        var read = [Float](repeating: 9, count: samples.count)
        format.read(lane, into: &read, frames: samples.count)
        #expect(read == samples)
        let others = (channelCount - 1) * format.sampleBytes
        for frame in samples.indices {
            for byte in 0..<others {
                #expect(memory.load(fromByteOffset: frame * stride + byte, as: UInt8.self) == 0xA5)
            }
        }
    }

    @Test(arguments: zip([SampleFormat.int32, .int24, .int16], [31, 23, 15]))
    func integersClipAndRoundToNearest(format: SampleFormat, bits: Int) {
        let scale = Double(1 << bits)
        let step = Float(1 / scale)
        let written: [Float] = [1, 2, -2, .infinity, -.infinity, .nan, 1.5 * step, 0.5 * step]
        let most = Float((scale - 1) / scale)
        let expected: [Float] = [most, most, -1, most, -1, 0, 2 * step, 0]
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 1)
        defer { memory.deallocate() }
        let lane = DeviceLane(base: memory, strideBytes: format.sampleBytes)
        format.write(written, to: lane, frames: written.count)
        var read = [Float](repeating: 9, count: written.count)
        format.read(lane, into: &read, frames: written.count)
        #expect(read == expected)
    }

    @Test func bytesAreLittleEndian() {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 4, alignment: 4)
        defer { memory.deallocate() }
        SampleFormat.int24.write(
            [Float(-0x12_3456) / 8_388_608],
            to: DeviceLane(base: memory, strideBytes: 3),
            frames: 1
        )
        // -0x123456 is 0xEDCBAA in 24 bits.
        #expect(
            (0..<3).map { memory.load(fromByteOffset: $0, as: UInt8.self) } == [0xAA, 0xCB, 0xED]
        )
    }
}

import Glibc

@testable import OutboardIO

/// A folder that is removed with everything in it when the test ends.
final class ScratchFolder {
    let path: String

    init() {
        var template = Array("/tmp/outboard-io-XXXXXX".utf8CString)
        path = String(cString: mkdtemp(&template)!)
    }

    deinit {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                unlink("\(path)/\(name)")
            }
            closedir(folder)
        }
        rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file of raw bytes, and returns its path.
    func write(_ bytes: [UInt8], to name: String) -> String {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        return file(name)
    }

    /// Writes a file of audio, and returns its path.
    /// - Parameter channels: `channels x frames`.
    func write(
        _ channels: [[Float]],
        to name: String,
        encoding: AudioFileEncoding = .wavFloat,
        sampleRateHertz: Int = 48_000
    ) throws -> String {
        let writer = try AudioFileWriter(
            path: file(name),
            encoding: encoding,
            sampleRateHertz: sampleRateHertz,
            channelCount: channels.count
        )
        let buffers = ChannelBuffers(
            channelCount: channels.count,
            capacityFrames: channels[0].count
        )
        for (channel, samples) in channels.enumerated() {
            buffers.writable[channel].update(from: samples, count: samples.count)
        }
        try writer.write(buffers.readable, frames: channels[0].count)
        try writer.finish()
        return file(name)
    }
}

/// All frames of a file, `channels x frames`.
func readAll(_ path: String) throws -> [[Float]] {
    let reader = try AudioFileReader(path: path)
    let (frames, count) = (reader.format.frameCount, reader.format.channelCount)
    var interleaved = [Float](repeating: 0, count: frames * count)
    let read = try interleaved.withUnsafeMutableBufferPointer {
        try reader.read(into: $0.baseAddress!, frames: frames)
    }
    return (0..<count).map { channel in
        (0..<read).map { interleaved[$0 * count + channel] }
    }
}

/// Takes frames as the render thread does, `channels x frames`.
func take(_ frames: Int, from stream: FileStream) -> [[Float]] {
    let buffers = ChannelBuffers(channelCount: stream.channelCount, capacityFrames: frames)
    let taken = stream.ring.pointee.read(into: buffers.writable, frames: frames)
    return (0..<stream.channelCount).map {
        Array(UnsafeBufferPointer(start: buffers.readable[$0], count: taken))
    }
}

/// Reads as offline rendering does: fill, then a block.
func collect(_ frames: Int, from stream: FileStream, quantum: Int) -> [[Float]] {
    var read = [[Float]](repeating: [], count: stream.channelCount)
    while read[0].count < frames {
        stream.fill()
        let piece = take(min(quantum, frames - read[0].count), from: stream)
        for channel in read.indices { read[channel] += piece[channel] }
    }
    return read
}

/// Noise that an integer of `bits` bits holds exactly, `channels x frames`, the same for each seed.
func noise(channels: Int, frames: Int, bits: Int = 24, seed: UInt64 = 1) -> [[Float]] {
    var state = seed
    let scale = Float(1 << (bits - 1))
    return (0..<channels).map { _ in
        (0..<frames).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> Int64(64 - bits)) / scale
        }
    }
}

func sine(hertz: Double, sampleRateHertz: Int, frames: Int) -> [Float] {
    (0..<frames).map {
        Float(0.5 * sin(2 * .pi * hertz * Double($0) / Double(sampleRateHertz)))
    }
}

import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardIO
import OutboardStore
import Testing

@testable import OutboardSession

/// The same plugin on the same input, through us and through lilv's own `lv2apply`: the difference must
/// be silence. `lv2apply` calls a plugin one frame at a time, so these are plugins whose output does not
/// depend on the length of a block.
@Suite(.serialized)
struct NullTests {
    private static let frameCount = 24_000
    private static let differenceMax = pow(10, -120.0 / 20)

    @Test(arguments: [
        ("http://drobilla.net/plugins/mda/Overdrive", 2),
        ("http://drobilla.net/plugins/mda/Delay", 2),
        ("http://drobilla.net/plugins/mda/Image", 2), ("http://drobilla.net/plugins/mda/Stereo", 2),
        ("http://drobilla.net/plugins/mda/Ambience", 2),
        ("http://plugin.org.uk/swh-plugins/dj_eq", 2),
        ("http://plugin.org.uk/swh-plugins/foverdrive", 1),
        ("http://gareus.org/oss/lv2/darc#stereo", 2),
        ("http://calf.sourceforge.net/plugins/Saturator", 2),
        ("http://calf.sourceforge.net/plugins/StereoTools", 2),
        ("http://lv2plug.in/plugins/eg-amp", 1),
    ])
    func differenceIsSilence(uri: String, channels: Int) throws {
        let directory = NSTemporaryDirectory() + "outboard-null-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let noise = Self.noise()
        // A mono plugin runs once a side, so both sides are the same signal.
        let reference = try Self.write(noise, channels: channels, to: directory + "/in.wav")
        _ = try Self.write(
            channels == 1 ? [noise[0], noise[0]] : noise,
            channels: 2,
            to: directory + "/session/in.wav"
        )
        try Self.apply(uri, reference, directory + "/reference.wav")
        try Self.render(uri, directory)

        let expected = try Self.read(directory + "/reference.wav")
        let actual = try Self.read(directory + "/ours.wav")
        // We cut off what the plugin delays; lv2apply does not.
        let latency = expected.count - actual.count
        try #require(latency >= 0)
        var worst: Float = 0
        for frame in 0..<actual.count {
            worst = max(worst, abs(actual[frame] - expected[frame + latency]))
        }
        #expect(actual.contains { abs($0) > 1e-3 }, "silence would equal silence")
        #expect(Double(worst) <= Self.differenceMax)
    }

    /// Rendered so that the latency is what is missing at the end.
    private static func render(_ uri: String, _ directory: String) throws {
        let session = """
            {"version":1,"id":"session","name":"Null","tracks":[{"id":"t","name":"T",
              "source":{"kind":"file","path":"in.wav"},
              "inserts":[{"id":"p","plugin":{"format":"lv2","id":"\(uri)"}}]}],"master":{}}
            """
        try session.write(
            toFile: directory + "/session/session.json",
            atomically: true,
            encoding: .utf8
        )
        let bundle = try SessionBundle(directory: directory + "/session")
        let host = PluginLibrary([LV2Host()])
        let probe = try host.instantiate(
            bundle.document.tracks[0].strip.inserts[0].plugin,
            configuration: .init(
                sampleRateHertz: 48_000,
                blockFramesMax: 1_024,
                isOffline: true
            )
        )
        let rendering = OfflineRendering(
            bundle: bundle,
            lengthFrames: frameCount - probe.initialLatencyFrames
        )
        let writer = try AudioFileWriter(
            path: directory + "/ours.wav",
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: 2
        )
        let report = try rendering.render(library: host, to: writer)
        try writer.finish()
        #expect(report.problems == [])
    }

    private static func apply(_ uri: String, _ input: String, _ output: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/lv2apply")
        process.arguments = ["-i", input, "-o", output, uri]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// Two channels of noise at -12 dBFS, the same at each run.
    private static func noise() -> [[Float]] {
        var state: UInt64 = 0x5EED
        return (0..<2).map { _ in
            (0..<frameCount).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max) * 0.25
            }
        }
    }

    private static func write(_ signal: [[Float]], channels: Int, to path: String) throws -> String
    {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        let writer = try AudioFileWriter(
            path: path,
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: channels
        )
        try signal[0].withUnsafeBufferPointer { left in
            try signal[min(1, signal.count - 1)].withUnsafeBufferPointer { right in
                let pointers = [left.baseAddress!, right.baseAddress!]
                try writer.write(pointers, frames: frameCount)
            }
        }
        try writer.finish()
        return path
    }

    /// The left channel.
    private static func read(_ path: String) throws -> [Float] {
        let reader = try AudioFileReader(path: path)
        var interleaved = [Float](
            repeating: 0,
            count: reader.format.frameCount * reader.format.channelCount
        )
        let frames = try interleaved.withUnsafeMutableBufferPointer {
            try reader.read(into: $0.baseAddress!, frames: reader.format.frameCount)
        }
        return (0..<frames).map { interleaved[$0 * reader.format.channelCount] }
    }
}

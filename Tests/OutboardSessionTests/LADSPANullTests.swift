import Foundation
import OutboardHost
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardIO
import OutboardModel
import OutboardStore
import Testing

@testable import OutboardSession

/// A plugin that Debian has for LADSPA and for LV2, with the same values, in the same session: the
/// difference must be silence. Both are mono, so each side of the track has an instance of its own.
@Suite(.serialized)
struct LADSPANullTests {
    private static let frameCount = 24_000

    @Test(arguments: ["ZamEQ2", "ZamTube"])
    func differenceFromTheLV2PluginIsSilence(name: String) throws {
        let ladspa = PluginID(format: .ladspa, "\(name)-ladspa:\(name)")
        let lv2 = PluginID(format: .lv2, "urn:zamaudio:" + name)
        let (ours, other) = (
            PluginLibrary([LADSPAHost(searchPath: "/usr/lib/ladspa")]), PluginLibrary([LV2Host()])
        )
        // The ports are in the same order; LADSPA cannot say the defaults of LV2.
        let values = try other.descriptor(of: lv2).parameters.map(\.default)
        let actual = try Self.render(ladspa, ours, values)
        let expected = try Self.render(lv2, other, values)

        try #require(actual.count == expected.count)
        let loudest = expected.map { abs($0) }.max() ?? 0
        let worst = zip(actual, expected).map { abs($0 - $1) }.max() ?? 0
        #expect(loudest > 1e-3, "silence would equal silence")
        #expect(worst <= 1e-6, "-120 dBFS")
        #expect(Self.channel(0, of: expected) != Self.channel(1, of: expected))
    }

    private static func channel(_ channel: Int, of samples: [Float]) -> [Float] {
        stride(from: channel, to: samples.count, by: 2).map { samples[$0] }
    }

    /// The interleaved samples of a track with the plugin.
    private static func render(
        _ plugin: PluginID,
        _ host: PluginLibrary,
        _ values: [Double]
    ) throws -> [Float] {
        let directory = NSTemporaryDirectory() + "outboard-ladspa-null-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try writeNoise(to: directory + "/in.wav")
        let parameters = zip(try host.descriptor(of: plugin).parameters, values)
            .map { "\"\($0.symbol)\":\($1)" }.joined(separator: ",")
        let session = """
            {"version":1,"id":"s","name":"Null","tracks":[{"id":"t","name":"T",
              "source":{"kind":"file","path":"in.wav"},"inserts":[{"id":"p",
              "plugin":{"format":"\(plugin.format.rawValue)","id":"\(plugin.text)"},
              "parameters":{\(parameters)}}]}],"master":{}}
            """
        try session.write(
            toFile: directory + "/session.json",
            atomically: true,
            encoding: .utf8
        )
        let rendering = OfflineRendering(
            bundle: try SessionBundle(directory: directory),
            lengthFrames: frameCount
        )
        let writer = try AudioFileWriter(
            path: directory + "/out.wav",
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: 2
        )
        let report = try rendering.render(library: host, to: writer)
        try writer.finish()
        #expect(report.problems == [])
        return try read(directory + "/out.wav")
    }

    /// Two channels at -12 dBFS, the same at each run.
    private static func writeNoise(to path: String) throws {
        var state: UInt64 = 0x5EED
        let sides = (0..<2).map { _ in
            (0..<frameCount).map { _ -> Float in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max) * 0.25
            }
        }
        let writer = try AudioFileWriter(
            path: path,
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: 2
        )
        try sides[0].withUnsafeBufferPointer { left in
            try sides[1].withUnsafeBufferPointer { right in
                try writer.write([left.baseAddress!, right.baseAddress!], frames: frameCount)
            }
        }
        try writer.finish()
    }

    private static func read(_ path: String) throws -> [Float] {
        let reader = try AudioFileReader(path: path)
        let count = reader.format.frameCount * reader.format.channelCount
        var interleaved = [Float](repeating: 0, count: count)
        let frames = try interleaved.withUnsafeMutableBufferPointer {
            try reader.read(into: $0.baseAddress!, frames: reader.format.frameCount)
        }
        return Array(interleaved.prefix(frames * reader.format.channelCount))
    }
}

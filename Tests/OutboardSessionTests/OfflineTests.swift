import FixtureBundles
import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardIO
import OutboardStore
import RenderGuard
import Testing

@testable import OutboardSession

@Suite(.serialized)
struct OfflineTests {
    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The demo's tracks, levels and file without its plugins: routing of our own alone.
    private func stockRouting() throws -> SessionBundle {
        let demo = try SessionBundle(directory: Self.repository + "/Presets/Sessions/demo")
        var document = demo.document
        for index in document.tracks.indices {
            document.tracks[index].strip.inserts = []
            document.tracks[index].strip.pan = index == 0 ? -0.3 : 0.6
        }
        document.master.inserts = []
        document.master.faderDecibels = -3
        return demo.replacing(document)
    }

    private func render(_ bundle: SessionBundle, quantum: Int, frames: Int) throws -> Data {
        let path = NSTemporaryDirectory() + "outboard-offline-" + UUID().uuidString + ".wav"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var rendering = OfflineRendering(bundle: bundle, lengthFrames: frames)
        rendering.quantumFrames = quantum
        let writer = try AudioFileWriter(
            path: path,
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: 2
        )
        _ = try rendering.render(library: PluginLibrary([LV2Host()]), to: writer)
        try writer.finish()
        #expect(writer.writtenFrames == frames)
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    @Test(arguments: [1, 32, 100, 1_024])
    func stockRoutingIsBitExactAtEveryQuantum(quantum: Int) throws {
        let bundle = try stockRouting()
        #expect(
            try render(bundle, quantum: quantum, frames: 30_000)
                == render(bundle, quantum: 64, frames: 30_000)
        )
    }

    @Test func theSameSessionRendersTheSameTwice() throws {
        let demo = try SessionBundle(directory: Self.repository + "/Presets/Sessions/demo")
        #expect(
            try render(demo, quantum: 256, frames: 48_000)
                == render(demo, quantum: 256, frames: 48_000)
        )
    }

    @Test func demoRendersWithoutAnyHitOfOurs() throws {
        try #require(RenderGuard.isActive)
        let demo = try SessionBundle(directory: Self.repository + "/Presets/Sessions/demo")
        let (hits, _) = try RenderGuard.measure {
            try render(demo, quantum: 64, frames: 48_000)
        }
        #expect(hits.ours == 0)
    }
}

import Foundation
import OutboardIO
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Files are read while they play, whatever made their streams.
@Suite(.serialized)
struct StreamingTests {
    private static let session = """
        {"version":1,"id":"test","name":"Test","tracks":[
          {"id":"one","name":"One","source":{"kind":"file","path":"one.wav","loop":true}}],
         "master":{}}
        """

    /// An engine that plays a file which is nowhere silent.
    private func playing() async throws -> EngineFixture {
        let fixture = try EngineFixture(session: Self.session)
        let writer = try AudioFileWriter(
            path: fixture.directory + "/Sessions/test/one.wav",
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: 2
        )
        let samples = UnsafeMutablePointer<Float>.allocate(capacity: 24_000)
        defer { samples.deallocate() }
        samples.initialize(repeating: 0.25, count: 24_000)
        var channels = [UnsafePointer(samples), UnsafePointer(samples)]
        try writer.write(&channels, frames: 24_000)
        try writer.finish()
        try await fixture.start()
        return fixture
    }

    /// Renders more than any stream reads ahead, at a pace that its disk thread can follow.
    private func expectSound(_ fixture: EngineFixture, _ level: Float) async throws {
        try await fixture.advance(frames: 9_600)
        let start = fixture.output.count
        for _ in 0..<150 {
            try await fixture.advance(frames: 1_024)
            try await Task.sleep(for: .milliseconds(3))
        }
        let wrong = fixture.output[start...].firstIndex { abs($0 - level) >= 1e-4 }
        #expect(wrong == nil, "frame \(wrong ?? 0): \(fixture.output[wrong ?? 0])")
    }

    @Test func fileGoesOnAfterItWasLocated() async throws {
        let fixture = try await playing()
        _ = try await fixture.perform(.transportLocate(seconds: 3.1))
        try await expectSound(fixture, 0.25)
        await fixture.engine.stop()
    }

    @Test func fileOfANewTrackGoesOn() async throws {
        let fixture = try await playing()
        let track = Track(
            id: TrackID("two"),
            name: "Two",
            source: .file(path: "one.wav", loops: true)
        )
        _ = try await fixture.perform(.edit(.addTrack(track, index: nil)))
        try await expectSound(fixture, 0.5)
        await fixture.engine.stop()
    }

    @Test func fileGoesOnWithAnotherSong() async throws {
        let fixture = try await playing()
        var song = Song()
        song.tempos = [.init(beat: 0, beatsPerMinute: 90)]
        _ = try await fixture.perform(.edit(.setSong(song)))
        try await expectSound(fixture, 0.25)
        await fixture.engine.stop()
    }
}

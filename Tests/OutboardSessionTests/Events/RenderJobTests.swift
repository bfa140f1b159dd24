import Foundation
import OutboardIO
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Files that are rendered while the engine plays.
@Suite(.serialized)
struct RenderJobTests {
    private static let session = """
        {"version":1,"id":"test","name":"Test","tracks":[
          {"id":"tone","name":"Tone","source":{"kind":"file","path":"tone.wav"},
           "inserts":[{"id":"gain","name":"Gain","parameters":{"gain":1},
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]},
          {"id":"other","name":"Other","source":{"kind":"file","path":"tone.wav"},"pan":1}],
         "master":{}}
        """

    private func started() async throws -> (EngineFixture, Jobs) {
        let fixture = try EngineFixture(session: Self.session) { _ in }
        let writer = try AudioFileWriter(
            path: fixture.directory + "/Sessions/test/tone.wav",
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: 1
        )
        var samples = (0..<24_000).map { Float($0 % 100) / 200 }
        try samples.withUnsafeMutableBufferPointer { buffer in
            try writer.write([UnsafePointer(buffer.baseAddress!)], from: 0, frames: buffer.count)
        }
        try writer.finish()
        try await fixture.start()
        let jobs = Jobs()
        fixture.engine.attach("a", as: Principal(user: "ana", role: .engineer)) { jobs.note($0) }
        _ = try await fixture.perform(.identify(IdentifyRequest(topics: [.workflow])), from: "a")
        return (fixture, jobs)
    }

    private func start(_ order: RenderOrder, _ fixture: EngineFixture) async throws -> String {
        let ack = try await fixture.perform(.job(.start(order)), from: "a")
        return try #require(ack.extra["job"]?["job_id"]?.string)
    }

    private func samples(_ path: String) throws -> [Float] {
        let reader = try AudioFileReader(path: path)
        let frames = reader.format.frameCount
        var samples = [Float](repeating: 0, count: 2 * frames)
        _ = try reader.read(into: &samples, frames: frames)
        return samples
    }

    @Test func rendersTheSessionAsItIsAndPartsAreCutToTheFrame() async throws {
        let (fixture, jobs) = try await started()
        // The file has what was set, and not what was loaded.
        _ = try await fixture.perform(
            .trackFader(track: TrackID("tone"), levelDecibels: -6),
            from: "a"
        )
        let all = try await start(RenderOrder(name: "all.wav", format: .wav32Float), fixture)
        let part = try await start(
            RenderOrder(name: "part", format: .wav32Float, fromSeconds: 0.1, toSeconds: 0.3),
            fixture
        )
        let stem = try await start(
            RenderOrder(name: "stem", format: .wav32Float, track: TrackID("tone")),
            fixture
        )
        for id in [all, part, stem] {
            let job = await jobs.end(of: id)
            #expect(job.status == .completed, "\(job)")
        }
        let (whole, cut) = (
            try samples(try await fixture.engine.file(ofJob: all)),
            try samples(try await fixture.engine.file(ofJob: part))
        )
        #expect(whole.count == 2 * 24_000)
        #expect(cut.count == 2 * 9_600)
        #expect(cut == Array(whole[2 * 4_800..<2 * 14_400]))
        #expect(whole.max()! > 0.1)
        // The other strip is on the right alone.
        let alone = try samples(try await fixture.engine.file(ofJob: stem))
        func channel(_ samples: [Float], _ index: Int) -> [Float] {
            stride(from: index, to: samples.count, by: 2).map { samples[$0] }
        }
        #expect(channel(alone, 0) == channel(whole, 0))
        #expect(channel(alone, 1) != channel(whole, 1))
        let stats = await fixture.engine.jobsAndStats().1
        #expect(stats.completed == 3 && stats.total == 3 && stats.current == nil)
        #expect(jobs.statuses(of: part) == [.queued, .active, .completed])
        // What is written under another name is gone.
        let names = try FileManager.default.contentsOfDirectory(
            atPath: fixture.directory + "/Renders"
        )
        #expect(names.sorted() == ["all.wav", "part.wav", "stem.wav"])
        await fixture.engine.stop()
    }

    @Test func whatIsCancelledLeavesNothing() async throws {
        let (fixture, jobs) = try await started()
        let long = try await start(RenderOrder(name: "long", toSeconds: 86_400), fixture)
        let waiting = try await start(RenderOrder(name: "next", toSeconds: 0.1), fixture)
        _ = try await fixture.perform(.job(.cancel(waiting)), from: "a")
        _ = try await fixture.perform(.job(.cancel(long)), from: "a")
        #expect(await jobs.end(of: long).status == .cancelled)
        #expect(await jobs.end(of: waiting).status == .cancelled)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: fixture.directory + "/Renders"
        )
        #expect(names == [])
        let over = await fixture.ask(.job(.cancel(long)), from: "a")
        guard case .failure(let error) = over.result else {
            Issue.record("cancelled twice")
            return
        }
        #expect(error.code == .conflict)
        await fixture.engine.stop()
    }

    @Test func stoppingTheEngineEndsWhatRenders() async throws {
        let (fixture, _) = try await started()
        _ = try await start(RenderOrder(name: "long", toSeconds: 86_400), fixture)
        await fixture.engine.stop()
        let names = try FileManager.default.contentsOfDirectory(
            atPath: fixture.directory + "/Renders"
        )
        #expect(names == [])
    }

    @Test func refusesWhatItCannotDo() async throws {
        let (fixture, _) = try await started()
        func refusal(_ request: JobRequest) async throws -> ErrorCode? {
            let answer = await fixture.ask(.job(request), from: "a")
            if case .failure(let error) = answer.result { return error.code }
            return nil
        }
        func start(_ change: (inout RenderOrder) -> Void) -> JobRequest {
            var order = RenderOrder(name: "x", toSeconds: 0.1)
            change(&order)
            return .start(order)
        }
        for name in ["../x", "a/b", ".x", "", ".wav", "x\u{0}"] {
            #expect(try await refusal(start { $0.name = name }) == .invalidParameter, "\(name)")
        }
        #expect(try await refusal(start { $0.track = TrackID("nobody") }) == .trackNotFound)
        #expect(try await refusal(start { $0.session = SessionID("gone") }) == .sessionNotFound)
        #expect(
            try await refusal(
                start {
                    $0.toSeconds = nil
                    $0.fromSeconds = 0.5
                }
            ) == .invalidParameter
        )
        #expect(try await refusal(.get("none")) == .notFound)
        #expect(try await refusal(.cancel("none")) == .notFound)
        try FileManager.default.createDirectory(
            atPath: fixture.directory + "/Renders",
            withIntermediateDirectories: true
        )
        _ = FileManager.default.createFile(
            atPath: fixture.directory + "/Renders/x.wav",
            contents: nil
        )
        #expect(try await refusal(start { _ in }) == .conflict)
        await fixture.engine.stop()
    }
}

/// Jobs as they are told, and a way to wait for the end of one.
private final class Jobs: @unchecked Sendable {
    // SAFETY: the stream is Sendable, and `seen` is touched by the test alone.
    private let stream: AsyncStream<JobState>
    private let told: AsyncStream<JobState>.Continuation
    private var seen: [JobState] = []

    init() { (stream, told) = AsyncStream.makeStream() }

    func note(_ broadcast: Broadcast) {
        if case .event(.job(let job)) = broadcast.notification { told.yield(job) }
    }

    func end(of id: String) async -> JobState {
        if let job = seen.last(where: { $0.id == id && $0.status.isOver }) { return job }
        for await job in stream {
            seen.append(job)
            if job.id == id, job.status.isOver { return job }
        }
        fatalError("the stream ended")
    }

    /// Each once, in their order.
    func statuses(of id: String) -> [JobState.Status] {
        seen.filter { $0.id == id }.map(\.status).reduce(into: []) { statuses, status in
            if statuses.last != status { statuses.append(status) }
        }
    }
}

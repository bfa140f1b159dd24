import Foundation
import OutboardIO
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Another sample rate has the player made anew: nothing that people did may be lost with the one before.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DeviceRateTests {
    private let bench = DeviceBench([
        "alsa": [.init(names: ["default"])], "clock": [.init(names: ["clock"], isShared: true)],
    ])

    /// With a curve that a hand writes.
    private static let curved = """
        {"version":1,"id":"test","name":"Test","tracks":[
          {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},
           "inserts":[{"id":"gain","name":"Gain","parameters":{"gain":1},
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]}],
         "master":{},
         "automation":[{"track":"in","control":"fader","mode":"latch","points":[[0,-6],[60,-6]]}]}
        """

    private func makeFixture(
        _ session: String = gainSession,
        _ configure: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> EngineFixture {
        let fixture = try EngineFixture(
            session: session,
            drivers: bench.kinds(["alsa", "clock"])
        ) {
            $0.driver = .named("clock")
            configure(&$0)
        }
        try await fixture.start()
        return fixture
    }

    private func go(to rate: Int, _ fixture: EngineFixture, driver: String = "clock") async throws {
        let request = Request.device(DeviceRequest(driver: driver, sampleRateHertz: rate))
        let ack = try await bench.answer(fixture, request).get()
        #expect(ack.extra["sample_rate_hertz"] == .integer(rate))
    }

    @Test(arguments: ["clock", "alsa"])
    func documentValuesAndEpochStay(driver: String) async throws {
        let fixture = try await makeFixture()
        let inbox = Inbox()
        fixture.engine.attach("b", as: .init(user: "ben", role: .viewer)) { inbox.add($0) }
        fixture.engine.setTopics("b", [.state])
        _ = try await bench.answer(fixture, .resync, from: "b")
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -7))
            .get()
        let gain = PluginParameterRequest(
            track: TrackID("in"),
            insert: InsertID("gain"),
            parameter: "gain",
            value: 2
        )
        _ = try await bench.answer(fixture, .pluginParameter(gain)).get()
        let before = try await fixture.engine.snapshot(of: SessionID("test"))
        let epoch = await fixture.engine.epoch

        try await go(to: 44_100, fixture, driver: driver)
        var after = try await fixture.engine.snapshot(of: SessionID("test"))
        #expect(await fixture.engine.epoch == epoch)
        #expect(after.revision > before.revision && after.session.sampleRateHertz == 44_100)
        after.session.sampleRateHertz = 48_000
        #expect(after.session == before.session)
        // What is done from then on is a delta behind those before.
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -3))
            .get()
        #expect(await fixture.document.strip(TrackID("in"))?.faderDecibels == -3)
        // And what was done before can be taken back.
        _ = try await bench.answer(fixture, .undo(HistoryRequest(count: 3, isForced: true))).get()
        #expect(await fixture.document.strip(TrackID("in"))?.faderDecibels == 0)
    }

    @Test func whatIsOnItsWayIsDone() async throws {
        let fixture = try await makeFixture()
        // Nothing renders between these, so none of them has been heard.
        let fader = await fixture.ask(.trackFader(track: TrackID("in"), levelDecibels: -7))
        let edit = await fixture.ask(.edit(.rename(TrackID("in"), "Voice")))
        let added = await fixture.ask(
            .edit(.addBus(Bus(id: TrackID("fx"), name: "Effects"), index: 0))
        )
        let gain = PluginParameterRequest(
            track: TrackID("in"),
            insert: InsertID("gain"),
            parameter: "gain",
            value: 2
        )
        let moved = await fixture.ask(.pluginParameter(gain))
        var last = gain
        last.value = 3
        let held = await fixture.ask(.pluginParameter(last))
        try await go(to: 44_100, fixture)
        for answer in [fader, edit, added, moved, held] {
            #expect(try answer.result?.get() != nil)
        }
        let document = await fixture.document
        #expect(
            document.strip(TrackID("in"))?.faderDecibels == -7 && document.tracks[0].name == "Voice"
        )
        #expect(document.strip(TrackID("fx")) != nil)
        let snapshot = try await fixture.engine.snapshot(of: SessionID("test"))
        let parameter = snapshot.session.tracks[TrackID("in")]?.inserts[InsertID("gain")]?
            .parameters.first
        #expect(parameter?.value?.plain == 3)
        // Numbers of before do not answer for those of now.
        _ = try await bench.answer(fixture, .edit(.rename(TrackID("in"), "Vox"))).get()
    }

    @Test func theSongGoesOnWhereItWas() async throws {
        let fixture = try await makeFixture()
        _ = try await bench.answer(fixture, .transportLocate(seconds: 5)).get()
        _ = try await bench.answer(fixture, .transportPlay).get()
        try await bench.render(fixture, frames: 48_000)
        let before = await fixture.engine.transport()
        #expect(before.isRolling && before.seconds > 5.9)
        try await go(to: 44_100, fixture)
        try await bench.render(fixture, frames: 4_410)
        let after = await fixture.engine.transport()
        #expect(after.isRolling)
        let passed = after.seconds - before.seconds
        #expect(passed > 0.05 && passed < 0.3, "\(before.seconds) s, then \(after.seconds) s")

        _ = try await bench.answer(fixture, .transportStop).get()
        // It fades before it stands.
        try await bench.render(fixture, frames: 4_410)
        let stood = await fixture.engine.transport()
        try await go(to: 48_000, fixture)
        try await bench.render(fixture, frames: 4_800)
        let still = await fixture.engine.transport()
        #expect(!still.isRolling && abs(still.seconds - stood.seconds) < 0.02)
    }

    @Test func whatAHandDidIsWritten() async throws {
        let fixture = try await makeFixture(Self.curved)
        _ = try await bench.answer(fixture, .transportPlay).get()
        try await bench.render(fixture, frames: 4_800)
        _ = try await bench.answer(
            fixture,
            .trackFader(track: TrackID("in"), levelDecibels: -20, gesture: .begin)
        ).get()
        try await bench.render(fixture, frames: 48_000)
        try await go(to: 44_100, fixture)
        let curve = await fixture.document.automation.first
        #expect(curve?.points.contains { $0.value == -20 } == true)
    }

    @Test func loudnessAndTimeGoOn() async throws {
        let fixture = try await makeFixture()
        _ = try await bench.answer(fixture, .loudnessStart(track: TrackID("in"))).get()
        try await bench.render(fixture, frames: 48_000)
        let before = try await bench.answer(
            fixture,
            .trackMute(track: TrackID("in"), isMuted: false)
        ).get()
        try await go(to: 96_000, fixture)
        try await bench.render(fixture, frames: 96_000)
        await fixture.wait(milliseconds: 300)
        try await bench.render(fixture, frames: 96_000)
        let ack = try await bench.answer(fixture, .loudnessRead(track: TrackID("in"))).get()
        #expect(ack.extra["momentary_lufs"]?.number != nil)
        let after = try await bench.answer(fixture, .trackMute(track: TrackID("in"), isMuted: true))
            .get()
        let passed = try #require(after.appliedAtSeconds) - #require(before.appliedAtSeconds)
        #expect(passed > 1.9 && passed < 2.3, "two seconds, whatever they have in frames")
    }

    @Test func eachPlayerHasAJournalOfItsOwn() async throws {
        let root = NSTemporaryDirectory() + "outboard-journals-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let fixture = try await makeFixture { $0.journalDirectory = root }
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -7))
            .get()
        try await go(to: 44_100, fixture)
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -3))
            .get()
        await fixture.engine.stop()
        let names = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
        #expect(names.count == 2)
        let rates = try names.map { name in
            let journal = try JournalFile(directory: "\(root)/\(name)")
            #expect(journal.isComplete)
            return journal.header.sampleRateHertz
        }
        #expect(Set(rates) == [48_000, 44_100])
    }

    @Test func aRecordingOverAnotherRateEndsInOrder() async throws {
        // It is refused to whoever asks; a device that comes back at another rate asks nobody.
        let fixture = try await makeFixture { $0.driver = .named("alsa") }
        _ = try await bench.answer(
            fixture,
            .recordStart(RecordRequest(track: TrackID("in"), name: "take"))
        )
        .get()
        try await bench.render(fixture, frames: 4_800)
        bench.change("alsa") { $0.sampleRateHertz = 44_100 }
        await fixture.engine.dropDriver()
        await fixture.wait(milliseconds: 2_000)
        try await fixture.settleRetry()
        #expect(await fixture.engine.sampleRate == 44_100)
        let path = fixture.directory + "/Recordings/take.wav"
        let reader = try AudioFileReader(path: path)
        #expect(reader.format.sampleRateHertz == 48_000 && reader.format.frameCount >= 4_800)
        _ = try await bench.answer(fixture, .recordStart(RecordRequest(track: TrackID("in")))).get()
    }
}

extension Engine {
    /// As if it had been unplugged.
    fileprivate func dropDriver() {
        let kind = driver!.kind
        closeDriver()
        standIn(for: kind, DriverError(.gone, subject: kind.name, message: "it was pulled out"))
    }
}

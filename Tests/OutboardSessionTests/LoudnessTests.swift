import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Measuring the loudness of strips on request.
@Suite(.serialized)
struct LoudnessTests {
    /// A bus that is all that the master gets, and buses of other widths.
    private static let session = """
        {"version":1,"id":"test","name":"Test","master":{},
         "buses":[{"id":"mix","name":"Mix"},{"id":"six","name":"Six","channels":6,"output":"none"},
          {"id":"nine","name":"Nine","channels":9,"output":"none"},
          {"id":"one","name":"One","channels":1,"output":{"bus":"end"}},
          {"id":"end","name":"End","channels":1,"output":"none"}],
         "tracks":[
          {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},
           "output":{"bus":"mix"}}]}
        """
    private let mix = TrackID("mix")

    private func started(
        _ session: String = Self.session,
        input: @escaping (_ channel: Int, _ frame: Int) -> Float
    ) async throws -> EngineFixture {
        let fixture = try EngineFixture(session: session)
        try await fixture.start()
        nonisolated(unsafe) var frame = 0
        fixture.driver.prepare = { inputs, frames in
            for channel in 0..<2 {
                for offset in 0..<frames {
                    inputs[channel][offset] = input(channel, frame + offset)
                }
            }
            frame += frames
        }
        return fixture
    }

    private func render(_ fixture: EngineFixture, frames: Int) async throws {
        for _ in 0..<frames / 480 { try await fixture.advance(frames: 480) }
    }

    /// What a request is answered with, without a frame being rendered.
    private func answer(
        _ request: Request,
        from connection: String = "a",
        _ fixture: EngineFixture
    ) async throws -> Ack {
        try #require(await fixture.ask(request, from: connection).result).get()
    }

    private func refusal(
        _ request: Request,
        from connection: String = "a",
        _ fixture: EngineFixture
    ) async -> RequestError? {
        switch await fixture.ask(request, from: connection).result {
        case .failure(let error): error
        default: nil
        }
    }

    private func reading(_ track: TrackID, _ fixture: EngineFixture) async throws -> JSONReading {
        JSONReading(try await answer(.loudnessRead(track: track), fixture).extra)
    }

    /// Reproducible noise: the same sample for the same channel and frame.
    private func noise(_ channel: Int, _ frame: Int) -> Float {
        var state = UInt64(frame * 2 + channel) &* 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 31)) &* 0xBF58_476D_1CE4_E5B9
        return Float(Int64(bitPattern: state) >> 40) / Float(1 << 24)
    }

    private func sine(_ decibels: Double, _ frame: Int) -> Float {
        Float(pow(10, decibels / 20) * sin(2 * .pi * 997 * Double(frame) / 48_000))
    }

    @Test func loudnessOfABusIsThatOfTheSameSignalOnTheMaster() async throws {
        // Silence until both probes are there, so that both have heard the same.
        let fixture = try await started { channel, frame in
            frame < 9_600 ? 0 : 0.1 * Float(1 + frame / 24_000) * noise(channel, frame)
        }
        try await render(fixture, frames: 4_800)
        _ = try await answer(.loudnessStart(track: mix), fixture)
        try await render(fixture, frames: 4_800)
        for track in [mix, .master] {
            _ = try await answer(.loudnessReset(track: track), fixture)
        }
        try await render(fixture, frames: 240_000)
        let bus = try await reading(mix, fixture)
        let master = try await reading(.master, fixture)
        #expect(bus.values == master.values)
        #expect(bus.values.count == 6)
        #expect((bus.integrated ?? -99) > -40)
        #expect((bus.values["range_lu"] ?? 0) > 1)
        await fixture.engine.stop()
    }

    /// EBU Tech 3341: a stereo sine of 997 Hz at -23 dBFS is -23 LUFS, and behind the fader it is less.
    @Test func sineIsAsLoudAsTheRecommendationSays() async throws {
        let fixture = try await started { _, frame in sine(-23, frame) }
        _ = try await fixture.perform(.trackFader(track: TrackID("in"), levelDecibels: -7))
        _ = try await answer(.loudnessStart(track: TrackID("in")), fixture)
        try await render(fixture, frames: 4_800)
        _ = try await answer(.loudnessReset(track: TrackID("in")), fixture)
        try await render(fixture, frames: 240_000)
        let reading = try await reading(TrackID("in"), fixture)
        for name in ["momentary_lufs", "short_term_lufs", "integrated_lufs"] {
            #expect(abs((reading.values[name] ?? 0) + 30) < 0.1, "\(name)")
        }
        #expect(abs((reading.values["true_peak_dbtp"] ?? 0) + 30) < 0.1)
        await fixture.engine.stop()
    }

    @Test(arguments: [(Float(1), 1.0), (-1, -1), (0, 0)])
    func correlationIsMeasuredOnStereoStrips(right: Float, wanted: Double) async throws {
        let fixture = try await started { channel, frame in
            noise(0, frame) * (channel == 0 ? 1 : right)
        }
        for track in [mix, TrackID("one")] {
            _ = try await answer(.loudnessStart(track: track), fixture)
        }
        try await render(fixture, frames: 96_000)
        let correlation = try #require(await reading(mix, fixture).values["correlation"])
        #expect(abs(correlation - wanted) < 0.01)
        // One channel correlates with nothing.
        #expect(try await reading(TrackID("one"), fixture).values["correlation"] == nil)
        await fixture.engine.stop()
    }

    /// The fourth channel is the LFE, which does not count; the fifth is at the side, and counts 1.41 times.
    @Test(arguments: [(0, -23.0 - 3.01), (3, nil), (4, -23.0 - 3.01 + 1.49)])
    func channelsCountByTheirPlace(channel: Int, wanted: Double?) async throws {
        let fixture = try await started { input, frame in input == 0 ? sine(-23, frame) : 0 }
        // A device channel that is not there is silence.
        var channels = [9, 9, 9, 9, 9, 9]
        channels[channel] = 0
        let wide = Track(id: TrackID("wide"), name: "Wide", source: .input(channels: channels))
        _ = try await fixture.perform(.edit(.addTrack(wide, index: nil)))
        _ = try await fixture.perform(.edit(.setOutput(wide.id, .bus(TrackID("six")))))
        let ack = try await answer(.loudnessStart(track: TrackID("six")), fixture)
        #expect(ack.extra["channels"] == 6)
        try await render(fixture, frames: 240_000)
        let momentary = try await reading(TrackID("six"), fixture).values["momentary_lufs"]
        if let wanted {
            #expect(abs(try #require(momentary) - wanted) < 0.1)
        } else {
            #expect(momentary == nil)
        }
        await fixture.engine.stop()
    }

    /// Noise through plugins of some latency, a send and a curve, with and without probes that come and go.
    @Test func probesThatComeAndGoChangeNoSample() async throws {
        func output(probing: Bool) async throws -> [Float] {
            let fixture = try await started(Self.busySession, input: noise)
            _ = try await fixture.perform(.transportPlay)
            var noted: [Float] = []
            for round in 0..<24 {
                let track = [TrackID("mix"), TrackID("in"), TrackID("late")][round % 3]
                let isOn = round / 3 % 2 == 0
                let request: Request =
                    isOn ? .loudnessStart(track: track) : .loudnessStop(track: track)
                _ = try await answer(probing ? request : .ping, fixture)
                try await fixture.advance(frames: 64 + 37 * round)
                if round == 10 {
                    _ = try await fixture.perform(
                        .trackFader(track: TrackID("in"), levelDecibels: -9)
                    )
                }
            }
            #expect(await fixture.engine.measuredStrips == [.master])
            noted = fixture.output
            await fixture.engine.stop()
            return noted
        }
        let without = try await output(probing: false)
        let with = try await output(probing: true)
        #expect(without.count > 10_000)
        #expect(Set(without.map(\.bitPattern)).count > 5_000)
        #expect(with.map(\.bitPattern) == without.map(\.bitPattern))
    }

    private static let busySession = """
        {"version":1,"id":"test","name":"Test","master":{},"buses":[{"id":"mix","name":"Mix"}],
         "tracks":[
          {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},"output":{"bus":"mix"},
           "sends":[{"id":"s","bus":"mix","level_decibels":-6}],
           "inserts":[{"id":"gain","plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]},
          {"id":"late","name":"Late","source":{"kind":"input","channels":[1,0]},
           "inserts":[{"id":"d","plugin":{"format":"lv2","id":"urn:outboard:fixture:delay"},
            "parameters":{"frames":100}}]}],
         "automation":[{"track":"late","control":"fader","mode":"read",
          "points":[[0,-20],[0.1,0],[0.2,-30]]}]}
        """

    @Test func whatCannotBeMeasuredIsRefused() async throws {
        let fixture = try await started { _, _ in 0 }
        func code(_ request: Request, from connection: String = "a") async -> ErrorCode? {
            await refusal(request, from: connection, fixture)?.code
        }
        #expect(await code(.loudnessStart(track: TrackID("x"))) == .trackNotFound)
        #expect(await code(.loudnessRead(track: TrackID("x"))) == .trackNotFound)
        #expect(await code(.loudnessRead(track: mix)) == .invalidParameter)
        #expect(await code(.loudnessStop(track: mix)) == .invalidParameter)
        #expect(await code(.loudnessReset(track: mix)) == .invalidParameter)
        let wide = await refusal(.loudnessStart(track: TrackID("nine")), fixture)
        #expect(wide?.code == .invalidParameter)
        #expect(wide?.details?["maximum"] == 8)
        _ = try await answer(.loudnessStart(track: mix), from: "a", fixture)
        // Whoever has not begun cannot end it, but can read it.
        #expect(await code(.loudnessStop(track: mix), from: "b") == .invalidParameter)
        #expect(await code(.loudnessRead(track: mix), from: "b") == nil)
        // The master is measured whatever is asked.
        #expect(await code(.loudnessStart(track: .master)) == nil)
        #expect(await code(.loudnessStop(track: .master)) == nil)
        #expect(await code(.loudnessRead(track: .master)) == nil)
        await fixture.engine.stop()
    }

    @Test func noMoreThanEightStripsAreMeasuredAtATime() async throws {
        let fixture = try await started { _, _ in 0 }
        let tracks = (0..<9).map { TrackID("t\($0)") }
        let edits = tracks.map {
            DocumentEdit.addTrack(Track(id: $0, name: "", source: .none), index: nil)
        }
        _ = try await fixture.perform(.edit(.all(edits)))
        for track in tracks.prefix(8) {
            _ = try await answer(.loudnessStart(track: track), fixture)
        }
        let error = await refusal(.loudnessStart(track: tracks[8]), fixture)
        #expect(error?.code == .engineBusy)
        #expect(error?.details?["limit"] == 8)
        #expect(error?.details?["measured"]?.array?.count == 8)
        // One that is measured already costs nothing.
        _ = try await answer(.loudnessStart(track: tracks[0]), from: "b", fixture)
        _ = try await answer(.loudnessStop(track: tracks[1]), fixture)
        _ = try await answer(.loudnessStart(track: tracks[8]), fixture)
        await fixture.engine.stop()
    }

    @Test func measuringEndsWithTheLastWhoWantsIt() async throws {
        let fixture = try await started { _, _ in 0 }
        for connection in ["a", "b"] {
            fixture.engine.attach(connection, as: Principal(user: connection, role: .owner)) { _ in
            }
            _ = try await answer(.loudnessStart(track: mix), from: connection, fixture)
        }
        _ = try await answer(.loudnessStop(track: mix), from: "a", fixture)
        #expect(await fixture.engine.measuredStrips == [.master, mix])
        fixture.engine.detach("b")
        #expect(await fixture.engine.measuredStrips == [.master])
        try await render(fixture, frames: 4_800)
        #expect(await fixture.engine.loudnessTapCount == 1)
        await fixture.engine.stop()
    }

    @Test func onlyThoseWhoAskedHearOfAStrip() async throws {
        let fixture = try await started { _, frame in sine(-20, frame) }
        let inboxes = ["a": Inbox(), "b": Inbox()]
        for (connection, inbox) in inboxes {
            fixture.engine.attach(connection, as: Principal(user: connection, role: .owner)) {
                inbox.add($0)
            }
            _ = await fixture.ask(.identify(IdentifyRequest()), from: connection)
        }
        _ = try await answer(.loudnessStart(track: mix), from: "a", fixture)
        for _ in 0..<4 {
            try await render(fixture, frames: 24_000)
            await fixture.wait(milliseconds: 300)
        }
        func told(_ connection: String) -> Set<TrackID> {
            Set(
                inboxes[connection]!.notifications.compactMap {
                    if case .loudness(let reading) = $0 { reading.track } else { nil }
                }
            )
        }
        #expect(told("a") == [.master, mix])
        #expect(told("b") == [.master])
        await fixture.engine.stop()
    }

    @Test func measuringEndsWithItsSession() async throws {
        let fixture = try await started { _, frame in sine(-20, frame) }
        _ = try await answer(.loudnessStart(track: mix), fixture)
        try await render(fixture, frames: 48_000)
        _ = try await fixture.perform(.sessionLoad(SessionID("test")))
        await fixture.wait(milliseconds: 300)
        #expect(await fixture.engine.measuredStrips == [.master])
        #expect(await fixture.engine.loudnessTapCount == 1)
        #expect(try await reading(.master, fixture).integrated == nil)
        try await render(fixture, frames: 48_000)
        #expect(try await reading(.master, fixture).integrated != nil)
        await fixture.engine.stop()
    }

    @Test func measuringFollowsItsStrip() async throws {
        let fixture = try await started { _, frame in sine(-20, frame) }
        let track = TrackID("in")
        _ = try await answer(.loudnessStart(track: track), fixture)
        try await render(fixture, frames: 48_000)
        #expect(try await reading(track, fixture).integrated != nil)
        // Four channels instead of two: a measurement of its own.
        _ = try await fixture.perform(.edit(.setSource(track, .input(channels: [9, 9, 9, 0]))))
        await fixture.wait(milliseconds: 300)
        #expect(try await reading(track, fixture).integrated == nil)
        try await render(fixture, frames: 48_000)
        #expect(try await reading(track, fixture).integrated != nil)
        #expect(try await reading(track, fixture).values["correlation"] == nil)
        _ = try await fixture.perform(.edit(.removeTrack(track)))
        await fixture.wait(milliseconds: 300)
        #expect(await fixture.engine.measuredStrips == [.master])
        await fixture.engine.stop()
    }
}

/// A reading as a client has it; what is null there is missing here.
private struct JSONReading {
    var values: [String: Double]

    init(_ data: JSONObject) {
        values = data.members.reduce(into: [:]) { $0[$1.key] = $1.value.number }
    }

    var integrated: Double? { values["integrated_lufs"] }
}

extension Engine {
    fileprivate var measuredStrips: Set<TrackID> { Set(loudness.keys) }

    /// Of the session that plays.
    fileprivate var loudnessTapCount: Int { player?.session.taps.count ?? 0 }
}

import Foundation
import OutboardModel
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardSession

/// What subscribers are told of the levels.
@Suite(.serialized)
struct MeterTests {
    private static let session = """
        {"version":1,"id":"test","name":"Test","master":{},
         "buses":[{"id":"six","name":"Six","channels":6},{"id":"one","name":"One","channels":1}],
         "tracks":[
          {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]}},
          {"id":"wide","name":"Wide","source":{"kind":"input","channels":[0,1,0,1,1]},
           "output":{"bus":"six"}},
          {"id":"mono","name":"Mono","source":{"kind":"input","channels":[0]},
           "output":{"bus":"one"}}]}
        """

    /// What came of each strip since `take`.
    private final class Levels: Sendable {
        private let sums = Mutex<[TrackID: [ChannelLevel]]>([:])

        func add(_ reading: MeterReading) {
            sums.withLock { sums in
                var rest = reading.levels[...]
                for strip in reading.strips {
                    let levels = Array(rest.prefix(strip.channels))
                    rest = rest.dropFirst(strip.channels)
                    var known = sums[strip.track] ?? []
                    if known.count != levels.count { known = levels.map { _ in ChannelLevel() } }
                    for index in levels.indices { known[index].add(levels[index]) }
                    sums[strip.track] = known
                }
            }
        }

        func take() -> [TrackID: [ChannelLevel]] {
            sums.withLock { sums in
                defer { sums = [:] }
                return sums
            }
        }
    }

    private func started(_ session: String) async throws -> (EngineFixture, Levels) {
        let fixture = try EngineFixture(session: session)
        try await fixture.start()
        let levels = Levels()
        fixture.engine.feedMeters { levels.add($0) }
        return (fixture, levels)
    }

    /// Renders so that each quantum's levels are told.
    private func render(_ fixture: EngineFixture, frames: Int) async throws {
        for _ in 0..<frames / 480 {
            try await fixture.advance(frames: 480)
            await fixture.wait(milliseconds: 20)
        }
    }

    private func near(_ found: Double, _ wanted: Double, within decibels: Double = 0.01) -> Bool {
        abs(20 * log10(found / wanted)) < decibels
    }

    /// A sine of amplitude a has the RMS a / √2, and a fader at d dB multiplies it with 10^(d/20).
    @Test(arguments: [(1.0, 0.0), (0.5, -6.0), (0.01, 6.0)])
    func sineHasTheRMSThatTheFormulaSays(amplitude: Double, faderDecibels: Double) async throws {
        let (fixture, levels) = try await started(gainSession)
        nonisolated(unsafe) var frame = 0
        fixture.driver.prepare = { inputs, frames in
            for offset in 0..<frames {
                let phase = 2 * Double.pi * 997 * Double(frame + offset) / 48_000
                inputs[0][offset] = Float(amplitude * sin(phase))
                inputs[1][offset] = 0
            }
            frame += frames
        }
        _ = try await fixture.perform(
            .trackFader(track: TrackID("in"), levelDecibels: faderDecibels)
        )
        try await render(fixture, frames: 4_800)
        _ = levels.take()
        try await render(fixture, frames: 96_000)
        let told = levels.take()
        let gain = pow(10, faderDecibels / 20)
        for strip in [TrackID("in"), .master] {
            let level = try #require(told[strip]).first!
            #expect(level.frames > 90_000)
            #expect(near(Double(level.peak), amplitude * gain))
            #expect(near(level.rms, amplitude * gain / 2.0.squareRoot()))
            #expect(told[strip]![1].rms == 0)
        }
        #expect(near(Double(told[TrackID("in")]![0].gain), gain, within: 1e-4))
        #expect(told[.master]![0].gain == 1)
        await fixture.engine.stop()
    }

    @Test func everyChannelOfAStripHasItsMeter() async throws {
        let (fixture, levels) = try await started(Self.session)
        fixture.driver.prepare = { inputs, frames in
            inputs[0].update(repeating: 0.5, count: frames)
            inputs[1].update(repeating: 0.25, count: frames)
        }
        try await render(fixture, frames: 4_800)
        _ = levels.take()
        try await render(fixture, frames: 4_800)
        let told = levels.take()
        #expect(told[TrackID("wide")]?.map(\.peak) == [0.5, 0.25, 0.5, 0.25, 0.25])
        #expect(told[TrackID("six")]?.map(\.peak) == [0.5, 0.25, 0.5, 0.25, 0.25, 0])
        #expect(told[TrackID("six")]?.map(\.rms) == [0.5, 0.25, 0.5, 0.25, 0.25, 0])
        #expect(told[TrackID("mono")]?.map(\.peak) == [0.5])
        #expect(told[TrackID("one")]?.count == 2)
        #expect(told[TrackID("in")]?.map(\.peak) == [0.5, 0.25])
        await fixture.engine.stop()
    }

    @Test func gainIsWhatIsHeardAndNotWhatIsSet() async throws {
        let (fixture, levels) = try await started(gainSession)
        let track = TrackID("in")
        func gains() async throws -> [Float] {
            try await render(fixture, frames: 1_440)
            return try #require(levels.take()[track]).map(\.gain)
        }
        _ = try await gains()
        #expect(try await gains() == [1, 1])
        _ = try await fixture.perform(.trackPan(track: track, pan: -0.75))
        #expect(try await gains() == [1, 0.25])
        _ = try await fixture.perform(.trackMute(track: track, isMuted: true))
        #expect(try await gains() == [0, 0])
        _ = try await fixture.perform(.trackMute(track: track, isMuted: false))
        _ = try await fixture.perform(.trackPan(track: track, pan: 0))
        let curve = AutomationCurve(
            target: .fader(track),
            mode: .read,
            points: [.init(seconds: 0, value: -20), .init(seconds: 100, value: -20)]
        )
        _ = try await fixture.perform(.edit(.setAutomation(curve.target, curve)))
        _ = try await fixture.perform(.transportPlay)
        _ = try await gains()
        for gain in try await gains() { #expect(near(Double(gain), 0.1, within: 1e-3)) }
        await fixture.engine.stop()
    }

    /// A page that is opened is not shown a peak of an hour ago.
    @Test func subscribersHearNothingOfWhatWasBefore() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await render(fixture, frames: 9_600)
        fixture.driver.prepare = { inputs, frames in
            for channel in 0..<2 { inputs[channel].update(repeating: 0.125, count: frames) }
        }
        try await render(fixture, frames: 480)
        let levels = Levels()
        fixture.engine.feedMeters { levels.add($0) }
        try await render(fixture, frames: 4_800)
        let level = try #require(levels.take()[TrackID("in")]?.first)
        #expect(level.peak == 0.125)
        #expect(near(level.rms, 0.125, within: 1e-4))
        await fixture.engine.stop()
    }

    @Test func aMomentWithoutAudioIsNotToldAsSilence() async throws {
        let (fixture, levels) = try await started(gainSession)
        try await render(fixture, frames: 4_800)
        _ = levels.take()
        await fixture.wait(milliseconds: 100)
        #expect(levels.take().isEmpty)
        await fixture.wait(milliseconds: 2_000)
        #expect(levels.take()[TrackID("in")]?.first?.rms == 0)
        await fixture.engine.stop()
    }
}

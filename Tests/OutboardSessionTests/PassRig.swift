import Foundation
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// An engine whose clock and whose sound go on together, with one control that hands move: a constant of 0.5
/// goes through a gain and a fader.
final class PassRig {
    enum Control: CaseIterable { case gain, fader }

    let fixture: EngineFixture
    let control: Control
    let inbox = Inbox()

    /// The song stands at its start.
    init(
        _ control: Control,
        _ mode: AutomationCurve.Mode,
        points: [(Double, Double)] = [(0, 1)],
        loop: Range<Double>? = nil
    ) async throws {
        self.control = control
        fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let inbox = inbox
        for name in ["a", "b"] {
            fixture.engine.attach(name, as: Principal(user: name, role: .owner)) {
                if name == "a" { inbox.add($0) }
            }
        }
        var song = Song()
        song.loop = loop
        song.rollsAtOnce = false
        _ = try await fixture.perform(.edit(.setSong(song)))
        _ = try await fixture.perform(.transportStop)
        try await roll(50)
        _ = try await fixture.perform(.transportLocate(seconds: 0))
        try await roll(50)
        let curve = AutomationCurve(
            target: target,
            mode: mode,
            points: points.map { AutomationCurve.Point(seconds: $0.0, value: setting($0.1)) }
        )
        _ = try await fixture.perform(.edit(.setAutomation(target, curve)))
        try await roll(20)
    }

    var target: AutomationCurve.Target {
        switch control {
        case .gain: .parameter(track: TrackID("in"), insert: InsertID("gain"), symbol: "gain")
        case .fader: .fader(TrackID("in"))
        }
    }

    /// The control's value for a gain: faders are in decibels.
    func setting(_ gain: Double) -> Double {
        control == .gain ? gain : 20 * log10(gain)
    }

    /// The request that sends the control there.
    func move(_ gain: Double?, _ gesture: Gesture? = nil) -> Request {
        switch control {
        case .gain:
            .pluginParameter(
                PluginParameterRequest(
                    track: TrackID("in"),
                    insert: InsertID("gain"),
                    parameter: "gain",
                    value: gain,
                    gesture: gesture
                )
            )
        case .fader:
            .trackFader(
                track: TrackID("in"),
                levelDecibels: gain.map(setting),
                gesture: gesture
            )
        }
    }

    func ask(_ request: Request, from connection: String = "a") async {
        _ = await fixture.ask(request, from: connection)
    }

    /// Moves from one gain to another in steps of 20 ms.
    func sweep(
        _ from: Double,
        _ to: Double,
        milliseconds: Int,
        from connection: String = "a"
    ) async throws {
        for step in 1...milliseconds / 20 {
            let part = Double(step * 20) / Double(milliseconds)
            await ask(move(from + (to - from) * part), from: connection)
            try await roll(20)
        }
    }

    func roll(_ milliseconds: Int) async throws {
        for _ in 0..<milliseconds {
            try await fixture.advance(frames: 48)
            await fixture.wait(milliseconds: 1)
        }
    }

    /// The frame of the output at which the song began.
    func play() async throws -> Int {
        let answer = await fixture.ask(.transportPlay)
        try await roll(1)
        return Int(try #require(try answer.result?.get().appliedAtFrame))
    }

    /// Stops, and goes back to the start.
    func rewind() async throws {
        await ask(.transportStop)
        try await roll(50)
        await ask(.transportLocate(seconds: 0))
        try await roll(50)
    }

    var curve: AutomationCurve? {
        get async throws {
            let snapshot = try await fixture.engine.snapshot(of: SessionID("test"))
            return snapshot.session.automation[target.key]?.curve
        }
    }

    /// The gain that is heard at an index of the output.
    func heard(_ frame: Int) -> Double { Double(fixture.output[frame]) * 2 }

    /// Edits that nobody asked for: curves that hands have written.
    var written: [(curve: AutomationCurve?, by: String)] {
        inbox.notifications.compactMap {
            guard case .sessionEdited(.setAutomation(_, let curve), let origin) = $0,
                origin.requestID == nil
            else { return nil }
            return (curve, origin.changedBy.connection)
        }
    }
}

extension [Float] {
    /// The largest step from one sample to the next.
    func largestStep(in range: Range<Int>) -> Float {
        zip(self[range], self[range].dropFirst()).reduce(0) {
            Swift.max($0, ($1.0 - $1.1).magnitude)
        }
    }
}

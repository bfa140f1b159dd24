import CRealtime
import Foundation
import Testing

@testable import OutboardRender

/// What a plugin gives that it should not.
@Suite(.serialized)
struct ContainmentTests {
    private func tone(_ frames: Int, amplitude: Float = 0.5) -> [Float] {
        (0..<frames).map { amplitude * Float(sin(2 * .pi * 480 * Double($0) / 48_000)) }
    }

    private func setGain(_ fixture: RenderFixture, _ gain: Float) {
        let action = RenderAction.setParameter(
            processor: 0,
            parameter: 0,
            value: gain,
            rampFrames: 0
        )
        #expect(fixture.renderer.send(RenderCommand(sequence: 1, action: action)))
    }

    @Test func runawayIsGatedAfterFiftyMillisecondsAndComesBack() throws {
        let fixture = try RenderFixture()
        setGain(fixture, 100)
        let output = fixture.render(tone(9_600), quantum: 64)
        #expect(fixture.faults() == [.runaway])
        // 50 ms loud, 5 ms on its way down, then nothing.
        #expect(output[..<2_400].contains { $0.magnitude > 40 })
        #expect(output[2_900...].allSatisfy { $0 == 0 })
        setGain(fixture, 1)
        let after = fixture.render(tone(60_000), quantum: 64)
        #expect(fixture.faults() == [OutputFault.none])
        #expect(after[..<47_000].allSatisfy { $0 == 0 })
        #expect(Array(after.suffix(4_800)) == Array(tone(60_000).suffix(4_800)))
    }

    @Test func loudMusicIsLetThrough() throws {
        let fixture = try RenderFixture()
        setGain(fixture, 20)
        let input = tone(9_600)
        #expect(fixture.render(input, quantum: 64) == input.map { $0 * 20 })
        #expect(fixture.faults().isEmpty)
    }

    @Test func offsetOfAPluginsOwnIsSubtractedSlowly() throws {
        let fixture = try RenderFixture()
        fixture.processors[0].state.pointee.offset = 0.5
        let output = fixture.render(tone(96_000, amplitude: 0.1), quantum: 64)
        #expect(fixture.faults() == [.offset])
        let mean = output.suffix(4_800).reduce(0, +) / 4_800
        #expect(mean.magnitude < 0.01)
        let steps = zip(output, output.dropFirst()).map { ($0 - $1).magnitude }
        // The tone's own slope is 0.0063 from frame to frame.
        #expect(steps.max()! < 0.0075)
    }

    @Test func offsetOfTheInputIsNotThePlugins() throws {
        let fixture = try RenderFixture()
        let input = [Float](repeating: 0.5, count: 96_000)
        #expect(fixture.render(input, quantum: 64) == input)
        #expect(fixture.faults().isEmpty)
    }
}

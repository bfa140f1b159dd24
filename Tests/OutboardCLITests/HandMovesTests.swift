import OutboardModel
import OutboardProtocol
import Testing

@testable import outboard

struct HandMovesTests {
    @Test func gestureBeginsAndEndsAndMovesBetween() throws {
        let moves = try HandMoves(.fader(TrackID("t")), curvePoints("0:-12,0.1:-2,0.2:-2")).all
        #expect(moves.map(\.milliseconds) == [0, 20, 40, 60, 80, 100, 200])
        let track = TrackID("t")
        #expect(
            moves.first?.request
                == .trackFader(track: track, levelDecibels: -12, gesture: .begin)
        )
        #expect(moves[3].request == .trackFader(track: track, levelDecibels: -6))
        #expect(moves.last?.request == .trackFader(track: track, levelDecibels: -2, gesture: .end))
    }

    @Test(arguments: ["", "1:0,0:0", "-1:0", "0:0,4000:0", "0"])
    func wrongPointsAreRefused(text: String) {
        #expect(throws: CommandError.self) { try HandMoves(.pan(TrackID("t")), curvePoints(text)) }
    }
}

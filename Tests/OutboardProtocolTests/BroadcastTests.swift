import OutboardModel
import OutboardProtocol
import Testing

struct BroadcastTests {
    private let origin = ChangeOrigin(
        session: SessionID("s"),
        revision: 7,
        changedBy: .nobody,
        requestID: nil
    )

    @Test func allGetTheBytesThatTheFirstOneMade() throws {
        let broadcast = Broadcast(.transportChanged(origin))
        let first = broadcast.text(timeMilliseconds: 1_000)
        var clockReadings = 0
        func late() -> Int64 {
            clockReadings += 1
            return 2_000
        }
        #expect(broadcast.text(timeMilliseconds: late()) == first)
        #expect(clockReadings == 0)
        let message = try ServerMessage(reading: first)
        #expect(message.type == "TRANSPORT_CHANGED")
        #expect(message.data["revision"] == 7)
    }

    /// What a newer change of a strip does not name must not be lost with the older one.
    @Test func stripChangesReplaceOnlyTheirLike() {
        func key(_ change: TrackChange) -> Delivery { Notification.trackChanged(change).delivery }
        let track = TrackID("vox")
        let level = TrackChange(track: track, levelDecibels: -6, origin: origin)
        let lower = TrackChange(track: track, levelDecibels: -9, origin: origin)
        let pan = TrackChange(track: track, pan: 0, origin: origin)
        let both = TrackChange(track: track, levelDecibels: -6, pan: 0, origin: origin)
        #expect(key(level) == key(lower))
        #expect(key(level) != key(pan))
        #expect(key(both) != key(level))
        #expect(
            key(level) != key(TrackChange(track: .master, levelDecibels: -6, origin: origin))
        )
    }
}

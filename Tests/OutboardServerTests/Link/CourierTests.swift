import NIOCore
import OutboardModel
import OutboardProtocol
import OutboardSession
import Testing

@testable import OutboardServer

struct CourierTests {
    private let origin = ChangeOrigin(
        session: SessionID("s"),
        revision: 1,
        changedBy: .nobody,
        requestID: nil
    )

    private func fader(_ level: Double) -> Broadcast {
        Broadcast(
            .trackChanged(TrackChange(track: TrackID("a"), levelDecibels: level, origin: origin))
        )
    }

    private func levels(_ line: Line) -> [Double?] {
        line.messages.filter { $0.type == "TRACK_CHANGED" }.map {
            $0.data["level_decibels"]?.number
        }
    }

    /// Each gets what is for it, in the order in which it was handed over, and is sent all of it at once.
    @Test func whatIsForManyAndWhatIsForOneStaysInOrder() async throws {
        let rig = try await ConnectionRig()
        let lines = [try await rig.open(), try await rig.open(), try await rig.open()]
        var connections: [NIOLoopBound<Connection>] = []
        for line in lines { connections.append(try await line.connection()) }
        let before = lines.map(\.flushCount)
        let bound = connections
        try await rig.loop.executeInContext {
            let boxes = bound.map { $0.value.mailbox! }
            let carrier = boxes[0].carrier
            #expect(boxes.allSatisfy { $0.carrier === carrier })
            carrier.carry(self.fader(-1), to: boxes)
            carrier.carry(self.fader(-2), to: [boxes[1]])
            carrier.carry(self.fader(-3), to: [boxes[0], boxes[1]])
            // Behind what was told before, though it could be answered here.
            let place = bound[1].value.replies.begin()
            boxes[1].reply(place, .success(Ack(.accepted)), RequestTag(id: "r"))
            carrier.carry(self.fader(-4), to: [boxes[1]])
        }
        await rig.loop.run()
        #expect(levels(lines[0]) == [-1, -3])
        #expect(levels(lines[1]) == [-1, -2, -3, -4])
        #expect(levels(lines[2]) == [-1])
        let types = lines[1].messages.map(\.type).suffix(5)
        #expect(
            types == ["TRACK_CHANGED", "TRACK_CHANGED", "TRACK_CHANGED", "ack", "TRACK_CHANGED"]
        )
        for (line, count) in zip(lines, before) { #expect(line.flushCount == count + 1) }
        await rig.stop()
    }

    /// A line that takes nothing keeps what it is told, and the others do not wait for it.
    @Test func aLineWithoutRoomHoldsNobodyUp() async throws {
        let rig = try await ConnectionRig()
        let (open, full) = (try await rig.open(), try await rig.open())
        let bound = [try await open.connection(), try await full.connection()]
        await full.setWritable(false)
        for level in [-1.0, -2, -3] {
            try await rig.loop.executeInContext {
                let boxes = bound.map { $0.value.mailbox! }
                boxes[0].carrier.carry(self.fader(level), to: boxes)
            }
        }
        await rig.loop.run()
        #expect(levels(open) == [-1, -2, -3])
        #expect(levels(full) == [])
        await full.setWritable(true)
        // Of one fader the latest place is enough.
        #expect(levels(full) == [-3])
        await rig.stop()
    }
}

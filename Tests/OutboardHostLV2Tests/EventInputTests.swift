import CRealtime
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

/// What reaches a plugin's event inputs.
@Suite struct EventInputTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    @Test func eachPortGetsItsOwnEvents() throws {
        let crossing = try rig.load("midi-crossing")
        #expect(crossing.instance.descriptor.eventInputs == 2)
        #expect(crossing.instance.descriptor.eventOutputs == 2)
        crossing.run(
            64,
            events: [
                ob_event(frame: 3, port: 0, [0x90, 1, 1]),
                ob_event(frame: 4, port: 1, [0x90, 2, 1]),
                ob_event(frame: 5, port: 0, [0x90, 3, 1]),
            ]
        )
        #expect(crossing.seenEvents(input: 0).map(\.bytes) == [[0x90, 1, 1], [0x90, 3, 1]])
        #expect(crossing.seenEvents(input: 1).map(\.bytes) == [[0x90, 2, 1]])
        #expect(crossing.droppedEvents == 0)
    }

    @Test func onlyInputGetsTheEventsOfAllPorts() throws {
        let through = try rig.load("midi-through")
        through.run(64, events: [ob_event(frame: 3, port: 7, [0xC0, 1])])
        #expect(through.givenEvents.map(\.message) == [[0xC0, 1]])
        #expect(through.droppedEvents == 0)
    }

    @Test func eventsForAPortThatIsNotThereAreCounted() throws {
        let crossing = try rig.load("midi-crossing")
        crossing.run(
            64,
            events: [
                ob_event(frame: 3, port: 2, [0x90, 1, 1]),
                ob_event(frame: 9, port: 255, [0x90, 1, 1]),
                ob_event(frame: 64, port: 2, [0x90, 1, 1]),
            ]
        )
        #expect(crossing.givenEvents.isEmpty)
        #expect(crossing.droppedEvents == 2)
    }

    @Test(arguments: 1...8)
    func messagesOfEverySizeArrive(_ size: Int) throws {
        let through = try rig.load("midi-through")
        let message = (0..<UInt8(size)).map { 0xF0 + $0 }
        through.run(64, events: [ob_event(frame: 63, message)])
        #expect(through.seenEvents() == [SeenEvent(frame: 63, isMIDI: true, bytes: message)])
        #expect(through.givenEvents.map(\.message) == [message])
    }

    @Test(arguments: [0, 9, 255])
    func messagesOfNoSizeThatThereIsAreCounted(_ size: UInt8) throws {
        let through = try rig.load("midi-through")
        var event = ob_event(frame: 1, [0x90, 1, 1])
        event.size = size
        through.run(64, events: [event, ob_event(frame: 2, [0x90, 2, 1])])
        #expect(through.seenEvents().map(\.bytes) == [[0x90, 2, 1]])
        #expect(through.droppedEvents == 1)
    }

    /// 24 bytes an event, behind 16 of the sequence, in a port of 8,192 bytes.
    @Test(arguments: [0, 339, 340, 341, 1_024])
    func portHoldsWhatFitsAndTheRestIsCounted(_ count: Int) throws {
        let through = try rig.load("midi-through")
        let capacity = (LV2Description.sequenceSize - 16) / 24
        let events = (0..<count).map { ob_event(frame: $0 / 8, [0x90, UInt8($0 % 128), 1]) }
        for round in 1...2 {
            through.run(256, events: events)
            #expect(through.givenEvents.count == min(count, capacity))
            #expect(through.givenEvents.map(\.frame) == events.prefix(capacity).map(\.frame))
            #expect(through.droppedEvents == round * max(0, count - capacity))
        }
    }

    /// The same events, whatever the pieces: seeded.
    @Test func everyEventArrivesOnceWhateverThePieces() throws {
        var random = SeededRandom(seed: 23)
        for _ in 0..<50 {
            let through = try rig.load("midi-through")
            let events = (0..<Int.random(in: 0...200, using: &random))
                .map { _ in Int.random(in: 0..<256, using: &random) }.sorted().enumerated()
                .map { ob_event(frame: $1, [0x90, UInt8($0 % 128), 1]) }
            var arrived: [ob_event] = []
            var offset = 0
            while offset < 256 {
                let frames = Int.random(in: 1...(256 - offset), using: &random)
                through.run(frames, offset: offset, events: events)
                #expect(through.seenEvents().allSatisfy { (0..<frames).contains($0.frame) })
                arrived += through.givenEvents
                offset += frames
            }
            #expect(arrived.map(\.frame) == events.map(\.frame))
            #expect(arrived.map(\.message) == events.map(\.message))
        }
    }

    @Test func withoutAListThePortIsEmpty() throws {
        let through = try rig.load("midi-through")
        through.run(64, events: [ob_event(frame: 1, [0x90, 1, 1])])
        through.run(64)
        #expect(through.seenEvents().isEmpty)
    }
}

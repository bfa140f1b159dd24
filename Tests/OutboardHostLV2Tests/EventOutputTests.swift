import CRealtime
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

/// What comes out of a plugin's event outputs, whatever it writes there.
@Suite struct EventOutputTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    private func unruly(_ which: Float, offset: Int = 0) throws -> PluginBench {
        let unruly = try rig.load("midi-unruly")
        unruly.set("case", which)
        unruly.run(64, offset: offset)
        return unruly
    }

    @Test func pluginThatWritesNothingGivesNothing() throws {
        let unruly = try unruly(0)
        #expect(unruly.givenEvents.isEmpty)
        #expect(unruly.givenDropped == 0)
    }

    @Test func longMessagesAreCountedAndOtherTypesAreNoMessages() throws {
        let unruly = try unruly(1, offset: 32)
        #expect(
            unruly.givenEvents.map(\.message) == [[0x90, 8, 1, 4, 5, 6, 7, 8], [0x90]]
        )
        #expect(unruly.givenEvents.map(\.frame) == [34, 37])
        #expect(unruly.givenDropped == 1)
    }

    @Test func timesThatAreNotInTheBlockMoveToTheNearestThatIs() throws {
        let unruly = try unruly(2, offset: 32)
        #expect(unruly.givenEvents.map(\.frame) == [41, 41, 41, 95, 95])
        #expect(unruly.givenDropped == 0)
    }

    @Test func sequenceThatIsLongerThanItsPortIsNotRead() throws {
        let unruly = try unruly(3)
        #expect(unruly.givenEvents.isEmpty)
    }

    @Test func eventThatReachesBeyondItsSequenceEndsIt() throws {
        let unruly = try unruly(4)
        #expect(unruly.givenEvents.map(\.message) == [[0x90, 3, 1]])
    }

    @Test(arguments: [5, 6] as [Float])
    func timesInBeatsAreCounted(_ which: Float) throws {
        let unruly = try unruly(which)
        #expect(unruly.givenEvents.isEmpty)
        #expect(unruly.givenDropped == 1)
    }

    @Test func severalPortsAreMergedByTheirFrames() throws {
        let crossing = try rig.load("midi-crossing")
        // What comes in at one port goes out at the other.
        let events = (0..<40).map { ob_event(frame: $0, port: $0 % 2, [0x90, UInt8($0), 1]) }
        crossing.run(30, offset: 5, events: events)
        #expect(crossing.givenEvents.map(\.frame) == (5..<35).map(UInt32.init))
        #expect(crossing.givenEvents.map { Int($0.port) } == (5..<35).map { 1 - $0 % 2 })
    }

    @Test func eventsOfOneFrameKeepTheOrderOfPorts() throws {
        let crossing = try rig.load("midi-crossing")
        crossing.run(
            8,
            events: [
                ob_event(frame: 2, port: 0, [0x90, 0, 1]),
                ob_event(frame: 2, port: 1, [0x90, 1, 1]),
                ob_event(frame: 2, port: 1, [0x90, 2, 1]),
            ]
        )
        #expect(crossing.givenEvents.map { $0.bytes.1 } == [1, 2, 0])
    }

    @Test(arguments: [0, 1, 19, 20, 21])
    func fullListCountsWhatItDoesNotTake(_ capacity: Int) throws {
        let through = try rig.load("midi-through")
        through.givenCapacity = capacity
        through.run(64, events: (0..<20).map { ob_event(frame: $0, [0x90, UInt8($0), 1]) })
        #expect(through.givenEvents.count == min(capacity, 20))
        #expect(through.givenDropped == max(0, 20 - capacity))
    }
}

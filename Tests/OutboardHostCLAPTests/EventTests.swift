import CRealtime
import HostRig
import OutboardHost
import Testing

@testable import OutboardHostCLAP

struct EventTests {
    private func message(_ frame: Int, _ bytes: UInt8..., port: UInt8 = 0) -> ob_event {
        var event = ob_event()
        event.frame = UInt32(frame)
        event.port = port
        event.size = UInt8(bytes.count)
        event.bytes.0 = bytes[0]
        if bytes.count > 1 { event.bytes.1 = bytes[1] }
        if bytes.count > 2 { event.bytes.2 = bytes[2] }
        return event
    }

    private func bytes(_ events: [ob_event]) -> [[Int]] {
        events.map { [Int($0.frame), Int($0.bytes.0), Int($0.bytes.1), Int($0.bytes.2)] }
    }

    @Test(arguments: ["notes", "only-notes", "midi"])
    func notesBeginAndEndAtTheirFrame(_ kind: String) throws {
        let rig = try FixtureRig().load(kind)
        let output = rig.run(
            128,
            events: [message(17, 0x90, 60, 127), message(100, 0x80, 60, 0)]
        )
        #expect(output[..<17].allSatisfy { $0 == 0 })
        #expect(output[17..<100].allSatisfy { $0 == 1 })
        #expect(output[100...].allSatisfy { $0 == 0 })
        // The instruments of CLAP's notes give them back an octave higher.
        let key = kind == "midi" ? 60 : 72
        #expect(bytes(rig.givenEvents) == [[17, 0x90, key, 127], [100, 0x80, key, 0]])
        #expect(rig.report.violations == "0 -")
        #expect(rig.instance.droppedEvents == 0)
    }

    @Test func noteWithoutVelocityEnds() throws {
        let rig = try FixtureRig().load("notes")
        #expect(rig.run(8, events: [message(0, 0x90, 60, 127)])[7] == 1)
        #expect(rig.run(8, events: [message(0, 0x90, 60, 0)])[7] == 0)
    }

    @Test func eventsOfOtherPiecesAreNotTaken() throws {
        let rig = try FixtureRig().load("notes")
        let events = [message(3, 0x90, 60, 127), message(40, 0x80, 60, 0)]
        rig.run(32, events: events)
        rig.run(32, offset: 32, events: events)
        #expect(
            (0..<64).map { rig.output(0)[$0] } == (0..<64).map { (3..<40).contains($0) ? 1 : 0 }
        )
        #expect(bytes(rig.givenEvents) == [[40, 0x80, 72, 0]])
        #expect(rig.report.violations == "0 -")
    }

    @Test func controllersGoAsMIDIOrAsExpressions() throws {
        let fixtures = try FixtureRig()
        let both = try fixtures.load("notes")
        both.run(8, events: [message(0, 0x90, 60, 127), message(1, 0xB0, 7, 127)])
        #expect(both.report.number("expression") == 1)
        let notes = try fixtures.load("only-notes")
        notes.run(8, events: [message(0, 0xE0, 0, 0x60)])
        #expect(notes.report.number("expression") == 1, "half a wheel up is a semitone")
        notes.run(8, events: [message(0, 0xA0, 60, 127)])
        #expect(notes.report.number("expression") == 1)
        #expect(notes.instance.droppedEvents == 0)
        notes.run(8, events: [message(0, 0xB0, 7, 1), message(1, 0xC0, 1)])
        #expect(notes.instance.droppedEvents == 2)
        for rig in [both, notes] { #expect(rig.report.violations == "0 -") }
    }

    @Test(arguments: [UInt8(120), 123])
    func allNotesEnd(_ controller: UInt8) throws {
        let rig = try FixtureRig().load("only-notes")
        #expect(
            rig.run(8, events: [message(0, 0x90, 60, 127), message(0, 0x90, 64, 127)])[7] == 2
        )
        #expect(rig.run(8, events: [message(0, 0xB0, controller, 0)])[7] == 0)
    }

    @Test func whatDoesNotFitIsCounted() throws {
        let rig = try FixtureRig().load("notes")
        rig.givenCapacity = 1
        rig.run(8, events: [message(0, 0x90, 60, 127), message(0, 0x90, 64, 127)])
        #expect(rig.givenEvents.count == 1)
        #expect(rig.givenDropped == 1)
        // No note port at all.
        let gain = try FixtureRig().load("gain")
        gain.run(8, events: [message(0, 0x90, 60, 127)])
        #expect(gain.instance.droppedEvents == 1)
        // More than there is room for.
        let many = (0..<1_100).map { _ in message(0, 0xB0, 7, 1) }
        let flood = try FixtureRig().load("notes")
        flood.run(8, events: many)
        #expect(flood.instance.droppedEvents > 0)
        #expect(flood.report.violations == "0 -")
    }

    @Test func songIsTold() throws {
        let rig = try FixtureRig().load("song")
        var song = ob_transport()
        song.frame = 96_000
        song.beat = 5.25
        song.beats_per_minute = 132
        song.bar_beat = 3
        song.bar = 1
        song.numerator = 3
        song.denominator = 4
        song.is_rolling = true
        song.generation = 1
        #expect(Array(rig.run(16, transport: song)[..<8]) == [5.25, 2, 132, 3, 1, 3, 4, 1])
        // The plugin sleeps until the song changes.
        song.frame += 16
        #expect(rig.run(16, transport: song).allSatisfy { $0 == 0 })
        #expect(rig.report.calls == 1)
        song.generation = 2
        song.is_rolling = false
        #expect(rig.run(16, transport: song)[7] == 0)
        #expect(rig.report.calls == 2)
        #expect(rig.report.violations == "0 -")
    }
}

import CRealtime
import Foundation
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite(.serialized)
struct EventTests {
    private func message(_ frame: Int, _ status: UInt8, _ note: UInt8, _ velocity: UInt8)
        -> ob_event
    {
        var event = ob_event()
        event.frame = UInt32(frame)
        event.size = 3
        event.bytes.0 = status
        event.bytes.1 = note
        event.bytes.2 = velocity
        return event
    }

    private func sine(_ frames: Int) -> [Float] {
        var phase = 0.0
        return (0..<frames).map { _ in
            defer { phase += 2 * .pi * 440 / 48_000 }
            return Float(sin(phase))
        }
    }

    @Test func portsOfEventsAreCounted() throws {
        let rig = try FixtureRig()
        let instrument = try rig.host.descriptor(of: FixtureRig.id("instrument"))
        #expect((instrument.eventInputs, instrument.eventOutputs) == (1, 0))
        let through = try rig.host.descriptor(of: FixtureRig.id("midi-through"))
        #expect((through.eventInputs, through.eventOutputs) == (1, 1))
        #expect(try rig.host.descriptor(of: FixtureRig.id("position")).eventInputs == 0)
        #expect(try rig.host.descriptor(of: FixtureRig.id("gain")).eventInputs == 0)
    }

    @Test func notesBeginAndEndAtTheirFrame() throws {
        let rig = try FixtureRig().load("instrument")
        let output = rig.run(
            128,
            events: [message(17, 0x90, 69, 127), message(100, 0x80, 69, 0)]
        )
        #expect(output[..<17].allSatisfy { $0 == 0 })
        #expect(Array(output[17..<100]) == sine(83))
        #expect(output[100...].allSatisfy { $0 == 0 })
    }

    @Test func blockInPiecesSoundsTheSame() throws {
        let events = [
            message(3, 0x90, 69, 127), message(40, 0x90, 81, 64), message(90, 0x80, 81, 0),
        ]
        let fixture = try FixtureRig()
        let whole = try fixture.load("instrument").run(128, events: events)
        let rig = try fixture.load("instrument")
        var pieces: [Float] = []
        for (offset, frames) in [(0, 32), (32, 8), (40, 1), (41, 87)] {
            pieces += rig.run(frames, offset: offset, events: events)
        }
        #expect(pieces == whole)
    }

    @Test func eventsComeOutAtTheirFrames() throws {
        let rig = try FixtureRig().load("midi-through")
        let events = (0..<20).map { message($0 * 5, 0x90, UInt8($0), 1) }
        rig.run(50, offset: 30, events: events)
        #expect(rig.givenEvents.map(\.frame) == [30, 35, 40, 45, 50, 55, 60, 65, 70, 75])
        #expect(rig.givenEvents.map(\.bytes.1) == (6..<16).map { UInt8($0) })
    }

    @Test func moreThanFitsIsLeftOut() throws {
        let rig = try FixtureRig().load("midi-through")
        let events = (0..<2_000).map { message($0 / 10, 0x90, UInt8($0 % 128), 1) }
        rig.run(256, events: events)
        // 24 bytes an event in a port of 8,192.
        #expect((300..<342).contains(rig.givenEvents.count))
        rig.run(256, events: [message(0, 0x80, 1, 1)])
        #expect(rig.givenEvents.count == 1)
    }

    @Test func debiansInstrumentPlaysNotes() throws {
        let id = PluginID(format: .lv2, "http://drobilla.net/plugins/mda/EPiano")
        let host = PluginLibrary([LV2Host()])
        guard (try? host.descriptor(of: id)) != nil else {
            Issue.record("mda-lv2 is not installed; make installs it")
            return
        }
        let configuration = ProcessConfiguration(
            sampleRateHertz: 48_000,
            blockFramesMax: 256,
            isOffline: true
        )
        let rig = try PluginBench(
            host.instantiate(id, configuration: configuration),
            framesMax: 256
        )
        #expect(rig.instance.descriptor.eventInputs == 1)
        #expect(rig.run(256).allSatisfy { $0.magnitude < 1e-4 })
        var loudest: Float = 0
        rig.run(256, events: [message(10, 0x90, 60, 100)])
        for _ in 0..<20 { loudest = max(loudest, rig.run(256).map(\.magnitude).max()!) }
        #expect(loudest > 0.01)
    }
}

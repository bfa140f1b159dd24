import CRealtime
import HostRig
import OutboardHost
import OutboardHostVST3
import OutboardModel
import Testing

extension FixtureTests {
    @Suite struct ProcessingTests {
        let rig: FixtureRig

        init() throws { rig = try FixtureRig() }

        @Test func pieceOfABlockIsAtItsPlace() throws {
            let split = try rig.load(FixtureRig.split)
            for frame in 0..<512 { split.input(0)[frame] = Float(frame) }
            #expect(split.run(4, offset: 8) == [8, 9, 10, 11])
            #expect(split.output(0)[12] == 0, "nothing is written beyond the block")
        }

        @Test func sideChainComesAfterTheMainInput() throws {
            let split = try rig.load(FixtureRig.split)
            split.input(1)[0] = 0.25
            split.input(2)[0] = 0.5
            split.run(1)
            #expect((split.output(0)[0], split.output(1)[0]) == (0.5, 0.75))
        }

        @Test func silenceIsSaidBothWays() throws {
            let split = try rig.load(FixtureRig.split)
            split.input(1)[5] = 1
            split.run(16)
            #expect(rig.fixtures.number("input_silence") == 1)
            split.run(5)
            #expect(rig.fixtures.number("input_silence") == 3)
            split.set("gain", 0)
            #expect(split.run(16)[0] == 0, "what is claimed to be silence is made so")
        }

        @Test func pluginIsToldOfTheSongWhatItAskedFor() throws {
            let split = try rig.load(FixtureRig.split)
            var song = ob_transport()
            song.is_rolling = true
            song.beats_per_minute = 133
            song.numerator = 3
            song.denominator = 4
            split.run(16, transport: song)
            #expect(rig.fixtures.number("context_state") == 1 << 10)
            #expect(rig.fixtures.tempo == 133)
            let instrument = try rig.load(FixtureRig.instrument)
            instrument.run(16, transport: song)
            let all = 1 << 1 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 13 | 1 << 17
            #expect(rig.fixtures.number("context_state") == all)
            instrument.run(16)
            #expect(rig.fixtures.number("context_state") == 1 << 8 | 1 << 17)
        }

        @Test func notesSoundAtTheirFrameAndEventsComeBack() throws {
            let instrument = try rig.load(FixtureRig.instrument)
            let heard = instrument.run(
                64,
                events: [
                    message(10, [0x93, 60, 127]), message(40, [0x83, 60, 64]),
                    message(50, [0x93, 62, 0]),
                ]
            )
            #expect(heard[9] == 0 && heard[10] == 0.5 && heard[39] == 0.5 && heard[40] == 0)
            let given = instrument.givenEvents.map(\.text)
            #expect(given == ["10: 93 72 127", "40: 83 72 64", "50: 83 74 0", "63: e2 1 64"])
            #expect(instrument.instance.droppedEvents == 0)
        }

        @Test func eventsOfOtherPiecesOfTheBlockAreNotGiven() throws {
            let instrument = try rig.load(FixtureRig.instrument)
            let events = [message(3, [0x90, 60, 127]), message(20, [0x90, 61, 127])]
            #expect(instrument.run(8, offset: 8, events: events).allSatisfy { $0 == 0 })
            #expect(instrument.run(8, offset: 16, events: events)[4] == 0.5)
            #expect(instrument.givenEvents.map(\.frame) == [20, 23])
        }

        @Test func controllersMoveTheParametersThatTheyAreMappedTo() throws {
            let instrument = try rig.load(FixtureRig.instrument)
            instrument.run(4, events: [message(0, [0x90, 60, 127])])
            instrument.run(4, events: [message(0, [0xB0, 7, 127]), message(1, [0xB0, 1, 5])])
            #expect(instrument.value("volume") == 100)
            let moved = instrument.index("volume")
            #expect(instrument.instance.attend() == [.parameterMoved(index: moved, value: 100)])
            #expect(instrument.run(4)[0] == 1)
            #expect(instrument.run(4, events: [message(0, [0xE5, 127, 127])])[0] == 1.5)
            #expect(instrument.instance.attend().isEmpty, "the bend is nobody's to set")
            #expect(instrument.instance.droppedEvents == 0)
        }

        @Test func pluginThatGivesBackWhatItMovedIsBelieved() throws {
            let instrument = try rig.load(FixtureRig.instrument)
            instrument.run(4, events: [message(0, [0xC0, 2])])
            #expect((instrument.value("program"), instrument.value("volume")) == (2, 75))
            let moves = instrument.instance.attend().count
            #expect(moves == 2)
            instrument.set("program", 0)
            instrument.run(4)
            #expect(instrument.value("volume") == 25)
            let volume = instrument.index("volume")
            #expect(instrument.instance.attend() == [.parameterMoved(index: volume, value: 25)])
        }

        @Test func eventsForPluginsWithoutABusAreCounted() throws {
            let split = try rig.load(FixtureRig.split)
            split.run(4, events: [message(0, [0x90, 60, 127])])
            #expect(split.instance.droppedEvents == 1)
            let instrument = try rig.load(FixtureRig.instrument)
            instrument.run(
                512,
                events: (0..<1_100).map { message(UInt32($0 / 4), [0x90, 60, 127]) }
            )
            #expect(instrument.instance.droppedEvents == 1_100 - 1_024)
        }

        @Test func parametersForMIDIAloneAreNotListed() throws {
            let bulk = try rig.library.descriptor(of: vst3(FixtureRig.bulk))
            #expect(bulk.parameters.map(\.symbol) == ["program", "volume"])
            let loaded = try rig.load(FixtureRig.bulk)
            // More controllers in one block than there is room for.
            let events = (0..<200).map { place in
                message(0, [0xB0 | UInt8(place / 100), UInt8(place % 100), 64])
            }
            loaded.run(16, events: events)
            #expect(loaded.instance.droppedEvents > 0 && loaded.instance.droppedEvents < 100)
            #expect(rig.fixtures.faults == 0)
        }

        @Test func runLoopIsServedByTheHost() throws {
            let instrument = try rig.load(FixtureRig.instrument)
            let timers = rig.fixtures.number("timer_calls")
            let files = rig.fixtures.number("file_calls")
            _ = instrument.instance.attend()
            #expect(rig.fixtures.number("file_calls") == files)
            rig.fixtures.call("write_file")
            _ = instrument.instance.attend()
            #expect(rig.fixtures.number("file_calls") == files + 1)
            ob_sleep_until(ob_now_nanoseconds() + 6_000_000)
            _ = instrument.instance.attend()
            #expect(rig.fixtures.number("timer_calls") == timers + 1)
            #expect(rig.fixtures.faults == 0)
        }

        private func message(_ frame: UInt32, _ bytes: [UInt8]) -> ob_event {
            var event = ob_event()
            event.frame = frame
            event.size = UInt8(bytes.count)
            withUnsafeMutableBytes(of: &event.bytes) { $0.copyBytes(from: bytes) }
            return event
        }

    }
}

extension ob_event {
    fileprivate var text: String {
        let status = String(bytes.0, radix: 16)
        return "\(frame): \(status) \(bytes.1) \(bytes.2)"
    }
}

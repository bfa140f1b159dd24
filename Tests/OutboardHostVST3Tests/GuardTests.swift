import CRealtime
import HostRig
import OutboardCheck
import OutboardHost
import OutboardHostVST3
import OutboardModel
import RenderGuard
import Testing

extension FixtureTests {
    @Suite struct GuardTests {
        let rig: FixtureRig

        init() throws { rig = try FixtureRig() }

        @Test func nothingIsAllocatedOrLockedInABlock() throws {
            try #require(RenderGuard.isActive)
            let instrument = try rig.load(FixtureRig.instrument)
            let split = try rig.load(FixtureRig.split)
            var events = [ob_event](repeating: ob_event(), count: 64)
            for place in events.indices {
                events[place].frame = UInt32(place)
                events[place].size = 3
                let status: UInt8 = [0x90, 0xB0, 0xE0, 0xA0][place % 4]
                events[place].bytes = (status, 7, UInt8(place), 0, 0, 0, 0, 0)
            }
            var song = ob_transport()
            song.is_rolling = true
            let given = UnsafeMutablePointer<ob_event>.allocate(capacity: 128)
            given.initialize(repeating: ob_event(), count: 128)
            defer { given.deallocate() }
            let count = UInt32(events.count)
            let hits = events.withUnsafeMutableBufferPointer { events in
                var list = ob_event_list(
                    events: events.baseAddress!,
                    count: count,
                    capacity: count,
                    dropped: 0
                )
                var out = ob_event_list(events: given, count: 0, capacity: 128, dropped: 0)
                return RenderGuard.measure {
                    for block in 0..<64 {
                        instrument.set("volume", Float(block))
                        split.set("gain", Float(block % 4))
                        out.count = 0
                        rig.fixtures.edit(5, Double(block) / 64)
                        ob_guard_enter()
                        instrument.process(64, events: &list, given: &out, transport: &song)
                        split.process(64)
                        ob_guard_leave()
                    }
                }.0
            }
            #expect(hits.ours == 0 && hits.foreign == 0, "\(hits)")
            #expect(rig.fixtures.faults == 0)
        }

        @Test func pluginPassesWhatSessionsAsk() throws {
            for id in [
                FixtureRig.split, FixtureRig.instrument, FixtureRig.bulk, FixtureRig.stubborn,
            ] {
                var configuration = PluginCheck.Configuration()
                configuration.blocks = 100
                let check = PluginCheck(vst3(id), in: rig.library, configuration)
                for (step, outcome) in check.run() {
                    #expect(!outcome.hasFailed, "\(id) \(step) \(outcome)")
                }
            }
            #expect(rig.fixtures.faults == 0)
        }
    }
}

import CCLAP
import HostRig
import OutboardHost
import Testing

@testable import OutboardHostCLAP

struct SleepTests {
    private func rig(_ status: Int) throws -> PluginBench {
        let rig = try FixtureRig().load("status")
        rig.set("status", Float(status))
        return rig
    }

    @Test func whoContinuesIsAlwaysCalled() throws {
        let rig = try rig(OB_CLAP_PROCESS_CONTINUE)
        for _ in 0..<10 { rig.run(64) }
        #expect(rig.report.calls == 10)
    }

    @Test func sleeperIsCalledForInputEventsAndByRequest() throws {
        let rig = try rig(OB_CLAP_PROCESS_SLEEP)
        for _ in 0..<10 { rig.run(64) }
        #expect(rig.report.calls == 1)
        rig.output(0)[3] = 7
        #expect(rig.run(64).allSatisfy { $0 == 0 }, "a sleeper's output is silence")
        rig.input(0)[63] = 1
        #expect(rig.run(64)[63] == 1)
        #expect(rig.report.calls == 2)
        rig.input(0)[63] = 0
        rig.run(64)
        #expect(rig.report.calls == 2)
        let host = (rig.instance as! CLAPInstance).plugin.hostMemory.host
        host.pointee.request_process?(host)
        rig.run(64)
        rig.run(64)
        #expect(rig.report.calls == 4, "who asked is called until it sleeps again")
        rig.run(64)
        #expect(rig.report.calls == 4)
        rig.set("status", 1)
        rig.run(64)
        rig.run(64)
        #expect(rig.report.calls == 6)
        #expect(rig.report.violations == "0 -")
    }

    @Test func tailRingsOut() throws {
        let rig = try rig(OB_CLAP_PROCESS_TAIL)
        rig.feed(1)
        for _ in 0..<4 { rig.run(40) }
        rig.feed(0)
        // 100 frames of tail are two and a half blocks.
        for block in 0..<5 { #expect(rig.run(40)[39] == (block < 3 ? 0.5 : 0)) }
        #expect(rig.report.calls == 7)
        rig.feed(1)
        #expect(rig.run(40)[0] == 1)
    }

    @Test func whoGoesOnWhileItIsHeardIsLetGoThen() throws {
        let rig = try rig(OB_CLAP_PROCESS_CONTINUE_IF_NOT_QUIET)
        rig.feed(1)
        for _ in 0..<3 { rig.run(64) }
        rig.feed(0)
        for _ in 0..<3 { rig.run(64) }
        #expect(rig.report.calls == 4)
    }

    @Test func outputOfAnErrorIsDiscarded() throws {
        let rig = try rig(OB_CLAP_PROCESS_ERROR)
        rig.feed(1)
        #expect(rig.run(64).allSatisfy { $0 == 0 })
        rig.run(64)
        #expect(rig.report.calls == 2, "it is tried again")
    }
}

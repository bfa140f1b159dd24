import Foundation
import OutboardHost
import OutboardModel
import OutboardScan
import ScanRig
import Testing

/// What plugins do to the process that tries them.
struct FaultTests {
    struct Fault: CustomTestStringConvertible {
        let label: String
        let reason: String
        var testDescription: String { label }
    }

    @Test(arguments: [
        Fault(label: "make:segv", reason: "crashed: SIGSEGV while it was made"),
        Fault(label: "make:abort", reason: "crashed: SIGABRT while it was made"),
        Fault(label: "make:exit", reason: "ended the program while it was made, with status 3"),
        Fault(label: "make:hang", reason: "timed out while it was made"),
        Fault(label: "activate:segv", reason: "crashed: SIGSEGV while it was activated"),
        Fault(label: "run:segv", reason: "crashed: SIGSEGV while it ran"),
        Fault(label: "run:exit", reason: "ended the program while it ran, with status 3"),
        Fault(label: "deactivate:segv", reason: "crashed: SIGSEGV while it was deactivated"),
        Fault(label: "run:spin", reason: "timed out while it ran"),
    ])
    func whatFailsIsBlockedWithTheReasonAndItsNeighboursAreFound(_ fault: Fault) throws {
        let rig = try ScanRig([("mixed", "first,\(fault.label),last"), ("other", "elsewhere")])
        let index = try rig.scan()
        #expect(index.labels == ["elsewhere", "first", "last"])
        #expect(index.failure("mixed:" + fault.label) == fault.reason)
        #expect(index.blocked.count == 1)
        #expect(index.unscanned.isEmpty)
        let error = #expect(throws: HostError.self) {
            try index.find(PluginID(format: .ladspa, "mixed:" + fault.label))
        }
        #expect(error?.code == .blocked)
    }

    @Test(arguments: [
        Fault(label: "open:segv", reason: "crashed: SIGSEGV while it was opened"),
        Fault(label: "open:exit", reason: "ended the program while it was opened, with status 3"),
        Fault(label: "open:hang", reason: "timed out while it was opened"),
    ])
    func aModuleThatDoesNotOpenIsBlockedAsAWhole(_ fault: Fault) throws {
        let rig = try ScanRig([("a", "one"), ("bad", "\(fault.label),two"), ("c", "three")])
        let index = try rig.scan()
        #expect(index.labels == ["one", "three"])
        #expect(index.failure("bad") == fault.reason)
        let id = PluginID(format: .ladspa, "bad:two")
        #expect(index.refusal(of: id, in: rig.module("bad"))?.code == .blocked)
    }

    @Test func whatIsNoLibraryIsRefusedWithTheReason() throws {
        let rig = try ScanRig([("good", "one")])
        try Data("nothing".utf8).write(to: URL(fileURLWithPath: rig.path("text")))
        let index = try rig.scan()
        #expect(index.labels == ["one"])
        #expect(index.blocked.map(\.failure.kind) == [.refused])
        #expect(index.failure("text")?.contains("does not open") == true)
    }

    @Test func oneThatPrintsCannotSpeakForTheWorker() throws {
        let rig = try ScanRig([("loud", "open:print,make:print,run:print,quiet")])
        let index = try rig.scan()
        #expect(index.labels == ["make:print", "quiet", "run:print"])
        #expect(index.blocked.isEmpty)
    }

    @Test func oneThatWritesOnEverythingIsBlocked() throws {
        let rig = try ScanRig([("wild", "before,run:scribble,behind")])
        let index = try rig.scan()
        #expect(index.labels == ["before", "behind"])
        #expect(index.blocked.map(\.failure.kind) == [.garbled])
    }

    @Test func whatHappensAtTheEndIsNotedAndFailsNothing() throws {
        let rig = try ScanRig([("late", "close:segv,close:hang,close:exit,good")])
        let index = try rig.scan()
        #expect(index.labels == ["close:exit", "close:hang", "close:segv", "good"])
        #expect(index.blocked.isEmpty)
        let notes = index.plugins.reduce(into: [:]) { $0[$1.outline.name] = $1.note }
        #expect(notes["close:segv"] == "crashed: SIGSEGV while it was closed")
        #expect(notes["close:hang"] == "timed out while it was closed")
        #expect(notes["close:exit"] == "ended the program while it was closed, with status 3")
        #expect(notes["good"] == "")
        #expect(try index.find(PluginID(format: .ladspa, "late:close:segv")).endsBadly)
        #expect(try !index.find(PluginID(format: .ladspa, "late:good")).endsBadly)
    }

    @Test func whatOthersBrokeIsNotHeldAgainstAPlugin() throws {
        let rig = try ScanRig([("shared", "run:poison,run:delicate,make:segv")])
        let index = try rig.scan()
        #expect(index.labels == ["run:delicate", "run:poison"])
        #expect(index.failure("shared:make:segv") != nil)
    }

    @Test func severalThatFailInOneBatchAreAllFoundOut() throws {
        let rig = try ScanRig(
            (0..<12).map { number in
                ("lib\(number)", number % 5 == 3 ? "ok\(number),run:segv" : "ok\(number)")
            }
        )
        let index = try rig.scan()
        #expect(index.plugins.count == 12)
        #expect(Set(index.blocked.map { $0.id?.text }) == ["lib3:run:segv", "lib8:run:segv"])
    }

    @Test func aSlowPluginThatShowsSignsOfLifeIsNotBlocked() throws {
        // 12 steps of 50 ms are more than the 400 ms that one step may take.
        let words = (0..<12).map { "make:slow\($0 == 0 ? "" : ",ok\($0)")" }.joined(separator: ",")
        let rig = try ScanRig([("slow", words)])
        #expect(try rig.scan().blocked.isEmpty)
    }

    @Test func workersHaveNoDisplay() throws {
        let rig = try ScanRig([("drawn", "run:alone")])
        rig.configuration.environment["DISPLAY"] = ":7"
        #expect(try rig.scan().labels == ["run:alone"])
    }

    @Test func severalWorkersFindTheSameAsOne() throws {
        let libraries = (0..<9).map { ("lib\($0)", $0 == 4 ? "make:abort,ok\($0)" : "ok\($0)") }
        let one = try ScanRig(libraries)
        let several = try ScanRig(libraries)
        several.configuration.workersMax = 4
        several.configuration.batches = [:]
        let (first, second) = (try one.scan(), try several.scan())
        #expect(first.labels == second.labels)
        #expect(first.blocked.map(\.failure) == second.blocked.map(\.failure))
    }

    @Test func withoutAWorkerNothingIsBlocked() throws {
        let rig = try ScanRig([("good", "one")])
        for program in ["/nowhere/at/all", "/bin/true", "/bin/cat"] {
            rig.configuration.program = program
            let scan = rig.scanner()
            let error = #expect(throws: ScanError.self) { try scan.scan(.changed) }
            #expect(error?.code == .workerUnavailable)
            #expect(scan.index.blocked.isEmpty)
            #expect(scan.index.unscanned == [rig.module("good")])
        }
    }
}

import Foundation
import OutboardHost
import OutboardModel
import OutboardScan
import ScanRig
import Synchronization
import Testing

/// What is remembered from scan to scan.
struct CacheTests {
    private func bytes(_ rig: ScanRig) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: rig.configuration.cachePath!)))
    }

    private func write(_ bytes: some Collection<UInt8>, _ rig: ScanRig) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: rig.configuration.cachePath!))
    }

    @Test func whatWasFoundIsThereAtTheNextStart() throws {
        let rig = try ScanRig([("a", "one,make:segv"), ("b", "two,close:segv")])
        let scanned = try rig.scan()
        let loaded = rig.scanner().index
        #expect(loaded.records == scanned.records)
        #expect(loaded.unscanned.isEmpty)
        let id = PluginID(format: .ladspa, "a:one")
        #expect(try loaded.find(id) == scanned.find(id))
    }

    @Test func whatHasNotChangedIsNotScannedAgain() throws {
        let rig = try ScanRig([("a", "one"), ("b", "make:segv")])
        try rig.scan()
        let scan = rig.scanner()
        let total = Mutex(-1)
        try scan.scan(.changed) { progress in total.withLock { $0 = progress.total } }
        #expect(total.withLock { $0 } == 0)
    }

    @Test func aChangedFileIsUnknownUntilItHasBeenScannedAgain() throws {
        let rig = try ScanRig([("a", "one"), ("b", "two")])
        try rig.scan()
        try rig.touch("a")
        try rig.change("a", "other")
        let stale = rig.scanner().index
        #expect(stale.labels == ["two"])
        #expect(stale.unscanned == [rig.module("a")])
        #expect(try rig.scan().labels == ["other", "two"])
    }

    @Test func aBlockedPluginIsTriedAgainWhenItsFileChangesOrSomebodyAsks() throws {
        let rig = try ScanRig([("a", "make:segv"), ("b", "run:abort")])
        #expect(try rig.scan().blocked.count == 2)
        try rig.change("a", "healed")
        try rig.change("b", "better")
        #expect(try rig.scan().blocked.count == 2)
        try rig.touch("a")
        #expect(try rig.scan().labels == ["healed"])
        #expect(try rig.scan(.blocked).labels == ["better", "healed"])
        #expect(rig.scanner().index.blocked.isEmpty)
    }

    @Test func everythingIsTriedAgainWhereSomebodyAsksForThat() throws {
        let rig = try ScanRig([("a", "one")])
        try rig.scan()
        try rig.change("a", "another")
        #expect(try rig.scan(.all).labels == ["another"])
    }

    @Test func whatIsGoneIsForgotten() throws {
        let rig = try ScanRig([("a", "one"), ("b", "two")])
        try rig.scan()
        try FileManager.default.removeItem(atPath: rig.path("a"))
        #expect(rig.scanner().index.labels == ["two"])
        try rig.add("c", "three")
        try rig.scan()
        #expect(try !String(decoding: bytes(rig), as: UTF8.self).contains(rig.path("a")))
    }

    @Test func aDamagedRecordIsAsGoodAsNone() throws {
        let rig = try ScanRig([("a", "one"), ("b", "two"), ("c", "three")])
        try rig.scan()
        let sound = try bytes(rig)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<60 {
            var damaged = sound
            let at = Int.random(in: damaged.indices, using: &random)
            damaged[at] ^= UInt8.random(in: 1...255, using: &random)
            try write(damaged, rig)
            let index = rig.scanner().index
            #expect(index.plugins.count < 3, "byte \(at)")
            #expect(index.plugins.count + index.unscanned.count == 3, "byte \(at)")
        }
        #expect(try rig.scan().labels == ["one", "three", "two"])
    }

    @Test func aFileThatBreaksOffIsReadUpToThereAndGoesOn() throws {
        let rig = try ScanRig([("a", "one"), ("b", "two"), ("c", "three")])
        try rig.scan()
        let sound = try bytes(rig)
        for size in stride(from: 0, to: sound.count, by: 7) {
            try write(sound.prefix(size), rig)
            #expect(rig.scanner().index.plugins.count < 3)
        }
        try write(sound.dropLast(5), rig)
        #expect(rig.scanner().index.unscanned.count == 1)
        try rig.scan(.modules([rig.module("c")]))
        #expect(rig.scanner().index.labels == ["one", "three", "two"])
    }

    @Test func aFileOfAnotherProgramIsRefused() throws {
        let rig = try ScanRig([("a", "one")])
        try rig.scan()
        rig.configuration.generation = "later"
        #expect(rig.scanner().index.unscanned.count == 1)
        try rig.scan()
        #expect(rig.scanner().index.labels == ["one"])
        for text in ["", "\n", "{\"plugins\": []}", String(repeating: "x", count: 10_000)] {
            try write(Array(text.utf8), rig)
            #expect(rig.scanner().index.unscanned.count == 1)
            try rig.scan()
            #expect(rig.scanner().index.labels == ["one"])
        }
    }

    @Test func aFileThatCannotBeWrittenCostsOnlyTheMemory() throws {
        let rig = try ScanRig([("a", "one")])
        rig.configuration.cachePath = "/proc/nowhere/plugins.scan"
        #expect(try rig.scan().labels == ["one"])
    }

    @Test func twoAtOnceOnOneFileLoseNothing() async throws {
        let rig = try ScanRig((0..<8).map { ("lib\($0)", "ok\($0)") })
        rig.configuration.batches = [:]
        let (first, second) = (rig.scanner(), rig.scanner())
        let (even, odd) = (0..<8).reduce(into: ([PluginModule](), [PluginModule]())) {
            if $1 % 2 == 0 { $0.0.append(rig.module("lib\($1)")) }
            if $1 % 2 == 1 { $0.1.append(rig.module("lib\($1)")) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try first.scan(.modules(even)) }
            group.addTask { try second.scan(.modules(odd)) }
            try await group.waitForAll()
        }
        #expect(rig.scanner().index.plugins.count == 8)
    }

    @Test func aCancelledScanKeepsWhatItHasDone() throws {
        let rig = try ScanRig((0..<4).map { ("lib\($0)", "ok\($0)") })
        rig.configuration.batches = [:]
        let done = Mutex(0)
        let scan = rig.scanner()
        try scan.scan(
            .changed,
            progress: { progress in done.withLock { $0 = progress.done } },
            isCancelled: { done.withLock { $0 >= 2 } }
        )
        #expect(rig.scanner().index.plugins.count == 2)
    }

    @Test func aScannerThatIsKilledLosesOnlyWhatItWasAtAndLeavesNobodyBehind() throws {
        let rig = try ScanRig([("a", "one"), ("b", "two"), ("c", "make:hang")])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: rig.configuration.program)
        process.arguments = ["scan", rig.configuration.cachePath!, "1"]
        process.environment = ProcessInfo.processInfo.environment
            .merging(rig.configuration.environment) { $1 }
            .merging(["LV2_PATH": "/nowhere"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var said = ""
        while !said.hasSuffix("2\n") {
            let part = output.fileHandleForReading.availableData
            try #require(!part.isEmpty)
            said += String(decoding: part, as: UTF8.self)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        rig.configuration.generation = "probe"
        #expect(rig.scanner().index.labels == ["one", "two"])
        // Whoever hangs in it has this library open.
        let limit = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < limit, isOpenSomewhere(rig.path("c")) { usleep(2_000) }
        #expect(!isOpenSomewhere(rig.path("c")))
    }

    private func isOpenSomewhere(_ path: String) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.contains { name in
            guard Int(name) != nil,
                let map = try? String(contentsOfFile: "/proc/\(name)/maps", encoding: .utf8)
            else { return false }
            return map.contains(path)
        }
    }
}

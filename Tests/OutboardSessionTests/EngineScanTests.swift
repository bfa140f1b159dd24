import Foundation
import OutboardModel
import OutboardProtocol
import OutboardScan
import ScanRig
import Testing

@testable import OutboardSession

/// Plugins that an engine knows by scans.
struct EngineScanTests {
    private func session(_ plugins: String...) -> String {
        let inserts = plugins.enumerated().map { index, label in
            """
            {"id":"i\(index)","plugin":{"format":"ladspa","id":"\(label)"}}
            """
        }.joined(separator: ",")
        return """
            {"version":1,"id":"test","name":"Test","tracks":[
              {"id":"in","name":"In","source":{"kind":"input","channels":[0]},"inserts":[\(inserts)]}],
             "master":{}}
            """
    }

    private func add(_ id: String, _ insert: String = "new") -> Request {
        .edit(
            .addInsert(
                Insert(
                    id: InsertID(insert),
                    name: insert,
                    plugin: PluginID(format: .ladspa, id),
                    parameters: [:]
                ),
                strip: TrackID("in"),
                index: nil
            )
        )
    }

    /// Asks and waits, in real time: a scan takes what it takes.
    private func patiently(
        _ request: Request,
        _ fixture: EngineFixture
    ) async throws -> Result<Ack, RequestError> {
        let answer = await fixture.ask(request)
        let limit = ContinuousClock.now + .seconds(20)
        while answer.result == nil, ContinuousClock.now < limit {
            try await fixture.advance(frames: 64)
            usleep(2_000)
        }
        return try #require(answer.result)
    }

    @Test func onlyTheModulesThatASessionNamesAreScannedBeforeItPlays() async throws {
        let rig = try ScanRig([("a", "one"), ("b", "two")])
        let fixture = try EngineFixture(session: session("a:one"), scan: rig)
        try await fixture.start()
        let health = await fixture.engine.health()
        #expect(health.placeholders.isEmpty)
        let listing = await fixture.engine.plugins()
        #expect(listing.plugins.map(\.name) == ["one"])
        #expect(!listing.scan.isRunning)
    }

    @Test func aBlockedPluginOfASessionIsAPlaceholderThatSaysWhy() async throws {
        let rig = try ScanRig([("a", "make:segv,one")])
        let fixture = try EngineFixture(session: session("a:make:segv", "a:one"), scan: rig)
        try await fixture.start()
        let placeholders = await fixture.engine.health().placeholders
        #expect(placeholders.map(\.insert) == [InsertID("i0")])
        #expect(placeholders.first?.reason.contains("SIGSEGV while it was made") == true)
        let blocked = await fixture.engine.plugins().blocked
        #expect(blocked.map(\.id?.text) == ["a:make:segv"])
        #expect(blocked.map(\.kind) == ["crashed"])
        let error = await #expect(throws: RequestError.self) {
            try await fixture.engine.plugin("a:make:segv")
        }
        #expect(error?.code == .pluginBlocked)
    }

    @Test func aPluginThatNobodyKnowsIsScannedBeforeItIsInserted() async throws {
        let rig = try ScanRig([("a", "one"), ("b", "two,run:abort")])
        let fixture = try EngineFixture(session: session("a:one"), scan: rig)
        try await fixture.start()
        let ack = try await patiently(add("b:two"), fixture).get()
        #expect(ack.status == .applied)
        let refused = try await patiently(add("b:run:abort", "bad"), fixture)
        #expect(throws: RequestError.self) { try refused.get() }
        if case .failure(let error) = refused {
            #expect(error.code == .pluginBlocked)
            #expect(error.message.contains("SIGABRT while it ran"))
        }
        let absent = try await patiently(add("c:none", "absent"), fixture)
        if case .failure(let error) = absent { #expect(error.code == .pluginNotFound) }
        #expect(await fixture.document.strip(TrackID("in"))?.inserts.count == 2)
    }

    @Test func whatAConnectionAsksBehindAScanWaitsForItAndOthersDoNot() async throws {
        let rig = try ScanRig([("a", "one"), ("slow", "make:wait,two")])
        rig.configuration.silenceMilliseconds = 60_000
        let fixture = try EngineFixture(session: session("a:one"), scan: rig)
        try await fixture.start()
        let first = await fixture.ask(add("slow:two"))
        let second = await fixture.ask(
            .edit(.setBypass(InsertID("new"), strip: TrackID("in"), true))
        )
        let other = await fixture.ask(.trackMute(track: TrackID("in"), isMuted: true), from: "b")
        try await fixture.advance(frames: 64)
        #expect(other.result != nil)
        #expect(first.result == nil && second.result == nil)
        try rig.letGo("slow")
        let limit = ContinuousClock.now + .seconds(20)
        while second.result == nil, ContinuousClock.now < limit {
            try await fixture.advance(frames: 64)
            usleep(2_000)
        }
        _ = try #require(first.result).get()
        _ = try #require(second.result).get()
        let inserts = await fixture.document.strip(TrackID("in"))?.inserts
        #expect(inserts?.last?.id == InsertID("new") && inserts?.last?.isBypassed == true)
    }

    @Test func aScanInTheBackgroundTellsHowFarItIs() async throws {
        let rig = try ScanRig([("a", "one"), ("b", "two,make:exit"), ("c", "three")])
        let fixture = try EngineFixture(session: session(), scan: rig)
        try await fixture.start()
        let inbox = Inbox()
        fixture.engine.attach("a", as: Principal(user: "a", role: .owner)) { inbox.add($0) }
        #expect(try await patiently(.pluginScan(.changed), fixture).get().status == .accepted)
        func states() -> [ScanState] {
            inbox.notifications.compactMap { if case .pluginScan(let it) = $0 { it } else { nil } }
        }
        let limit = ContinuousClock.now + .seconds(20)
        while states().last?.isRunning != false, ContinuousClock.now < limit {
            await fixture.wait(milliseconds: 100)
            usleep(2_000)
        }
        let last = try #require(states().last)
        #expect(last.total == 4 && last.done == 4)
        let listing = await fixture.engine.plugins()
        #expect(last.blocked == listing.blocked.count)
        #expect(listing.blocked.filter { $0.format == .ladspa }.map(\.id?.text) == ["b:make:exit"])
        #expect(states().first?.isRunning == true)
        let names = listing.plugins.map(\.name)
        #expect(Set(["one", "two", "three"]).isSubset(of: names))
        // Known now: inserted at once.
        _ = try await fixture.perform(add("c:three"))
    }

    @Test func aStartWithTheScanOfAllKnowsEverythingInTheEnd() async throws {
        let rig = try ScanRig([("a", "one"), ("b", "two")])
        let fixture = try EngineFixture(session: session(), scan: rig) {
            $0.scansAtStart = true
        }
        try await fixture.start()
        let limit = ContinuousClock.now + .seconds(20)
        while await fixture.engine.plugins().scan.isRunning, ContinuousClock.now < limit {
            usleep(2_000)
        }
        let names = await fixture.engine.plugins().plugins.map(\.name)
        #expect(Set(["one", "two"]).isSubset(of: names))
    }
}

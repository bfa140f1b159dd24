import FaultPlugins
import Foundation
import OutboardHost
import OutboardHostCLAP
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardHostVST3
import OutboardModel
import OutboardProtocol
import RenderGuard
import Testing

@testable import OutboardSession

/// What a plugin does wrong is contained, counted and named in the same way whatever its format.
@Suite(.serialized) struct FormatFaultTests {
    /// As Plugins/Faults counts them.
    private enum Fault: Double {
        case none = 0
        case sleep = 4
        case notFinite = 5
        case allocate = 6
        case changeLatency = 8
        case subnormal = 9
        case offset = 10
    }

    /// A track with the plugin in an engine whose input is 0.5. [control]
    private struct Rig {
        let fixture: EngineFixture
        private let symbol: String

        init(_ format: PluginFormat) async throws {
            let path = try FaultPlugins.directory() + "/" + format.rawValue
            let hosts: @Sendable () -> [any PluginHost] = {
                switch format {
                case .lv2: [LV2Host(searchPath: path)]
                case .ladspa: [LADSPAHost(searchPath: path)]
                case .clap: [CLAPHost(searchPath: path)]
                case .vst3: [VST3Host(searchPath: path, presetPath: "")]
                }
            }
            let plugin = try #require(PluginLibrary(hosts()).installedPlugins().first)
            symbol = try #require(plugin.parameters.last).symbol
            let session = """
                {"version":1,"id":"test","name":"Test","buses":[],"master":{},
                 "tracks":[{"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},
                   "inserts":[{"id":"faults","name":"Faults","parameters":{},
                     "plugin":{"format":"\(format.rawValue)","id":"\(plugin.id.text)"}}]}]}
                """
            fixture = try EngineFixture(session: session, hosts: hosts)
            try await fixture.start()
            try await advance(blocks: 20)
            try #require(await fixture.engine.problems == [])
        }

        func advance(blocks: Int) async throws {
            for _ in 0..<blocks { try await fixture.advance(frames: 64) }
        }

        func doWrong(_ fault: Fault) async throws {
            _ = try await fixture.perform(
                .pluginParameter(
                    PluginParameterRequest(
                        track: TrackID("in"),
                        insert: InsertID("faults"),
                        parameter: symbol,
                        value: fault.rawValue,
                        isNormalized: false
                    )
                )
            )
        }
    }

    @Test(arguments: PluginFormat.allCases)
    func samplesThatAreNotFiniteAreSilence(_ format: PluginFormat) async throws {
        let rig = try await Rig(format)
        #expect(await rig.fixture.engine.health().faults == [:])
        try await rig.doWrong(.notFinite)
        try await rig.advance(blocks: 40)
        let health = await rig.fixture.engine.health()
        #expect(health.faults == ["faults": "non_finite"])
        #expect(health.containedBlocks >= 40)
        #expect(rig.fixture.output.allSatisfy { $0.isFinite })
        #expect(rig.fixture.output.suffix(64 * 30).allSatisfy { $0 == 0 })
        try await rig.doWrong(.none)
        try await rig.advance(blocks: 1_000)
        #expect(await rig.fixture.engine.health().faults == [:])
        #expect(abs((rig.fixture.output.last ?? 0) - 0.5) < 1e-4)
        await rig.fixture.engine.stop()
    }

    @Test(arguments: PluginFormat.allCases)
    func offsetIsSubtracted(_ format: PluginFormat) async throws {
        let rig = try await Rig(format)
        try await rig.doWrong(.offset)
        try await rig.advance(blocks: 2_250)
        let health = await rig.fixture.engine.health()
        #expect(health.faults == ["faults": "offset"])
        #expect(health.containedBlocks > 0)
        // All of a constant that has the plugin's own in it is taken out.
        #expect(abs(rig.fixture.output.last ?? 2) < 1e-3)
        await rig.fixture.engine.stop()
    }

    @Test(arguments: PluginFormat.allCases)
    func subnormalSamplesAreZero(_ format: PluginFormat) async throws {
        let rig = try await Rig(format)
        try await rig.doWrong(.subnormal)
        try await rig.advance(blocks: 40)
        #expect(await rig.fixture.engine.health().faults == [:])
        #expect(rig.fixture.output.allSatisfy { !$0.isSubnormal })
        await rig.fixture.engine.stop()
    }

    /// The guard tells the plugin's allocations from ours.
    @Test(.enabled(if: RenderGuard.isActive), arguments: PluginFormat.allCases)
    func allocationsAreThePluginsAndNotOurs(_ format: PluginFormat) async throws {
        let rig = try await Rig(format)
        try await rig.doWrong(.allocate)
        let driver = rig.fixture.driver
        let (hits, _) = try RenderGuard.measure {
            for _ in 0..<20 { try driver.advance(frames: 64) }
        }
        #expect(hits.foreign >= 20)
        #expect(hits.ours == 0)
        await rig.fixture.engine.stop()
    }

    /// What it takes is the plugin's, as people see it, and the sound is right all the same.
    @Test(arguments: PluginFormat.allCases)
    func timeThatAPluginTakesIsItsOwn(_ format: PluginFormat) async throws {
        let rig = try await Rig(format)
        try await rig.doWrong(.sleep)
        try await rig.advance(blocks: 10)
        let health = await rig.fixture.engine.health()
        #expect(health.overruns >= 5)
        #expect(health.faults == [:])
        #expect(abs((rig.fixture.output.last ?? 0) - 0.5) < 1e-4)
        await rig.fixture.engine.stop()
    }

    /// At each block another one, and nothing is heard of it. LADSPA and LV2 say it while they process. In
    /// CLAP and VST3 what counts is what a plugin says when it is activated, and one that changes its mind
    /// is activated anew: this one then begins at none again.
    @Test(arguments: PluginFormat.allCases)
    func latencyIsCompensatedAsItsFormatSaysIt(_ format: PluginFormat) async throws {
        let rig = try await Rig(format)
        #expect(await rig.fixture.engine.liveLatency == 0)
        let first = await rig.fixture.engine.instanceName
        try await rig.doWrong(.changeLatency)
        var seen: Set<Int> = []
        var isRestarted = false
        for _ in 0..<200 {
            try await rig.advance(blocks: 1)
            await rig.fixture.wait(milliseconds: 40)
            seen.insert(await rig.fixture.engine.liveLatency)
            if await rig.fixture.engine.instanceName != first { isRestarted = true }
        }
        let isSaidWhileProcessing = format == .ladspa || format == .lv2
        #expect(seen == (isSaidWhileProcessing ? [0, 64] : [0]))
        #expect(isRestarted == !isSaidWhileProcessing)
        #expect(await rig.fixture.engine.health().faults == [:])
        #expect(rig.fixture.output.dropFirst(1_280).allSatisfy { abs($0 - 0.5) < 1e-3 })
        await rig.fixture.engine.stop()
    }
}

extension Engine {
    fileprivate var problems: [String] { player?.session.problems ?? ["no session"] }
    /// Another one where another instance of the plugin is heard.
    fileprivate var instanceName: ObjectIdentifier? {
        player?.session.insert(InsertID("faults"))?.lanes.first.map {
            ObjectIdentifier($0.instance)
        }
    }
    fileprivate var liveLatency: Int { player?.latencyFrames ?? -1 }
}

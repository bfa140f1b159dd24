import FixtureBundles
import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardModel
import OutboardScan
import ScanRig
import Testing

/// Bundles of LV2: several plugins in one module, and presets.
struct LV2ScanTests {
    private let bundles: FixtureBundles
    private let rig: ScanRig

    init() throws {
        bundles = try FixtureBundles()
        rig = try ScanRig()
        rig.configuration.environment["LV2_PATH"] = bundles.searchPath
    }

    private func scanner() -> PluginScan {
        let path = bundles.searchPath
        let scan = PluginScan(configuration: rig.configuration) {
            LV2Host(searchPath: path).modules()
        }
        scan.load()
        return scan
    }

    private func id(_ name: String) -> PluginID {
        PluginID(format: .lv2, "urn:outboard:fixture:" + name)
    }

    @Test func eachPluginOfABundlePassesOrHasItsReason() throws {
        let scan = scanner()
        try scan.scan(.changed)
        let blocked = scan.index.blocked.reduce(into: [:]) { $0[$1.id] = $1.failure }
        let names = Set(blocked.keys.compactMap { $0 })
        #expect(names.isSuperset(of: [id("demanding"), id("refusing")]))
        #expect(blocked.values.allSatisfy { $0.kind == .refused })
        #expect(blocked[id("demanding")]?.message.contains("does not offer") == true)
        let host = LV2Host(searchPath: bundles.searchPath)
        let all = try host.plugins(in: try #require(host.modules().first))
        #expect(
            scan.index.plugins.map(\.outline.id).sorted { $0.text < $1.text }
                == all.filter { !names.contains($0) }.sorted { $0.text < $1.text }
        )
    }

    @Test func aDescriptorIsTheSameThroughTheWorkerAndTheFile() throws {
        try scanner().scan(.changed)
        let index = scanner().index
        let host = LV2Host(searchPath: bundles.searchPath)
        let module = try #require(host.modules().first)
        for plugin in index.plugins {
            let direct = try host.descriptor(of: plugin.outline.id, in: module)
            #expect(plugin.descriptor == direct)
            #expect(plugin.parameterCount == direct.parameters.count)
        }
    }

    @Test func aLibraryWithAnIndexOpensOnlyWhatPassed() throws {
        let library = PluginLibrary(
            [LV2Host(searchPath: bundles.searchPath)],
            index: ScanIndex.empty
        )
        let configuration = ProcessConfiguration(
            sampleRateHertz: 48_000,
            blockFramesMax: 64,
            isOffline: true
        )
        let unknown = #expect(throws: HostError.self) {
            try library.instantiate(id("gain"), configuration: configuration)
        }
        #expect(unknown?.message.contains("has not been scanned") == true)
        #expect(library.unscannedModules(for: [id("gain")]).count == 1)
        let scan = scanner()
        try scan.scan(.modules(library.unscannedModules(for: [id("gain")])))
        library.index = scan.index
        #expect(library.unscannedModules(for: [id("gain")]).isEmpty)
        _ = try library.instantiate(id("gain"), configuration: configuration)
        let refused = #expect(throws: HostError.self) {
            try library.instantiate(id("refusing"), configuration: configuration)
        }
        #expect(refused?.code == .blocked)
        #expect(try !library.presets(of: id("state")).isEmpty)
    }

    @Test func aBundleThatChangesWhileItIsKnownHasToBeScannedAgain() throws {
        let library = PluginLibrary([LV2Host(searchPath: bundles.searchPath)])
        let scan = scanner()
        try scan.scan(.changed)
        library.index = scan.index
        #expect(library.unscannedModules(for: [id("gain")]).isEmpty)
        try Data("# More\n".utf8).write(
            to: URL(fileURLWithPath: bundles.searchPath + "/fixtures.lv2/more.ttl")
        )
        #expect(library.unscannedModules(for: [id("gain")]).count == 1)
        #expect(throws: HostError.self) { try library.descriptor(of: id("gain")) }
        try scan.scan(.modules(library.unscannedModules(for: [id("gain")])))
        library.index = scan.index
        #expect(try library.descriptor(of: id("gain")).id == id("gain"))
    }
}

import FixtureBundles
import OutboardHost
import OutboardModel

@testable import OutboardHostLV2

/// A host of the fixture plugins, and loaded ones of them.
final class FixtureRig {
    let bundles: FixtureBundles
    let host: PluginLibrary
    /// The numbers that the host gives to URIs.
    let table: URIDTable

    init() throws {
        bundles = try FixtureBundles()
        let lv2 = LV2Host(searchPath: bundles.searchPath)
        table = lv2.table
        host = PluginLibrary([lv2])
    }

    static func id(_ name: String) -> PluginID {
        PluginID(format: .lv2, "urn:outboard:fixture:" + name)
    }

    func load(_ name: String, rate: Int = 48_000, isOffline: Bool = true) throws -> PluginBench {
        let configuration = ProcessConfiguration(
            sampleRateHertz: rate,
            blockFramesMax: 256,
            isOffline: isOffline
        )
        return try PluginBench(
            host.instantiate(Self.id(name), configuration: configuration),
            framesMax: 256
        )
    }
}

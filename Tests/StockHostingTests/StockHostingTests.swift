import Foundation
import OutboardCheck
import OutboardHost
import OutboardHostCLAP
import OutboardModel
import Testing

/// Our own plugins through our own host, which knows nothing of them.
struct StockHostingTests {
    /// A directory with nothing but the library, removed with this object.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-stock-\(UUID().uuidString)").path

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true
            )
            let program = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe"
            )
            let built = URL(fileURLWithPath: program).deletingLastPathComponent()
                .appendingPathComponent("libStockBundle.so").path
            try FileManager.default.createSymbolicLink(
                atPath: path + "/outboard.clap",
                withDestinationPath: built
            )
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        var library: PluginLibrary { PluginLibrary([CLAPHost(searchPath: path)]) }
    }

    @Test func eachGetsThroughACheck() throws {
        let folder = try Folder()
        let library = folder.library
        let plugins = library.installedPlugins()
        #expect(plugins.count >= 6)
        for plugin in plugins {
            var configuration = PluginCheck.Configuration()
            configuration.blocks = 100
            configuration.secondsMax = 0.5
            let outcomes = PluginCheck(plugin.id, in: library, configuration).run()
            #expect(outcomes.map(\.step) == CheckStep.allCases, "\(plugin.id.text)")
            for (step, outcome) in outcomes {
                #expect(!outcome.hasFailed, "\(plugin.id.text), \(step): \(outcome)")
            }
        }
    }

    @Test func aLookAheadWantsARestartAndItsStateBringsTheLatency() throws {
        let folder = try Folder()
        let library = folder.library
        let id = PluginID(format: .clap, "outboard.limiter")
        let configuration = ProcessConfiguration(
            sampleRateHertz: 48_000,
            blockFramesMax: 512,
            isOffline: false
        )
        let first = try library.instantiate(id, configuration: configuration)
        let bench = try PluginBench(first)
        bench.run(64)
        #expect(first.initialLatencyFrames == 96)
        bench.set("look_ahead", 5)
        bench.run(64)
        #expect(first.attend().contains(.restartWanted))
        let second = try library.instantiate(id, configuration: configuration)
        try second.restoreState(first.saveState())
        #expect(second.initialLatencyFrames == 240)
    }

    /// Hosts close libraries; Swift's run time could not be unloaded.
    @Test func theLibraryStaysWhenItIsClosed() throws {
        let folder = try Folder()
        let path = folder.path + "/outboard.clap"
        do {
            let library = folder.library
            #expect(!library.installedPlugins().isEmpty)
        }
        let again = dlopen(path, RTLD_NOW | RTLD_NOLOAD)
        #expect(again != nil)
        #expect(!folder.library.installedPlugins().isEmpty)
    }
}

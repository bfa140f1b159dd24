import Glibc
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardScan

/// The worker that tests of the scanner start: what `outboard scan-worker` is, without the rest.
///
/// `scan-probe scan CACHE WORKERS` is a scanner itself, of what is on `LADSPA_PATH` and `LV2_PATH`, for
/// tests that kill it; `scan-probe load CACHE` says how long a start takes that finds everything known.
@main
enum ScanProbe {
    static func main() {
        let words = CommandLine.arguments
        if words.count == 4, words[1] == "scan" {
            return scan(words[2], workers: Int(words[3]) ?? 1)
        }
        if words.count == 3, words[1] == "load" { return load(words[2]) }
        func number(_ name: String) -> Int32 {
            words.firstIndex(of: name).flatMap { Int32(words[$0 + 1]) } ?? 0
        }
        ScanWorker.run(parent: number("--parent"), niceness: number("--niceness")) {
            [LADSPAHost(), LV2Host()]
        }
    }

    private static func scanner(_ cache: String, workers: Int = 1) -> PluginScan {
        var configuration = ScanConfiguration(
            program: CommandLine.arguments[0],
            arguments: [],
            generation: "probe"
        )
        configuration.cachePath = cache
        configuration.workersMax = workers
        return PluginScan(configuration: configuration) {
            LADSPAHost().modules() + LV2Host().modules()
        }
    }

    private static func scan(_ cache: String, workers: Int) {
        let scan = scanner(cache, workers: workers)
        scan.load()
        do {
            try scan.scan(.changed) { progress in
                print(progress.done)
                fflush(nil)
            }
        } catch {
            print(error)
        }
        for blocked in scan.index.blocked {
            print(blocked.id?.text ?? blocked.module.path, blocked.failure)
        }
        for plugin in scan.index.plugins where !plugin.note.isEmpty {
            print(plugin.outline.id.text, plugin.note)
        }
    }

    private static func load(_ cache: String) {
        let scan = scanner(cache)
        let clock = ContinuousClock()
        var index = ScanIndex.empty
        let listed = clock.measure { _ = LADSPAHost().modules() + LV2Host().modules() }
        let loaded = clock.measure { index = scan.load() }
        let described = clock.measure { _ = index.all() }
        print("\(index.plugins.count) plugins, \(index.blocked.count) blocked")
        print("listing modules \(listed), all of the start \(loaded), every parameter \(described)")
    }
}

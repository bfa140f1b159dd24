import Glibc
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardScan

/// The worker that tests of the scanner start: what `outboard scan-worker` is, without the rest. As
/// `scan-probe scan CACHE` it is a scanner itself, of what is on `LADSPA_PATH`, for tests that kill it.
@main
enum ScanProbe {
    static func main() {
        let words = CommandLine.arguments
        if words.count == 3, words[1] == "scan" { return scan(words[2]) }
        func number(_ name: String) -> Int32 {
            words.firstIndex(of: name).flatMap { Int32(words[$0 + 1]) } ?? 0
        }
        ScanWorker.run(parent: number("--parent"), niceness: number("--niceness")) {
            [LADSPAHost(), LV2Host()]
        }
    }

    private static func scan(_ cache: String) {
        var configuration = ScanConfiguration(
            program: CommandLine.arguments[0],
            arguments: [],
            generation: "probe"
        )
        configuration.cachePath = cache
        configuration.batches = [:]
        let scan = PluginScan(configuration: configuration) { LADSPAHost().modules() }
        do {
            try scan.scan(.changed) { progress in
                print(progress.done)
                fflush(nil)
            }
        } catch {
            print(error)
        }
    }
}

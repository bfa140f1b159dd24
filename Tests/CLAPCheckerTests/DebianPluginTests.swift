import CLAPChecker
import Glibc
import Testing

/// Other people's plugins, as far as the checker may go with them: it does nothing that a host may not do.
///
/// What zam-plugins 4.1 break is not asserted, so that better ones pass too. All of them try a lock while
/// processing. Their sound depends on how blocks are cut, as they take parameters once a block, and most
/// remember something after a reset. Texts have a fixed number of decimals: what is at the end of a range
/// is read as a little beyond it. Two stand at other values than their defaults. ZaMaximX2 says outside of
/// an activation that its latency has changed. ZamDelay crashes where there is no song, and is left out.
struct DebianPluginTests {
    private static let paths: [String] = {
        guard let folder = opendir("/usr/lib/clap") else { return [] }
        defer { closedir(folder) }
        var paths: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix("Za"), name.hasSuffix(".clap"), name != "ZamDelay.clap" else {
                continue
            }
            paths.append("/usr/lib/clap/" + name)
        }
        return paths.sorted()
    }()

    @Test(arguments: paths)
    func aPluginPlaysFiniteSoundInBlocksOfAnyLength(path: String) throws {
        let library = try CLAPLibrary(path: path)
        #expect(!library.pluginIDs.isEmpty)
        for id in library.pluginIDs {
            let faults = try Checker.check(library, id, tolerance: 1e-4, misbehaves: false)
            let grave: Set<Rule> = [
                .descriptor, .ports, .parameterInfo, .ranges, .activation, .status, .notFinite,
                .outputUnwritten, .valuesByEvent, .wrongCounts,
            ]
            #expect(!faults.contains { grave.contains($0.rule) }, "\(faults)")
        }
    }

    @Test func thereAreSome() { #expect(Self.paths.count >= 10) }
}

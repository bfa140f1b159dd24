import Foundation
import OutboardHost
import OutboardHostLADSPA
import OutboardModel
import OutboardScan

/// A directory of LADSPA libraries that misbehave as each is told to, and a scanner of it.
package final class ScanRig {
    package let directory: URL
    package var configuration: ScanConfiguration

    /// Programs and libraries are built beside the test program.
    package static let built = URL(
        fileURLWithPath: try! FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/exe"
        )
    ).deletingLastPathComponent()

    /// - Parameter libraries: what each is called, and its plugins: see `Plugins/UnrulyLADSPA`.
    package init(_ libraries: [(name: String, words: String)] = []) throws {
        directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-scan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory.appendingPathComponent("ladspa"),
            withIntermediateDirectories: true
        )
        configuration = ScanConfiguration(
            program: Self.built.appendingPathComponent("scan-probe").path,
            arguments: [],
            generation: "test"
        )
        configuration.cachePath = directory.appendingPathComponent("cache/plugins.scan").path
        // Waiting for one that hangs is for the tests that have one; a busy machine makes the others wait, too.
        let hangs = libraries.contains { $0.words.contains("hang") || $0.words.contains("spin") }
        configuration.silenceMilliseconds = hangs ? 400 : 30_000
        configuration.niceness = 0
        configuration.environment["LADSPA_PATH"] = ladspaPath
        for library in libraries { try add(library.name, library.words) }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    package var ladspaPath: String { directory.appendingPathComponent("ladspa").path }

    /// A copy: the loader takes two links to one file for one library.
    package func add(_ name: String, _ words: String) throws {
        try FileManager.default.copyItem(
            at: Self.built.appendingPathComponent("libUnrulyLADSPA.so"),
            to: URL(fileURLWithPath: path(name))
        )
        try change(name, words)
    }

    /// The library's plugins, from the next worker on.
    package func change(_ name: String, _ words: String) throws {
        try words.write(
            toFile: ladspaPath + "/\(name).words",
            atomically: true,
            encoding: .utf8
        )
    }

    /// Has the plugins go on that wait in this library.
    package func letGo(_ name: String) throws {
        try "".write(toFile: ladspaPath + "/\(name).go", atomically: true, encoding: .utf8)
    }

    package func path(_ name: String) -> String { ladspaPath + "/\(name).so" }

    package func module(_ name: String) -> PluginModule {
        PluginModule(format: .ladspa, path: path(name))
    }

    package func touch(_ name: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3_600)],
            ofItemAtPath: path(name)
        )
    }

    /// A scanner that begins with what is in the file.
    package func scanner() -> PluginScan {
        let path = ladspaPath
        let scan = PluginScan(configuration: configuration) {
            LADSPAHost(searchPath: path).modules()
        }
        scan.load()
        return scan
    }

    /// Scans, and returns what is known then.
    @discardableResult
    package func scan(_ scope: PluginScan.Scope = .changed) throws -> ScanIndex {
        let scan = scanner()
        try scan.scan(scope)
        return scan.index
    }
}

extension ScanIndex {
    /// Labels of those that passed, sorted.
    package var labels: [String] { plugins.map { $0.outline.name }.sorted() }

    package func failure(_ id: String) -> String? {
        blocked.first {
            $0.id?.text == id || $0.id == nil && $0.module.path.hasSuffix("/\(id).so")
        }?
        .failure.description
    }
}

import Foundation

/// An LV2 bundle of the fixture plugins in a directory of its own, removed with this object.
///
/// Their URIs begin with `urn:outboard:fixture:`.
package final class FixtureBundles {
    /// What a host is to search: this bundle and nothing else.
    package let searchPath: String

    /// - Throws: what the file system says. The plugins' library is a product of this package and lies
    ///   beside the test program.
    package init() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-fixtures-\(UUID().uuidString)")
        searchPath = directory.path
        let bundle = directory.appendingPathComponent("fixtures.lv2")
        try FileManager.default.createDirectory(at: bundle, withIntermediateDirectories: true)
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Plugins/Fixtures").standardizedFileURL
        for name in ["manifest.ttl", "fixtures.ttl", "presets.ttl"] {
            try FileManager.default.copyItem(
                at: sources.appendingPathComponent(name),
                to: bundle.appendingPathComponent(name)
            )
        }
        let library = "libFixturePlugins.so"
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let built = URL(fileURLWithPath: program).deletingLastPathComponent()
            .appendingPathComponent(library)
        guard FileManager.default.fileExists(atPath: built.path) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: built.path])
        }
        try FileManager.default.createSymbolicLink(
            at: bundle.appendingPathComponent(library),
            withDestinationURL: built
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: searchPath) }
}

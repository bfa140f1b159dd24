import Foundation
import OutboardHost
import OutboardHostLADSPA
import OutboardModel

/// A directory of libraries that tests fill, removed with this object.
final class LibraryFolder {
    let path: String

    init() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-ladspa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The fixture plugins, as `<name>.so`. Their library is a product of this package and lies beside
    /// the test program.
    func addFixtures(_ name: String = "fixtures") throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let built = URL(fileURLWithPath: program).deletingLastPathComponent()
            .appendingPathComponent("libLADSPAFixtures.so")
        guard FileManager.default.fileExists(atPath: built.path) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: built.path])
        }
        try FileManager.default.createSymbolicLink(
            atPath: path + "/\(name).so",
            withDestinationPath: built.path
        )
    }

    /// A library of C, linked with nothing.
    func compile(_ source: String, as name: String) throws {
        let file = path + "/\(name).c"
        try source.write(toFile: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/gcc")
        process.arguments = [
            "-shared", "-fPIC", "-fno-builtin", "-nostdlib", "-o", path + "/\(name).so", file,
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }

    func write(_ text: String, as name: String) throws {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }
}

/// A host of the fixture plugins.
final class FixtureRig {
    let folder: LibraryFolder
    let host: PluginLibrary

    init() throws {
        folder = try LibraryFolder()
        try folder.addFixtures()
        host = PluginLibrary([LADSPAHost(searchPath: folder.path)])
    }

    func instance(_ label: String, rate: Int = 48_000) throws -> any PluginInstance {
        try host.instantiate(ladspa("fixtures:" + label), configuration: configuration(rate))
    }

    func load(_ label: String) throws -> PluginBench { try PluginBench(instance(label)) }
}

func ladspa(_ text: String) -> PluginID { PluginID(format: .ladspa, text) }

func configuration(_ rate: Int = 48_000) -> ProcessConfiguration {
    ProcessConfiguration(sampleRateHertz: rate, blockFramesMax: 512, isOffline: true)
}

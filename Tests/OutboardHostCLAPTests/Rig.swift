import Foundation
import HostRig
import OutboardHost
import OutboardModel

@testable import OutboardHostCLAP

/// A directory of libraries that tests fill, removed with this object.
final class LibraryFolder {
    let path: String

    init() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-clap-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The fixture plugins. Their library is a product of this package and lies beside the test program.
    ///
    /// - Parameter isCopy: a library for itself, which finds the presets of this folder.
    func addFixtures(_ name: String = "fixtures.clap", isCopy: Bool = false) throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let built = URL(fileURLWithPath: program).deletingLastPathComponent()
            .appendingPathComponent("libCLAPFixtures.so")
        guard FileManager.default.fileExists(atPath: built.path) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: built.path])
        }
        let link = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: link.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        guard !isCopy else { return try FileManager.default.copyItem(at: built, to: link) }
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: built)
    }

    /// A library of C, linked with nothing.
    func compile(_ source: String, as name: String) throws {
        let file = path + "/\(name).c"
        try write(source, as: "\(name).c")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/gcc")
        process.arguments = [
            "-shared", "-fPIC", "-nostdlib", "-o", path + "/\(name).clap", file,
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
    let host: CLAPHost
    let module: PluginModule

    init(isCopy: Bool = false) throws {
        folder = try LibraryFolder()
        try folder.addFixtures(isCopy: isCopy)
        host = CLAPHost(searchPath: folder.path)
        module = PluginModule(format: .clap, path: folder.path + "/fixtures.clap")
    }

    func instance(_ kind: String, isOffline: Bool = false) throws -> CLAPInstance {
        try host.load(clap("test." + kind), in: module, configuration(isOffline: isOffline))
    }

    func load(_ kind: String) throws -> PluginBench { try PluginBench(instance(kind)) }
}

func clap(_ text: String) -> PluginID { PluginID(format: .clap, text) }

func configuration(rate: Int = 48_000, isOffline: Bool = false) -> ProcessConfiguration {
    ProcessConfiguration(sampleRateHertz: rate, blockFramesMax: 512, isOffline: isOffline)
}

/// What a fixture says of its host.
struct Report: Equatable {
    let words: [String]

    init(_ instance: any PluginInstance) {
        let index = instance.descriptor.parameters.firstIndex { $0.symbol == "report" }!
        words = instance.text(of: index, value: 0).split(separator: " ").map(String.init)
    }

    /// "0 -" where the host did nothing wrong; else how often, and the first thing.
    var violations: String {
        words[1..<words.firstIndex(of: "calls")!].joined(separator: " ")
    }
    func number(_ name: String) -> Double { Double(words[words.lastIndex(of: name)! + 1])! }
    var calls: Int { Int(number("calls")) }
}

extension PluginBench {
    var report: Report { Report(instance) }

    func index(_ symbol: String) -> Int {
        instance.descriptor.parameters.firstIndex { $0.symbol == symbol }!
    }

    /// Fills all inputs.
    func feed(_ value: Float, _ frames: Int = 512) {
        for channel in 0..<instance.descriptor.audioInputs {
            for frame in 0..<frames { input(channel)[frame] = value }
        }
    }
}

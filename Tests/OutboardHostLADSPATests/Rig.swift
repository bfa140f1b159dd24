import CRealtime
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
    let host: LADSPAHost

    init() throws {
        folder = try LibraryFolder()
        try folder.addFixtures()
        host = LADSPAHost(searchPath: folder.path)
    }

    func instance(_ label: String, rate: Int = 48_000) throws -> any PluginInstance {
        try host.instantiate(ladspa("fixtures:" + label), configuration: configuration(rate))
    }

    func load(_ label: String) throws -> LoadedRig { try LoadedRig(instance(label)) }
}

func ladspa(_ text: String) -> PluginID { PluginID(format: .ladspa, text) }

func configuration(_ rate: Int = 48_000) -> ProcessConfiguration {
    ProcessConfiguration(sampleRateHertz: rate, blockFramesMax: 512, isOffline: true)
}

/// An active plugin with buffers for 512 frames.
final class LoadedRig {
    let instance: any PluginInstance
    private let buffers: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let count: Int

    init(_ instance: any PluginInstance) throws {
        self.instance = instance
        count = instance.descriptor.audioInputs + instance.descriptor.audioOutputs
        buffers = .allocate(capacity: max(1, count))
        for index in 0..<count {
            let buffer = UnsafeMutablePointer<Float>.allocate(capacity: 512)
            buffer.initialize(repeating: 0, count: 512)
            (buffers + index).initialize(to: buffer)
        }
        try instance.activate()
    }

    deinit {
        instance.deactivate()
        for index in 0..<count { buffers[index].deallocate() }
        buffers.deallocate()
    }

    func input(_ channel: Int) -> UnsafeMutablePointer<Float> { buffers[channel] }
    func output(_ channel: Int) -> UnsafeMutablePointer<Float> {
        buffers[instance.descriptor.audioInputs + channel]
    }

    func set(_ symbol: String, _ value: Float) {
        let index = instance.descriptor.parameters.firstIndex { $0.symbol == symbol }!
        instance.processor.parameters.pointee.values[index] = value
    }

    func value(_ symbol: String) -> Float {
        let index = instance.descriptor.parameters.firstIndex { $0.symbol == symbol }!
        return instance.processor.parameters.pointee.values[index]
    }

    /// Processes one block and gives the first output. `name` is the name of its buffers.
    @discardableResult
    func run(_ frames: Int, offset: Int = 0, name: UInt64 = 0) -> [Float] {
        let inputs = instance.descriptor.audioInputs
        let outputs = instance.descriptor.audioOutputs
        var block = ob_process_block(
            inputs: UnsafeRawPointer(buffers).assumingMemoryBound(to: UnsafePointer<Float>.self),
            outputs: UnsafePointer(buffers + inputs),
            input_count: UInt32(inputs),
            output_count: UInt32(outputs),
            offset: UInt32(offset),
            frames: UInt32(frames),
            frame: 0,
            input_events: nil,
            output_events: nil,
            transport: nil,
            buffers: name
        )
        _ = instance.processor.function(instance.processor.context, &block)
        return outputs == 0 ? [] : (0..<frames).map { output(0)[offset + $0] }
    }
}

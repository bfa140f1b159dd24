import Foundation
import HostRig
import OutboardHost
import OutboardHostVST3
import OutboardModel
import Testing

/// Everything that loads fixtures: their library keeps a record of what is called, and there is only one.
@Suite(.serialized) enum FixtureTests {}

/// A folder with the fixture plugins laid out as a bundle, and one for presets. Removed with this object.
final class FixtureRig {
    let path: String
    let host: VST3Host
    let library: PluginLibrary
    let fixtures: Fixtures

    static let split = "0B0A0D00000000010000000100000001"
    static let instrument = "0B0A0D00000000010000000200000001"
    static let bulk = "0B0A0D00000000010000000300000001"
    static let odd = "0B0A0D00000000010000000400000001"
    static let stubborn = "0B0A0D00000000010000000500000001"
    static let missing = "0B0A0D00000000010000000600000001"

    var modules: String { path + "/modules" }
    var presets: String { path + "/presets" }
    var bundle: String { modules + "/deep/Fixtures.vst3" }

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-vst3-\(UUID().uuidString)").path
        host = VST3Host(searchPath: path + "/modules", presetPath: path + "/presets")
        library = PluginLibrary([host])
        try FileManager.default.createDirectory(
            atPath: path + "/presets",
            withIntermediateDirectories: true
        )
        let folder = path + "/modules/deep/Fixtures.vst3/Contents/" + Self.architecture
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let built = URL(fileURLWithPath: program).deletingLastPathComponent()
            .appendingPathComponent("libVST3Fixtures.so").path
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/Fixtures.so",
            withDestinationPath: built
        )
        fixtures = try Fixtures(built)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    #if arch(x86_64)
        static let architecture = "x86_64-linux"
    #else
        static let architecture = "aarch64-linux"
    #endif

    func instance(_ id: String) throws -> any PluginInstance {
        try library.instantiate(vst3(id), configuration: configuration())
    }

    func load(_ id: String) throws -> PluginBench { try PluginBench(instance(id)) }
}

/// The functions that the fixtures' library has for tests.
final class Fixtures {
    private let handle: UnsafeMutableRawPointer
    private let callsBefore: Int
    private let faultsBefore: Int

    init(_ path: String) throws {
        handle = try #require(dlopen(path, RTLD_NOW | RTLD_LOCAL))
        callsBefore = Self.calls(handle).count
        faultsBefore = Self.number(handle, "faults")
    }

    deinit { dlclose(handle) }

    /// Since this was made.
    var calls: String { String(Self.calls(handle).dropFirst(callsBefore)) }
    var faults: Int { Self.number(handle, "faults") - faultsBefore }

    func number(_ name: String) -> Int { Self.number(handle, name) }

    // SAFETY: of all the following, the fixtures' functions are of those types.

    func call(_ name: String) {
        unsafeBitCast(dlsym(handle, "fixture_vst3_" + name), to: (@convention(c) () -> Void).self)()
    }

    func restart(_ flags: Int32) {
        let symbol = dlsym(handle, "fixture_vst3_restart")
        unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Void).self)(flags)
    }

    func rename(_ title: String) {
        let symbol = dlsym(handle, "fixture_vst3_rename")
        unsafeBitCast(symbol, to: (@convention(c) (UnsafePointer<CChar>) -> Void).self)(title)
    }

    func edit(_ id: UInt32, _ normalized: Double) { set("edit", id, normalized) }
    func editElsewhere(_ id: UInt32, _ normalized: Double) { set("edit_elsewhere", id, normalized) }
    func move(_ id: UInt32, _ normalized: Double) { set("move", id, normalized) }

    var tempo: Double {
        let symbol = dlsym(handle, "fixture_vst3_context_tempo")
        return unsafeBitCast(symbol, to: (@convention(c) () -> Double).self)()
    }

    private func set(_ name: String, _ id: UInt32, _ normalized: Double) {
        let symbol = dlsym(handle, "fixture_vst3_" + name)
        unsafeBitCast(symbol, to: (@convention(c) (UInt32, Double) -> Void).self)(id, normalized)
    }

    private static func calls(_ handle: UnsafeMutableRawPointer) -> String {
        let symbol = dlsym(handle, "fixture_vst3_calls")
        typealias Calls = @convention(c) () -> UnsafePointer<CChar>
        return String(cString: unsafeBitCast(symbol, to: Calls.self)())
    }

    private static func number(_ handle: UnsafeMutableRawPointer, _ name: String) -> Int {
        let symbol = dlsym(handle, "fixture_vst3_" + name)
        return Int(unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)())
    }
}

func vst3(_ text: String) -> PluginID { PluginID(format: .vst3, text) }

func configuration(_ rate: Int = 48_000) -> ProcessConfiguration {
    ProcessConfiguration(sampleRateHertz: rate, blockFramesMax: 512, isOffline: true)
}

extension PluginBench {
    func index(_ symbol: String) -> Int {
        instance.descriptor.parameters.firstIndex { $0.symbol == symbol }!
    }
}

/// Of a name without an end.
let tapsSymbol = String(repeating: "t", count: 64)

import FaultPlugins
import FixtureBundles
import Foundation
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostCLAP
@testable import OutboardHostLADSPA
@testable import OutboardHostLV2
@testable import OutboardHostVST3

/// All of this target: what its suites are given is for one thread at a time.
@Suite(.serialized) enum FormatTests {}

/// A plugin of a format that has something to save.
struct Subject: Sendable, CustomTestStringConvertible {
    let format: PluginFormat
    /// The file in the rig's folder of this format that it is in.
    let module: String
    /// nil: the only one in its module.
    var id: String?

    /// Our fixtures, the DPF plugin of `Scripts/build-faults`, and one of zam-plugins.
    static let all = [
        Subject(format: .lv2, module: "fixtures.lv2", id: "urn:outboard:fixture:state"),
        Subject(format: .lv2, module: "fixtures.lv2", id: "urn:outboard:fixture:properties"),
        Subject(format: .lv2, module: "faults.lv2", id: "urn:outboard:faults"),
        Subject(format: .lv2, module: "ZamComp.lv2", id: "urn:zamaudio:ZamComp"),
        Subject(format: .ladspa, module: "fixtures.so", id: "fixtures:gain"),
        Subject(format: .ladspa, module: "faults.so"),
        Subject(format: .ladspa, module: "ZamComp-ladspa.so"),
        Subject(format: .clap, module: "fixtures.clap", id: "test.gain"),
        Subject(format: .clap, module: "faults.clap"),
        Subject(format: .clap, module: "ZamComp.clap"),
        Subject(
            format: .vst3,
            module: "Fixtures.vst3",
            id: "0B0A0D00000000010000000100000001"
        ),
        Subject(format: .vst3, module: "faults.vst3"),
        Subject(format: .vst3, module: "ZamComp.vst3"),
    ]

    static let sealed = all.filter { $0.format != .ladspa }

    var testDescription: String { "\(format.name) \(id ?? module)" }
}

extension StateEnvelope {
    /// nil: the format's states are texts.
    static func of(_ format: PluginFormat) -> StateEnvelope? {
        switch format {
        case .lv2: .lv2
        case .clap: .clap
        case .vst3: .vst3
        case .ladspa: nil
        }
    }
}

/// A folder with copies of each format's plugins, and hosts of them. Removed with this object. [control]
final class FormatRig {
    let folder: String
    let lv2: LV2Host
    let ladspa: LADSPAHost
    let clap: CLAPHost
    let vst3: VST3Host
    private let bundles: FixtureBundles

    /// - Parameter debian: names of zam-plugins that it has, too.
    init(debian: [String] = ["ZamComp"]) throws {
        bundles = try FixtureBundles()
        folder = NSTemporaryDirectory() + "outboard-formats-" + UUID().uuidString
        for format in PluginFormat.allCases {
            try Self.make(folder + "/" + format.rawValue)
        }
        try Self.make(folder + "/presets")
        try Self.make(folder + "/clap/presets")
        try Self.copy(bundles.searchPath + "/fixtures.lv2", folder + "/lv2/fixtures.lv2")
        let faults = try FaultPlugins.directory()
        for module in [
            "lv2/faults.lv2", "ladspa/faults.so", "clap/faults.clap", "vst3/faults.vst3",
        ] {
            try Self.copy(faults + "/" + module, folder + "/" + module)
        }
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let built = (program as NSString).deletingLastPathComponent
        try Self.copy(built + "/libLADSPAFixtures.so", folder + "/ladspa/fixtures.so")
        try Self.copy(built + "/libCLAPFixtures.so", folder + "/clap/fixtures.clap")
        let inner = folder + "/vst3/Fixtures.vst3/Contents/" + VST3Folders.architecture
        try Self.make(inner)
        try Self.copy(built + "/libVST3Fixtures.so", inner + "/Fixtures.so")
        for name in debian {
            for module in [
                "lv2/\(name).lv2", "ladspa/\(name)-ladspa.so", "clap/\(name).clap",
                "vst3/\(name).vst3",
            ] where FileManager.default.fileExists(atPath: "/usr/lib/" + module) {
                try Self.copy("/usr/lib/" + module, folder + "/" + module)
            }
        }
        lv2 = LV2Host(searchPath: folder + "/lv2")
        ladspa = LADSPAHost(searchPath: folder + "/ladspa")
        clap = CLAPHost(searchPath: folder + "/clap")
        vst3 = VST3Host(searchPath: folder + "/vst3", presetPath: folder + "/presets")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var hosts: [any PluginHost] { [lv2, ladspa, clap, vst3] }

    func host(_ format: PluginFormat) -> any PluginHost {
        switch format {
        case .lv2: lv2
        case .ladspa: ladspa
        case .clap: clap
        case .vst3: vst3
        }
    }

    func place(of subject: Subject) throws -> (id: PluginID, module: PluginModule) {
        let host = host(subject.format)
        if let id = subject.id.map({ PluginID(format: subject.format, $0) }),
            let module = host.module(of: id)
        {
            return (id, module)
        }
        let module = PluginModule(
            format: subject.format,
            path: folder + "/" + subject.format.rawValue + "/" + subject.module
        )
        let first = try host.plugins(in: module).first
        let id = try subject.id.map { PluginID(format: subject.format, $0) } ?? #require(first)
        return (id, module)
    }

    /// Inactive, its parameters at their defaults.
    func instance(_ subject: Subject) throws -> any PluginInstance {
        let place = try place(of: subject)
        return try host(subject.format).instantiate(
            place.id,
            in: place.module,
            configuration: ProcessConfiguration(
                sampleRateHertz: 48_000,
                blockFramesMax: 512,
                isOffline: true
            )
        )
    }

    /// A state that is not the one that a plugin is born with.
    func state(of subject: Subject) throws -> [UInt8] {
        let bench = try PluginBench(instance(subject))
        for (index, parameter) in bench.instance.descriptor.parameters.enumerated()
        where parameter.kind == .continuous {
            bench.instance.processor.parameters.pointee.values[index] = Float(
                (parameter.minimum + parameter.maximum) / 2
            )
        }
        bench.run(64)
        return try bench.instance.saveState()
    }

    private static func make(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// The linker takes a copy for another library, with variables of its own: DPF's plugins and our
    /// fixtures are for one thread at a time, and other suites use them, too.
    private static func copy(_ source: String, _ path: String) throws {
        let whole = URL(fileURLWithPath: source).resolvingSymlinksInPath()
        try FileManager.default.copyItem(at: whole, to: URL(fileURLWithPath: path))
    }
}

extension PluginInstance {
    /// Those of its parameters that stand where there is no value of theirs.
    var strayParameters: [String] {
        descriptor.parameters.enumerated().compactMap { index, parameter in
            let value = processor.parameters.pointee.values[index]
            let range = Float(parameter.range.lowerBound)...Float(parameter.range.upperBound)
            return range.contains(value) ? nil : "\(parameter.symbol) = \(value)"
        }
    }
}

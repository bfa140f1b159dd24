import CRealtime
import Foundation
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

/// What the specification's own examples do with properties, and plugins with side-chains and programs. Of
/// lv2-examples, lsp-plugins-lv2 and zam-plugins.
@Suite(.serialized) struct DebianPropertyTests {
    private static let examples = "http://lv2plug.in/plugins/"
    private let library = PluginLibrary([LV2Host()])

    private func load(_ uri: String) throws -> PluginBench {
        let configuration = ProcessConfiguration(
            sampleRateHertz: 48_000,
            blockFramesMax: 512,
            isOffline: true
        )
        let id = PluginID(format: .lv2, uri)
        return try PluginBench(library.instantiate(id, configuration: configuration))
    }

    private func set(_ uri: String, _ value: PropertyValue, of bench: PluginBench) throws {
        let count = try bench.instance.send(value, to: uri)
        try #require(bench.instance.processor.admittedMessages).pointee = count
        bench.run(64)
        _ = bench.instance.attend()
    }

    @Test func exampleOfParametersTakesAndTellsEveryKind() throws {
        let bench = try load(Self.examples + "eg-params")
        let root = Self.examples + "eg-params#"
        #expect(bench.instance.descriptor.parameters.map(\.symbol) == ["bool"])
        bench.run(64)
        _ = bench.instance.attend()
        // From its default state.
        #expect(bench.instance.knownProperties[root + "string"] == .text("Hello, world"))
        let values: [String: PropertyValue] = [
            "int": .number(-7), "long": .number(1e12), "float": .number(0.5),
            "double": .number(0.125), "string": .text("new"), "path": .text("/tmp/x.wav"),
        ]
        for (name, value) in values { try set(root + name, value, of: bench) }
        bench.set("bool", 1)
        bench.run(64)
        let fresh = try load(Self.examples + "eg-params")
        try fresh.instance.restoreState(try bench.instance.saveState())
        fresh.run(64)
        _ = fresh.instance.attend()
        for (name, value) in values {
            #expect(fresh.instance.knownProperties[root + name] == value, "\(name)")
        }
        #expect(fresh.value("bool") == 1)
    }

    @Test func exampleOfASamplerPlaysTheFileThatItIsSent() throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-sample-\(UUID().uuidString).wav")
        defer { try? FileManager.default.removeItem(at: file) }
        try Self.wave(Array(repeating: 16_384, count: 4_800)).write(to: file)
        let bench = try load(Self.examples + "eg-sampler")
        #expect(bench.instance.descriptor.parameters.map(\.unit) == ["dB"])
        let sample = Self.examples + "eg-sampler#sample"
        try set(sample, .text(file.path), of: bench)
        bench.run(64)
        var loudest: Float = 0
        for block in 0..<20 {
            let note = ob_event(frame: 0, [0x90, 60, 127])
            let heard = bench.run(128, events: block == 0 ? [note] : [])
            loudest = max(loudest, heard.map(\.magnitude).max() ?? 0)
        }
        #expect(abs(loudest - 0.5) < 0.1)
        #expect(bench.instance.attend().isEmpty)
        #expect(bench.instance.knownProperties[sample] == .text(file.path))
    }

    @Test func sideChainsAreKnownAndLast() throws {
        let root = "http://lsp-plug.in/plugins/lv2/"
        for (name, sideChains) in [
            ("sc_compressor_stereo", 2), ("sc_compressor_mono", 1), ("compressor_stereo", 0),
        ] {
            let id = PluginID(format: .lv2, root + name)
            #expect(try library.descriptor(of: id).sideChainInputs == sideChains, "\(name)")
        }
    }

    @Test func programsOfZamAudioSetTheirParameters() throws {
        let id = PluginID(format: .lv2, "urn:zamaudio:ZamComp")
        let programs = try library.presets(of: id).filter { $0.id.text.hasPrefix("program:") }
        try #require(!programs.isEmpty)
        let values = try programs.map { try library.preset($0.id, of: id).parameters }
        #expect(Set(values).count > 1)
        let symbols = Set(try library.descriptor(of: id).parameters.map(\.symbol))
        #expect(values.allSatisfy { Set($0.keys) == symbols })
    }

    /// Mono, 16 bits, 48 kHz.
    private static func wave(_ samples: [Int16]) -> Data {
        var data = Data()
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
        }
        let size = UInt32(samples.count * 2)
        data.append(contentsOf: "RIFF".utf8)
        append(size + 36)
        data.append(contentsOf: "WAVEfmt ".utf8)
        append(UInt32(16))
        append(UInt16(1))
        append(UInt16(1))
        append(UInt32(48_000))
        append(UInt32(96_000))
        append(UInt16(2))
        append(UInt16(16))
        data.append(contentsOf: "data".utf8)
        append(size)
        for sample in samples { append(sample) }
        return data
    }
}

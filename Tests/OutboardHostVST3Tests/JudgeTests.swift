import CRealtime
import Foundation
import HostRig
import OutboardHost
import OutboardHostVST3
import OutboardModel
import Testing

private enum Judge {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let python = root.appendingPathComponent(".build-judge/pedalboard/bin/python")
    static let script = root.appendingPathComponent("Tests/Support/VST3Judge/judge.py")

    static var isThere: Bool { FileManager.default.fileExists(atPath: python.path) }
}

/// Plays zam-plugins here and by pedalboard, which is JUCE's host. `Scripts/vst3-judge` gets it.
@Suite(.serialized, .enabled(if: Judge.isThere, "Scripts/vst3-judge was not run"))
struct JudgeTests {
    private static let frames = 24_000
    private static let block = 256

    /// Not ZamTube: now and then it differs from itself, depending on what ran in the process before.
    @Test(arguments: ["ZamCompX2", "ZamDelay", "ZamEQ2", "ZamGEQ31", "ZamGateX2"])
    func differenceFromAnotherHostIsSilence(_ name: String) throws {
        let host = VST3Host(searchPath: "/usr/lib/vst3", presetPath: "")
        let module = try #require(host.modules().first { $0.path.hasSuffix("/\(name).vst3") })
        let bench = try PluginBench(
            host.instantiate(
                host.plugins(in: module)[0],
                in: module,
                configuration: configuration()
            )
        )
        let descriptor = bench.instance.descriptor
        var random = Noise(seed: 11)
        var settings: [String] = []
        for parameter in descriptor.parameters where parameter.kind == .continuous {
            // What both hosts can say exactly: some plugins make much of a float's rounding.
            let part = Float(Int.random(in: 2...5, using: &random)) / 8
            let span = parameter.maximum - parameter.minimum
            bench.set(parameter.symbol, Float(parameter.minimum + span * Double(part)))
            settings.append("\(parameter.name)=\(part)")
        }
        // A side-chain is beyond what pedalboard connects, and silent here.
        let channels = descriptor.audioOutputs
        let sound = (0..<channels * Self.frames).map { _ in
            Float.random(in: -0.5...0.5, using: &random)
        }
        let expected = try judge(module, sound, channels, settings)
        try #require(expected.count == sound.count)
        // As the render thread does.
        let mode = ob_flush_subnormals()
        defer { ob_restore_float_mode(mode) }
        var worst: Float = 0
        var loudest: Float = 0
        for start in stride(from: 0, to: Self.frames, by: Self.block) {
            let frames = min(Self.block, Self.frames - start)
            for channel in 0..<channels {
                for frame in 0..<frames {
                    bench.input(channel)[frame] = sound[channel * Self.frames + start + frame]
                }
            }
            bench.run(frames)
            for channel in 0..<channels {
                for frame in 0..<frames {
                    let other = expected[channel * Self.frames + start + frame]
                    loudest = max(loudest, abs(other))
                    worst = max(worst, abs(bench.output(channel)[frame] - other))
                }
            }
        }
        #expect(loudest > 1e-3, "silence would equal silence")
        #expect(worst <= 1e-6, "-120 dBFS")
    }

    private func judge(
        _ module: PluginModule,
        _ sound: [Float],
        _ channels: Int,
        _ settings: [String]
    ) throws -> [Float] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, target) = (
            folder.appendingPathComponent("in"), folder.appendingPathComponent("out")
        )
        try sound.withUnsafeBytes { try Data($0).write(to: source) }
        let process = Process()
        process.executableURL = Judge.python
        process.arguments =
            [
                Judge.script.path, module.path, "48000", String(Self.block), String(channels),
                source.path, target.path,
            ] + settings
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try Data(contentsOf: target).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
}

import Foundation
import OutboardHost
import OutboardHostLADSPA
import OutboardModel
import Testing

/// The host that LADSPA's own kit brings gives the same, to a step of the 16 bits that it writes.
@Suite(.serialized) struct ApplypluginTests {
    private static let frameCount = 24_000

    @Test(arguments: ["ZamTube", "ZamEQ2", "ZamGEQ31"])
    func differenceFromApplypluginIsAStep(_ name: String) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-applyplugin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var noise = Noise(seed: 5)
        let steps = (0..<Self.frameCount).map { _ in
            Int16.random(in: -8_000...8_000, using: &noise)
        }
        let (input, output) = (
            folder.appendingPathComponent("in.wav"), folder.appendingPathComponent("out.wav")
        )
        try Self.file(steps).write(to: input)

        let bench = try PluginBench(
            PluginLibrary([LADSPAHost(searchPath: "/usr/lib/ladspa")]).instantiate(
                ladspa("\(name)-ladspa:\(name)"),
                configuration: configuration()
            )
        )
        let parameters = bench.instance.descriptor.parameters
        let values = parameters.enumerated().map { index, parameter in
            parameter.kind == .continuous
                ? parameter.minimum + (parameter.maximum - parameter.minimum)
                    * (0.3 + 0.05 * Double(index % 7)) : parameter.default
        }.map { (1_000 * $0).rounded() / 1_000 }
        try Self.apply(name, values, input, output)
        for (index, value) in values.enumerated() {
            bench.instance.processor.parameters.pointee.values[index] = Float(value)
        }
        var ours: [Float] = []
        while ours.count < Self.frameCount {
            let frames = min(Int.random(in: 1...512, using: &noise), Self.frameCount - ours.count)
            for frame in 0..<frames {
                bench.input(0)[frame] = Float(steps[ours.count + frame]) / 32_768
            }
            ours += bench.run(frames)
        }

        let theirs = try Self.steps(of: Data(contentsOf: output))
        try #require(theirs.count == Self.frameCount)
        #expect(theirs.contains { abs($0) > 300 }, "silence would equal silence")
        #expect(theirs != steps, "the plugin does something")
        let worst = zip(ours, theirs).map { abs($0 * 32_768 - Float($1)) }.max() ?? .infinity
        #expect(worst <= 2)
    }

    private static func apply(
        _ name: String,
        _ values: [Double],
        _ input: URL,
        _ output: URL
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/applyplugin")
        process.arguments =
            [input.path, output.path, "/usr/lib/ladspa/\(name)-ladspa.so", name]
            + values.map { "\($0)" }
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// A WAV file of one channel of 16 bits.
    private static func file(_ steps: [Int16]) -> Data {
        func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.littleEndian) { Array($0) }
        }
        let size = UInt32(2 * steps.count)
        var file = Array("RIFF".utf8) + bytes(36 + size) + Array("WAVEfmt ".utf8)
        file += bytes(UInt32(16)) + bytes(UInt16(1)) + bytes(UInt16(1)) + bytes(UInt32(48_000))
        file += bytes(UInt32(96_000)) + bytes(UInt16(2)) + bytes(UInt16(16))
        file += Array("data".utf8) + bytes(size)
        return Data(file + steps.flatMap { bytes($0) })
    }

    private static func steps(of file: Data) throws -> [Int16] {
        let start = try #require(file.range(of: Data("data".utf8))).upperBound + 4
        return stride(from: start, to: file.count - 1, by: 2).map {
            Int16(littleEndian: Int16(file[$0]) | Int16(bitPattern: UInt16(file[$0 + 1]) << 8))
        }
    }
}

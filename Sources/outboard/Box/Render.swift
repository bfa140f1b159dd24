import ArgumentParser
import Foundation
import OutboardHost
import OutboardIO
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardSession
import OutboardStore

struct Render: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Render a session to a file, faster than realtime."
    )

    @Argument(help: "A session's id, or the path of its directory.") var session: String
    @Option(name: .customLong("to"), help: "The file to write: .wav or .flac.") var output: String
    @Option(help: "How long; the session's longest file by default.") var seconds: Double?
    @Option(help: "How long, in frames.") var frames: Int?
    @Option(help: "The sample rate in Hz; the session's by default.") var rate: Int?
    @Option(help: "Frames a block.") var quantum = 256
    @Option(help: "16, 24 or 32f.") var bits = "24"
    @Option(help: "A file for the tracks that take the device's inputs.") var input: String?
    @Option(help: "The file that scans of plugins are kept in.") var scanCache: String?
    @Option(help: "The directory with Presets.") var data: String?
    @Flag(help: "Progress and result as JSON, a line each.") var json = false

    func validate() throws {
        guard encoding != nil else { throw ValidationError("--bits must be 16, 24 or 32f.") }
        guard (1...8_192).contains(quantum) else {
            throw ValidationError("--quantum must be 1 to 8192.")
        }
        guard seconds == nil || frames == nil else {
            throw ValidationError("Give --seconds or --frames, not both.")
        }
        guard (seconds ?? 1) > 0, (seconds ?? 1) <= 86_400, (frames ?? 1) > 0 else {
            throw ValidationError("The length must be more than nothing, and a day at the most.")
        }
        if let rate, !(8_000...192_000).contains(rate) {
            throw ValidationError("--rate must be 8000 to 192000.")
        }
    }

    func run() async throws {
        try await reporting(json: json) { try render() }
    }

    private var encoding: AudioFileEncoding? {
        switch (output.lowercased().hasSuffix(".flac"), bits) {
        case (false, "16"): .wav16
        case (false, "24"): .wav24
        case (false, "32f"): .wavFloat
        case (true, "16"): .flac16
        case (true, "24"): .flac24
        default: nil
        }
    }

    private func render() throws {
        let bundle = try findBundle()
        let rate = self.rate ?? bundle.document.sampleRateHertz
        let length =
            frames ?? seconds.map { Int($0 * Double(rate)) }
            ?? bundle.longestFileFrames(atRate: rate)
        var rendering = OfflineRendering(bundle: bundle, lengthFrames: length)
        rendering.sampleRateHertz = rate
        rendering.quantumFrames = quantum
        rendering.inputPath = input
        let progress = ProgressBar(
            label: "render \(bundle.document.id)",
            totalFrames: length,
            sampleRateHertz: rate,
            json: json
        )
        do {
            let writer = try AudioFileWriter(
                path: output,
                encoding: encoding!,
                sampleRateHertz: rate,
                channelCount: 2
            )
            let library = try Composition.library(
                for: bundle.document.plugins,
                cache: scanCache
            )
            let report = try rendering.render(library: library, to: writer) { done in
                progress.show(doneFrames: done)
                return true
            }
            try writer.finish()
            progress.finish()
            for problem in report.problems { complain("outboard: \(problem)") }
        } catch let error as AudioFileError {
            throw CommandError(.inputOutput, "\(error)")
        }
        if json {
            let result: JSONValue = [
                "v": 1, "file": .string(output), "frames": .integer(length),
                "sample_rate_hertz": .integer(rate),
            ]
            print(result.compactText)
        }
    }

    private func findBundle() throws -> SessionBundle {
        do {
            if FileManager.default.fileExists(atPath: session + "/session.json") {
                return try SessionBundle(directory: session)
            }
            let store = SessionStore(root: try DataDirectory.find(data).sessions)
            return try store.load(SessionID(session))
        } catch let error as StoreError {
            throw CommandError(
                error.code == .notFound ? .notFound : .invalidData,
                "session \(session): \(error)"
            )
        }
    }
}

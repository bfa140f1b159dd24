import ArgumentParser
import Foundation
import OutboardHost
import OutboardIO
import OutboardJSON
import OutboardSession
import OutboardStore

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Render again what a journal says, bit for bit.",
        discussion: """
            `outboard serve --journal DIR` keeps journals, each in a directory of its own. With --takes, \
            what was recorded is recorded again.
            """
    )

    @Argument(help: "The journal's directory.") var journal: String
    @Option(name: .customLong("to"), help: "The file for the device's outputs: .wav, 32 bit float.")
    var output: String?
    @Option(help: "The directory for the takes, which must not be there yet.") var takes: String?
    @Option(help: "The first frame of the file, as the engine counts.") var from: Int64?
    @Option(help: "The frame that the file ends before.") var until: Int64?
    @Option(help: "The file that scans of plugins are kept in.") var scanCache: String?
    @Flag(help: "Progress and result as JSON, a line each.") var json = false

    func validate() throws {
        guard output != nil || takes != nil else {
            throw ValidationError("Give --to, --takes or both.")
        }
        if let output, !output.lowercased().hasSuffix(".wav") {
            throw ValidationError("--to must name a .wav file.")
        }
        guard (from ?? 0) >= 0, (from ?? 0) < until ?? .max else {
            throw ValidationError("--from must be less than --until.")
        }
    }

    func run() async throws {
        try await reporting(json: json) { try replay() }
    }

    private func replay() throws {
        do {
            if let takes, FileManager.default.fileExists(atPath: takes) {
                throw CommandError(
                    .cannotCreate,
                    "\(takes) is there already.",
                    hint: "Name another directory, or remove it."
                )
            }
            let library = try Composition.library(for: [], cache: scanCache)
            let replay = try Replay(directory: journal, library: library)
            replay.takesDirectory = takes
            let writer = try output.map { path in
                try AudioFileWriter(
                    path: path,
                    encoding: .wavFloat,
                    sampleRateHertz: replay.sampleRateHertz,
                    channelCount: max(1, replay.firstOutputChannels)
                )
            }
            let channels = replay.firstOutputChannels
            let range = (from ?? 0)..<(until ?? .max)
            replay.consume = { (outputs, count, frames, frame) throws(AudioFileError) in
                let wanted = (frame..<frame + Int64(frames)).clamped(to: range)
                guard let writer, count == channels, !wanted.isEmpty else { return }
                try writer.write(
                    outputs,
                    from: Int(wanted.lowerBound - frame),
                    frames: wanted.count
                )
            }
            let progress = ProgressBar(
                label: "replay",
                totalFrames: replay.frames,
                sampleRateHertz: replay.sampleRateHertz,
                json: json
            )
            let report = try replay.render { done in
                progress.show(doneFrames: done)
                return true
            }
            try writer?.finish()
            progress.finish()
            tell(report, replay.sampleRateHertz)
        } catch let error as AudioFileError {
            throw CommandError(.inputOutput, "\(error)")
        } catch let error as StoreError {
            throw CommandError(error.code == .notFound ? .notFound : .invalidData, "\(error)")
        }
    }

    private func tell(_ report: Replay.Report, _ sampleRateHertz: Int) {
        for problem in report.problems { complain("outboard: \(problem)") }
        if json {
            var result: JSONObject = [
                "v": 1, "first_frame": .integer(report.firstFrame),
                "frames": .integer(report.frames),
                "sample_rate_hertz": .integer(sampleRateHertz),
                "takes": .array(report.takes.map { .string($0.path) }),
                "problems": .array(report.problems.map(JSONValue.string)),
            ]
            result["file"] = output.map(JSONValue.string)
            print(JSONValue.object(result).compactText)
        } else {
            for take in report.takes { print("\(take.path)  \(take.writtenFrames) frames") }
        }
    }
}

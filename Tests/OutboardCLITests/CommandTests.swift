import Foundation
import Testing

/// The program as a person runs it.
@Suite(.serialized)
struct CommandTests {
    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    /// The program is built beside the tests.
    private static let program = URL(
        fileURLWithPath: try! FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/exe"
        )
    )
    .deletingLastPathComponent().appendingPathComponent("outboard")
    private static let nowhere = "http://127.0.0.1:9"

    private struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    private func start(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> (Process, Pipe, Pipe) {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Self.repository)
        process.environment = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("OUTBOARD_")
        }.merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        return (process, output, errors)
    }

    private func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    private func run(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> Outcome {
        let (process, output, errors) = try start(arguments, environment: environment)
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        let complaints = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: text, errors: complaints)
    }

    /// A library that is none is blocked by a worker that is this program: what is blocked is not tried again
    /// before somebody asks.
    @Test func withoutAServerThisProgramScans() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("outboard-scan-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data("no library".utf8).write(to: directory.appendingPathComponent("bad.so"))
        let cache = directory.appendingPathComponent("cache/plugins.scan").path
        let environment = [
            "LADSPA_PATH": directory.path, "LV2_PATH": "/nowhere", "CLAP_PATH": "/nowhere",
            "VST3_PATH": "/nowhere", "HOME": directory.path,
        ]
        // What else is installed comes and goes with the machine: CLAP has places that no variable hides.
        let scans: [(option: String?, total: Int?, blocked: Int)] = [
            (nil, nil, 1), (nil, 0, 0), ("--retry", 1, 1), ("--all", nil, 1),
        ]
        for (option, total, blocked) in scans {
            let outcome = try run(
                ["plugin", "scan", "--here", "--json", "--scan-cache", cache]
                    + (option.map { [$0] } ?? []),
                environment: environment
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            let last = outcome.output.split(separator: "\n").last ?? ""
            #expect(last.contains("\"running\":false"))
            if let total { #expect(last.contains("\"total\":\(total),")) }
            #expect(last.contains("\"blocked\":\(blocked),"))
        }
    }

    @Test func wrongUsageExitsWith64() throws {
        #expect(try run("nonsense").status == 64)
        #expect(try run("param", "get").status == 64)
        #expect(try run("serve", "--driver", "tape").status == 64)
        #expect(try run("render", "demo", "--to", "x.wav", "--bits", "7").status == 64)
        #expect(try run("status", "--url", "ftp://secure").status == 64)
    }

    @Test func absentServerExitsWith69AndSaysWhatToDo() throws {
        let outcome = try run("status", "--url", Self.nowhere)
        #expect(outcome.status == 69)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("outboard serve"))
        let json = try run("status", "--url", Self.nowhere, "--json")
        #expect(json.status == 69)
        #expect(json.output.hasPrefix("{\"v\":1,\"error\":{\"code\":\"unavailable\""))
    }

    @Test func unknownSessionIsNotFound() throws {
        #expect(try run("render", "nothing", "--to", "/tmp/x.wav").status == 66)
        #expect(try run("serve", "--session", "nothing", "--driver", "clock").status == 66)
    }

    @Test func demoRendersToAFile() throws {
        let file = NSTemporaryDirectory() + "outboard-cli-" + UUID().uuidString + ".wav"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let outcome = try run("render", "demo", "--to", file, "--seconds", "2", "--json")
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("\"frames\":96000"))
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        #expect(size >= 96_000 * 2 * 3)
    }

    /// A server on a free port, and its address, once it answers.
    private func startServer(_ options: String...) throws -> (Process, url: String) {
        let (server, output, _) = try start(
            ["serve", "--driver", "clock", "--port", "0"] + options
        )
        var line = ""
        while !line.contains("\n") {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty, "the server ended")
            line += String(decoding: data, as: UTF8.self)
        }
        let address = try #require(line.split(separator: " ").last)
        return (server, address.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// A server from start to end, and every command that asks it.
    @Test func commandsSpeakWithAServer() throws {
        let (server, url) = try startServer()
        defer { if server.isRunning { server.terminate() } }

        #expect(try run("status", "--url", url).output.hasPrefix("engine running  clock 48000"))
        #expect(try run("track", "ls", "--url", url).output.contains("drums-eq drums-comp"))
        let set = try run(
            "param",
            "set",
            "drums/drums-comp/threshold",
            "-18",
            "dB",
            "--url",
            url
        )
        #expect(set.status == 0)
        #expect(set.output.contains("at frame"))
        let get = try run("param", "get", "drums/Compressor/threshold", "--url", url)
        #expect(get.output == "-18.0 dB\n")
        let unknown = try run("param", "get", "drums/drums-comp/treshold", "--url", url)
        #expect(unknown.status == 66)
        #expect(unknown.errors.contains("\"threshold\""))
        let high = try run("param", "set", "drums/drums-comp/threshold", "99", "--url", url)
        #expect(high.status == 65)
        #expect(try run("preset", "ls", "--url", url).output.contains("dj-eq-warm"))
        #expect(try run("preset", "load", "drums/drums-eq", "dj-eq-warm", "--url", url).status == 0)
        #expect(try run("preset", "load", "drums/drums-eq", "echo-dub", "--url", url).status == 65)
        #expect(try run("track", "gain", "keys", "-6", "--url", url).status == 0)
        #expect(try run("track", "mute", "keys", "on", "--url", url).status == 0)
        #expect(try run("track", "solo", "nothing", "on", "--url", url).status == 66)
        let shown = try run("plugin", "show", "drums-eq", "--url", url, "--json")
        #expect(shown.output.hasPrefix("{\"v\":1,\"plugin\":"))

        server.terminate()
        server.waitUntilExit()
        #expect(server.terminationStatus == 0)
    }

    /// With plugins from Debian, in real time, and by another process.
    @Test func takeIsReplayedToTheByte() throws {
        let directory = NSTemporaryDirectory() + "outboard-replay-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (server, url) = try startServer(
            "--journal",
            directory + "/journals",
            "--recordings",
            directory + "/takes"
        )
        defer { if server.isRunning { server.terminate() } }
        for line in [
            "record start master --name take --format wav32f",
            "param set drums/drums-comp/threshold -18",
            "preset load drums/drums-eq dj-eq-warm", "track gain keys -6",
            "insert bypass drums/drums-eq on", "bus add fx", "send add keys fx --level -12 --pre",
            "locate 1", "insert rm drums/drums-comp --ring-out 0.2", "track mute keys on",
            "record stop master",
        ] {
            let (process, _, _) = try start(
                line.split(separator: " ").map(String.init) + ["--url", url]
            )
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(line)")
        }
        server.terminate()
        server.waitUntilExit()

        let journals = try FileManager.default.contentsOfDirectory(atPath: directory + "/journals")
        let journal = directory + "/journals/" + (try #require(journals.first))
        let again = try run("replay", journal, "--takes", directory + "/again", "--json")
        #expect(again.status == 0)
        #expect(again.errors == "")
        let take = FileManager.default.contents(atPath: directory + "/takes/take.wav")
        #expect(try #require(take).count > 48_000)
        #expect(FileManager.default.contents(atPath: directory + "/again/take.wav") == take)
        #expect(try run("replay", journal, "--takes", directory + "/again").status == 73)
        #expect(try run("replay", directory, "--to", directory + "/out.wav").status == 66)
    }

    @Test func listsShowWhatCommandsChanged() throws {
        let (server, url) = try startServer()
        defer { if server.isRunning { server.terminate() } }
        func shown(_ command: String) throws -> String {
            let words = command.split(separator: " ").map(String.init) + ["--url", url]
            let (process, output, errors) = try start(words)
            let text = output.fileHandleForReading.readDataToEndOfFile()
            let complaints = errors.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            let problem = String(decoding: complaints, as: UTF8.self)
            #expect(process.terminationStatus == 0, "\(command): \(problem)")
            return String(decoding: text, as: UTF8.self)
        }

        _ = try shown("bus add fx --name Effects")
        #expect(try shown("bus ls").contains("fx  Effects"))
        _ = try shown("send add keys fx --level -12 --pre")
        #expect(try shown("send ls keys").contains("keys   fx    fx   -12.0 dB  0.0  .  pre"))
        _ = try shown("insert bypass drums/drums-eq on")
        #expect(try shown("insert ls drums").contains("bypassed"))
        _ = try shown("track source keys --none")
        #expect(try shown("track ls --json").contains("\"source\":{\"kind\":\"none\"}"))
        _ = try shown("tempo 96 --at-beat 8")
        _ = try shown("signature 7/8 --at-bar 2")
        _ = try shown("loop 1 5")
        let song = try shown("transport")
        #expect(song.contains("120.0 bpm from beat 0.0"))
        #expect(song.contains("96.0 bpm from beat 8.0"))
        #expect(song.contains("7/8 from bar 2"))
        #expect(song.contains("1.0 to 5.0 s"))
        _ = try shown("automation set keys/fader --points 0:-12,1.5:0 --mode touch")
        #expect(try shown("automation ls").contains("keys/fader  touch  0.0:-12.0,1.5:0.0"))
        _ = try shown("loudness reset")
    }
}

import ArgumentParser
import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "What the server does beside the playing.",
        subcommands: [List.self, Show.self, RenderJob.self, Watch.self, Cancel.self]
    )

    static func listing(_ jobs: [JSONValue]) -> Listing {
        Listing(
            key: "jobs",
            headings: ["ID", "STATUS", "DONE", "WHO", "TITLE"],
            rows: jobs.map { job in
                let done = Int(((job["progress"]?.number ?? 0) * 100).rounded())
                let id = job["job_id"]?.string ?? ""
                let cells = [
                    id, job["status"]?.string ?? "", "\(done)%", job["user_id"]?.string ?? "",
                    job["title"]?.string ?? "",
                ]
                return .init(name: id, cells: cells, json: job)
            }
        )
    }

    struct List: Asking {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the jobs, the oldest first."
        )
        static let readsSession = false
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(help: "Only those: queued, active, completed, failed or cancelled.") var state:
            String?

        func ask(in _: SessionView) -> [Asked] { [Asked("JOB_LIST", "")] }

        func run() async throws {
            try await reporting(json: server.json) {
                guard let ack = try await server.answer(to: self) else { return }
                let jobs = (ack.extra["jobs"]?.array ?? []).filter {
                    state == nil || $0["status"]?.string == state
                }
                server.show(JobCommand.listing(jobs))
            }
        }
    }

    struct Show: Asking {
        static let configuration = CommandConfiguration(abstract: "Show how a job is.")
        static let readsSession = false
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "The job's id.") var job: String

        func ask(in _: SessionView) -> [Asked] {
            [Asked("JOB_GET", ["job_id": .string(job)], "")]
        }

        func run() async throws {
            try await reporting(json: server.json) {
                guard let ack = try await server.answer(to: self) else { return }
                let job = ack.extra["job"] ?? .null
                if server.json { return server.printJSON(["job": job]) }
                for (key, value) in job.object?.members ?? [] {
                    print("\(key)  \(value.string ?? value.compactText)")
                }
            }
        }
    }

    struct RenderJob: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "render",
            abstract: "Have the server render the live session to a file while it plays.",
            discussion: "`outboard render` does it without a server, with a session of the store."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(help: "The file's name among the server's renders.") var to: String?
        @Option(help: "That strip alone.", completion: .strips) var track: String?
        @Option(help: "wav16, wav24, wav32f, flac16 or flac24.") var format = "wav24"
        @Option(help: "Seconds of the song.") var from: Double?
        @Option(help: "Seconds of the song; the end of its longest file by default.") var until:
            Double?
        @Flag(help: "Return when the file is there; else when the job is known.") var wait = false

        func run() async throws {
            try await reporting(json: server.json) {
                let all = try ask(in: try await server.snapshot())
                guard try server.goesOn(with: all) else { return }
                let ack = try await server.request(try all[0].request)
                let job = ack.extra["job"]?["job_id"]?.string ?? ""
                guard wait else {
                    if server.json { return server.printJSON(["job": ack.extra["job"] ?? .null]) }
                    return print(job)
                }
                try await Watch.wait(for: job, server)
            }
        }
    }

    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a job until it is over; the exit code is 1 where nothing came of it."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "The job's id.") var job: String

        func run() async throws {
            try await reporting(json: server.json) { try await Self.wait(for: job, server) }
        }

        static func wait(for job: String, _ server: ServerOptions) async throws {
            var last = try await state(of: job, server)
            let bar = JobBar(asJSON: server.json)
            bar.show(last)
            // Asked again behind the first message: it may have ended before anybody listened.
            try await Follower(server: server, topics: [.workflow]).run { happening in
                guard case .message(let message) = happening, !isOver(last) else {
                    return !isOver(last)
                }
                if message.type == "identified" {
                    last = try await state(of: job, server)
                } else if message.type == "job", message.data["job_id"]?.string == job {
                    last = .object(message.data)
                } else {
                    return true
                }
                bar.show(last)
                return !isOver(last)
            }
            bar.finish(last)
            guard last["status"] == "completed" else {
                let reason = last["error"]?.string ?? last["status"]?.string ?? ""
                throw CommandError(.failed, "\(job): \(reason)")
            }
        }

        private static func isOver(_ job: JSONValue) -> Bool {
            !["queued", "active"].contains(job["status"]?.string ?? "")
        }

        private static func state(
            of job: String,
            _ server: ServerOptions
        ) async throws -> JSONValue {
            let asked = Asked("JOB_GET", ["job_id": .string(job)], "")
            return try await server.request(try asked.request).extra["job"] ?? .null
        }
    }

    struct Cancel: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "End a job; what it has written goes."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "The job's id.") var job: String

        func ask() -> [Asked] {
            [Asked("JOB_CANCEL", ["job_id": .string(job)], "\(job) is cancelled")]
        }
    }
}

extension JobCommand.RenderJob: Requesting {
    func ask(in session: SessionView) throws -> [Asked] {
        var data: JSONObject = ["kind": "render", "format": .string(format)]
        data["to"] = to.map(JSONValue.string)
        data["track_id"] = try track.map { .string(try session.stripID($0).text) }
        data["from_seconds"] = from.map(JSONValue.number)
        data["to_seconds"] = until.map(JSONValue.number)
        return [Asked("JOB_START", data, "")]
    }
}

/// How far a job is: a bar on a terminal, a line each time as JSON.
private struct JobBar {
    let asJSON: Bool

    func show(_ job: JSONValue) {
        if asJSON { return printLine(versioned(job).compactText) }
        guard Terminal.isTerminal(2) else { return }
        let status = job["status"]?.string ?? ""
        ProgressBar.draw(
            job["title"]?.string ?? "",
            part: job["progress"]?.number ?? 0,
            status.padding(toLength: 10, withPad: " ", startingAt: 0)
        )
    }

    func finish(_ job: JSONValue) {
        guard !asJSON else { return }
        if Terminal.isTerminal(2) { complain("") }
        if job["status"] == "completed" { print(job["file"]?.string ?? "done") }
    }
}

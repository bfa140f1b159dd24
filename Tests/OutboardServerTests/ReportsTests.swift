import Foundation
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardServer

/// What is read over HTTP of people, jobs and measurements.
@Suite(.serialized)
struct ReportsTests {
    private func get(
        _ path: String,
        _ fixture: ServerFixture,
        headers: String = ""
    ) async throws -> (head: String, body: String) {
        let answer = try await RawConnection.ask(
            fixture.address,
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\(headers)"
        )
        return Self.parts(answer)
    }

    /// The body's chunks put together.
    private static func parts(_ answer: String) -> (head: String, body: String) {
        let (head, rest) = halves(answer, at: "\r\n\r\n")
        guard head.lowercased().contains("transfer-encoding: chunked") else { return (head, rest) }
        var (body, left) = ("", Array(rest.utf8)[...])
        while let end = left.firstIndex(of: 13) {
            guard let size = Int(String(decoding: left[..<end], as: UTF8.self), radix: 16), size > 0
            else { break }
            body += String(
                decoding: left.dropFirst(end - left.startIndex + 2).prefix(size),
                as: UTF8.self
            )
            left = left.dropFirst(end - left.startIndex + 2 + size + 2)
        }
        return (head, body)
    }

    private static func halves(_ text: String, at separator: String) -> (String, String) {
        guard let range = text.range(of: separator) else { return (text, "") }
        return (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
    }

    private func started() async throws -> ServerFixture {
        let fixture = try ServerFixture()
        try await fixture.start()
        return fixture
    }

    @Test func metricsAreForPrometheus() async throws {
        let fixture = try await started()
        let client = try await OutboardClient.connect(to: fixture.address, user: "ana")
        let fader = Request.trackFader(track: TrackID("in"), levelDecibels: -3)
        _ = try await fixture.request(fader, on: client)
        let (head, body) = try await get("/metrics", fixture)
        #expect(head.contains("text/plain; version=0.0.4"))
        let lines = body.split(separator: "\n").map(String.init)
        #expect(
            lines.contains("outboard_request_duration_seconds_count{type=\"TRACK_FADER\"} 1")
        )
        #expect(lines.contains("# TYPE outboard_xruns_total counter"))
        #expect(lines.contains("outboard_sample_rate_hertz 48000.0"))
        #expect(lines.contains("outboard_connections 1.0"))
        let counts = fixture.engine.traffic.counts
        #expect(counts.messagesIn >= 1 && counts.bytesIn > counts.messagesIn)
        #expect(counts.messagesOut >= 2 && counts.bytesOut > counts.messagesOut)
        await client.close()
        await fixture.stop()
    }

    @Test func activityIsReadAsLines() async throws {
        let fixture = try await started()
        for index in 0..<250 {
            fixture.engine.noteActivity(
                later: ActivityNote(
                    .warning,
                    .security,
                    .originRefused,
                    "Refused number \(index).",
                    subject: .init(.address, "\(index)")
                )
            )
        }
        let (head, body) = try await get("/api/activity?levels=WARNING&text=refused", fixture)
        #expect(head.contains("application/x-ndjson"))
        let entries = try body.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(entries.count == 250)
        #expect(entries.first?["text"] == "Refused number 249.")
        #expect(entries.last?["text"] == "Refused number 0.")
        let some = try await get("/api/activity?levels=WARNING&limit=101", fixture).body
        #expect(some.split(separator: "\n").count == 101)
        for query in ["levels=LOUD", "limit=0", "limit=x", "before_seq=x", "from=yesterday"] {
            let (head, _) = try await get("/api/activity?" + query, fixture)
            #expect(head.hasPrefix("HTTP/1.1 400"), "\(query): \(head)")
        }
        await fixture.stop()
    }

    @Test func fileOfAJobIsDownloaded() async throws {
        let fixture = try await started()
        let client = try await OutboardClient.connect(to: fixture.address, user: "ana")
        let order = RenderOrder(name: "take", format: .wav16, toSeconds: 0.1)
        let ack = try await fixture.request(.job(.start(order)), on: client)
        let id = try #require(ack.extra["job"]?["job_id"]?.string)
        try await fixture.rendering {
            while await (try? fixture.engine.file(ofJob: id)) == nil { await Task.yield() }
        }
        let (head, body) = try await get("/api/jobs/\(id)/file", fixture)
        #expect(head.contains("filename=\"take.wav\""))
        #expect(body.hasPrefix("RIFF"))
        let job = try await get("/api/jobs/\(id)", fixture).body
        #expect(job.contains("\"status\":\"completed\""))
        #expect(try await get("/api/jobs", fixture).body.contains("\"completed\":1"))
        #expect(try await get("/api/jobs/none/file", fixture).head.hasPrefix("HTTP/1.1 404"))
        await client.close()
        await fixture.stop()
    }

    // MARK: AG-UI

    private func run(_ input: String, _ fixture: ServerFixture) async throws -> (
        head: String, body: String
    ) {
        let answer = try await RawConnection.ask(
            fixture.address,
            "POST /api/agui/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(input.utf8.count)\r\n",
            body: input
        )
        return Self.parts(answer)
    }

    /// By bytes: a text in Swift takes CR LF for one character, which is no LF.
    private func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The data of each event, and its id.
    private func events(_ body: String) throws -> [(id: String?, data: JSONValue)] {
        var (events, id) = ([(id: String?, data: JSONValue)](), String?.none)
        for line in lines(body) {
            if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
            guard line.hasPrefix("data: ") else { continue }
            let data = try JSONValue(parsing: Array(line.utf8.dropFirst(6)), limits: .file)
            events.append((id, data))
            id = nil
        }
        return events
    }

    @Test func runOfNoTimeIsTheStateAndItsEnd() async throws {
        let fixture = try await started()
        let input = #"{"threadId":"t","runId":"r","forwardedProps":{"seconds":0}}"#
        let (head, body) = try await run(input, fixture)
        #expect(head.contains("text/event-stream"))
        let events = try events(body)
        #expect(events.first?.data["type"] == "RUN_STARTED")
        #expect(events.last?.data["type"] == "RUN_FINISHED")
        for event in [events.first, events.last] {
            #expect(event?.data["threadId"] == "t" && event?.data["runId"] == "r")
        }
        let snapshot = try #require(events.first { $0.data["type"] == "STATE_SNAPSHOT" })
        #expect(snapshot.data["snapshot"]?["tracks"]?["in"]?["name"] == "In")
        #expect(snapshot.id.flatMap { AGUIPlace($0) } != nil)
        for faulty in [
            "{}", #"{"threadId":"t"}"#, #"{"threadId":"","runId":"r"}"#, "nothing",
            #"{"threadId":"t","runId":"r","forwardedProps":{"seconds":-1}}"#,
        ] {
            #expect(try await run(faulty, fixture).head.hasPrefix("HTTP/1.1 400"), "\(faulty)")
        }
        await fixture.stop()
    }

    @Test func openRunTellsChangesAndGoesOnWhereItWas() async throws {
        let fixture = try await started()
        let client = try await OutboardClient.connect(to: fixture.address, user: "ana")
        func open(_ headers: String = "") async throws -> RawConnection {
            let connection = try await RawConnection(to: fixture.address)
            try await connection.send(
                "GET /api/agui/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers)\r\n"
            )
            return connection
        }
        func fader(_ level: Double) async throws {
            let request = Request.trackFader(track: TrackID("in"), levelDecibels: level)
            _ = try await fixture.request(request, on: client)
        }
        let first = try await open()
        var told = await first.read(until: "STATE_SNAPSHOT")
        #expect(told.contains("RUN_STARTED"))
        try await fader(-3)
        told = try await fixture.rendering { await first.read(until: "STATE_DELTA") }
        first.close()
        let line = try #require(lines(told).last { $0.hasPrefix("id: ") }).dropFirst(4)
        try await fader(-5)
        let second = try await open("Last-Event-ID: \(line)\r\n")
        let missed = try await fixture.rendering { await second.read(until: "STATE_DELTA") }
        #expect(!missed.contains("STATE_SNAPSHOT"))
        #expect(missed.contains("\"value\":-5"))
        second.close()
        let lost = try await open("Last-Event-ID: elsewhere:3\r\n")
        #expect(await lost.read(until: "STATE_SNAPSHOT").contains("STATE_SNAPSHOT"))
        lost.close()
        await client.close()
        await fixture.stop()
    }

    @Test func placesAreReadAndNothingElse() {
        #expect(AGUIPlace("a1b2:7") == AGUIPlace(epoch: "a1b2", revision: 7))
        #expect(AGUIPlace("a:0")?.text == "a:0")
        for text in ["", ":", "a", "a:", ":1", "a:b", "a:1:2", "a:-1", "a:9007199254740992"] {
            #expect(AGUIPlace(text) == nil, "\(text)")
        }
    }

    @Test func feedIsBoundedAndKeepsRoomForWhatMustArrive() {
        let feed = AGUIFeed()
        let trace = Broadcast(
            .event(.latencyTrace(LatencyTrace(timeMilliseconds: 0, lastSecond: [], totals: [])))
        )
        let message = Broadcast(.event(.history(of: .chat, type: .chatMessage, items: [])))
        for _ in 0..<AGUIFeed.capacity { feed.offer(trace) }
        for _ in 0..<AGUIFeed.reserve { feed.offer(message) }
        #expect(!feed.hasLost)
        feed.offer(trace)
        #expect(!feed.hasLost)
        feed.offer(message)
        #expect(feed.hasLost)
    }
}

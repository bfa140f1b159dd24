import Foundation
import NIOCore
import NIOPosix
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardServer
import Testing

@Suite(.serialized)
struct ServerTests {
    private func gain(_ value: Double) -> Request {
        .pluginParameter(
            PluginParameterRequest(
                track: TrackID("in"),
                insert: InsertID("gain"),
                parameter: "gain",
                value: value
            )
        )
    }

    /// The straight line, from a WebSocket frame to the sample that it changed.
    @Test func theSoundChangesAtTheFrameThatTheAckNames() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let client = try await OutboardClient.connect(to: fixture.address, user: "ana")
        try fixture.advance(frames: 1_000)
        let ack = try await fixture.request(gain(0.25), on: client)
        try fixture.advance(frames: 2_048)
        let changed = try #require(fixture.left.firstIndex { $0 != 0.5 })
        #expect(ack.status == .applied)
        #expect(ack.appliedAtFrame == Int64(changed))
        #expect(fixture.left.last == 0.125)
        await client.close()
        await fixture.stop()
    }

    @Test func othersHearWhoChangedWhat() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let ana = try await OutboardClient.connect(to: fixture.address, user: "ana")
        let jo = try await OutboardClient.connect(to: fixture.address, user: "jo")
        _ = try await jo.request(
            .identify(IdentifyRequest(client: "test", topics: [.changes])),
            session: SessionID("test")
        )
        _ = try await fixture.request(gain(0.5), on: ana)
        for await message in jo.notifications
        where message.type == "PLUGIN_PARAMETER_CHANGED" {
            #expect(message.data["parameter_value"] == 0.5)
            #expect(message.data["changed_by"]?["user_id"] == "ana")
            break
        }
        await ana.close()
        await jo.close()
        await fixture.stop()
    }

    @Test func everyRefusalLeavesTheConnectionAlive() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let client = try await OutboardClient.connect(to: fixture.address)
        func code(_ request: Request, _ session: String = "test") async -> ErrorCode? {
            do {
                _ = try await client.request(request, session: SessionID(session))
                return nil
            } catch {
                return (error as? RequestError)?.code
            }
        }
        #expect(await code(gain(.nan)) == .invalidParameter)
        #expect(await code(gain(11)) == .invalidParameter)
        #expect(await code(gain(1), "nowhere") == .sessionNotFound)
        #expect(await code(.trackMute(track: TrackID("x"), isMuted: true)) == .trackNotFound)
        #expect(await code(.ping) == nil)
        try fixture.advance(frames: 256)
        #expect(fixture.left.allSatisfy { $0 == 0.5 })
        await client.close()
        await fixture.stop()
    }

    @Test func subscribersGetPeakRMSAndGainOfEveryChannel() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let client = try await OutboardClient.connect(to: fixture.address)
        _ = try await fixture.request(
            .trackFader(track: TrackID("in"), levelDecibels: -20),
            on: client
        )
        _ = try await fixture.request(.metersSubscribe(rateHertz: 60), on: client)
        // Each of them was sent only because the one before was answered with credit.
        var reports: [MeterReport] = []
        try await fixture.rendering {
            for await report in client.meters {
                reports.append(report)
                if reports.count == 5 { break }
            }
        }
        #expect(reports.map(\.frame.header.sequence) == [0, 1, 2, 3, 4])
        let last = try #require(reports.last)
        #expect(last.config.strips.map(\.track) == [TrackID("in"), .master])
        #expect(last.config.strips.map(\.channels) == [2, 2])
        // A constant of 0.5: its RMS is its peak.
        #expect(last.frame.channels.map(\.peakDecibels) == [-26.02, -26.02, -26.02, -26.02])
        #expect(last.frame.channels.map(\.rmsDecibels) == [-26.02, -26.02, -26.02, -26.02])
        #expect(last.frame.channels.map(\.gainDecibels) == [-20, -20, 0, 0])
        await client.close()
        await fixture.stop()
    }

    @Test func tooManyMessagesAreLimited() async throws {
        let fixture = try ServerFixture { $0.messagesPerSecond = 10 }
        try await fixture.start()
        let client = try await OutboardClient.connect(to: fixture.address)
        var codes: [ErrorCode?] = []
        for _ in 0..<15 {
            do {
                _ = try await client.request(.ping)
                codes.append(nil)
            } catch {
                codes.append((error as? RequestError)?.code)
            }
        }
        #expect(codes.first == .some(nil))
        #expect(codes.contains(.rateLimited))
        await client.close()
        await fixture.stop()
    }

    @Test func serverWithATokenServesNobodyWithoutIt() async throws {
        let fixture = try ServerFixture { $0.token = "secret" }
        try await fixture.start()
        let stranger = try await OutboardClient.connect(to: fixture.address)
        await #expect(throws: RequestError.self) { try await stranger.request(.ping) }
        await #expect(throws: RequestError.self) {
            try await stranger.request(.identify(IdentifyRequest(token: "wrong")))
        }
        await #expect(throws: RequestError.self) {
            try await OutboardClient.get("/api/sessions", from: fixture.address)
        }
        _ = try await OutboardClient.get(
            "/api/sessions",
            from: fixture.address,
            token: "secret"
        )
        let friend = try await OutboardClient.connect(to: fixture.address, token: "secret")
        _ = try await friend.request(.ping)
        await stranger.close()
        await friend.close()
        await fixture.stop()
    }

    @Test func httpAnswersWithTypedErrors() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let health = try await OutboardClient.get("/health", from: fixture.address)
        #expect(health["engine"]?["driver"] == "manual")
        let insert = try await OutboardClient.get("/api/plugins/gain", from: fixture.address)
        #expect(insert["track_id"] == "in")
        let installed = try await OutboardClient.get(
            "/api/plugins/urn%3Aoutboard%3Afixture%3Again",
            from: fixture.address
        )
        #expect(installed["id"] == "urn:outboard:fixture:gain")
        for (path, expected) in [
            ("/api/plugins/nothing", ErrorCode.pluginNotFound), ("/api/plugins/%ZZ", .notFound),
            ("/api/sessions/nothing", .sessionNotFound), ("/nothing", .notFound),
            ("/../secret.txt", .notFound), ("/%2e%2e/secret.txt", .notFound),
        ] {
            do {
                _ = try await OutboardClient.get(path, from: fixture.address)
                Issue.record("\(path) was served")
            } catch {
                #expect((error as? RequestError)?.code == expected, "\(path)")
            }
        }
        await fixture.stop()
    }

    @Test func anyBindButLoopbackWantsAToken() async throws {
        let fixture = try ServerFixture { $0.host = "0.0.0.0" }
        await #expect(throws: ServerError.self) { try await fixture.start() }
        await fixture.stop()
    }

    /// What no client of ours sends.
    @Test func rawBytesThatBreakTheRulesGetTheirAnswer() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        func status(_ head: String) async throws -> String {
            let answer = try await exchange(fixture.address, Array(head.utf8))
            return String(decoding: answer.prefix(12), as: UTF8.self)
        }
        let upgrade =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        let get = "GET /ws HTTP/1.1\r\n"
        #expect(try await status(get + "Host: localhost\r\n" + upgrade + "\r\n") == "HTTP/1.1 101")
        #expect(
            try await status(get + "Host: evil.example\r\n" + upgrade + "\r\n") == "HTTP/1.1 403"
        )
        let foreign = get + "Host: localhost\r\nOrigin: http://evil.example\r\n" + upgrade + "\r\n"
        #expect(try await status(foreign) == "HTTP/1.1 426")
        let own = get + "Host: localhost\r\nOrigin: http://localhost\r\n" + upgrade + "\r\n"
        #expect(try await status(own) == "HTTP/1.1 101")
        #expect(
            try await status("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n") == "HTTP/1.1 405"
        )
        // A megabyte in one frame: refused by its header with 1009.
        let large: [UInt8] = [0x81, 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 2, 3, 4]
        let answer = try await exchange(
            fixture.address,
            Array((get + "Host: localhost\r\n" + upgrade + "\r\n").utf8),
            large
        )
        #expect(answer.contains(Array("a message may have 65536 bytes".utf8)))
        await fixture.stop()
    }

    /// Sends bytes, then more, and gives what comes within half a second of silence.
    private func exchange(
        _ address: ServerAddress,
        _ first: [UInt8],
        _ second: [UInt8] = []
    ) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: first))
            var received: [UInt8] = []
            var sentSecond = second.isEmpty
            for try await buffer in inbound {
                received += buffer.readableBytesView
                let isHead = received.contains(Array("\r\n\r\n".utf8))
                if isHead && sentSecond && second.isEmpty { break }
                if isHead && !sentSecond {
                    sentSecond = true
                    try await outbound.write(ByteBuffer(bytes: second))
                }
                if received.contains(Array("65536 bytes".utf8)) { break }
            }
            return received
        }
    }
}

import OutboardAccess
import OutboardClient
import OutboardJSON
import OutboardProtocol
import OutboardServer
import Testing

/// Getting in, and being put out, over the network.
@Suite(.serialized)
struct SecurityTests {
    private func token(
        _ fixture: ServerFixture,
        _ role: Role,
        user: String = "ana",
        seconds: Int64 = 60
    ) async throws -> String {
        try await fixture.token(Principal(user: user, role: role), seconds: seconds)
    }

    private func refusal(_ body: () async throws -> Void) async -> ErrorCode? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? RequestError)?.code
        }
    }

    /// The head of what a handshake is answered with, and the first message.
    private func handshake(
        _ fixture: ServerFixture,
        _ target: String,
        _ headers: String = ""
    ) async throws -> String {
        let connection = try await RawConnection(to: fixture.address)
        defer { connection.close() }
        try await connection.send(
            "GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + headers + "\r\n"
        )
        return await connection.read(until: "}")
    }

    @Test func anyBindIsServedWithTokensOfTheBox() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.host = "0.0.0.0" }
        try await fixture.start()
        // Nobody is let in for being on this machine, where others can be.
        #expect(
            await refusal {
                _ = try await OutboardClient.get("/api/sessions", from: fixture.address)
            }
                == .unauthorized
        )
        let token = try await token(fixture, .viewer)
        let sessions = try await OutboardClient.get(
            "/api/sessions",
            from: fixture.address,
            token: token
        )
        #expect(sessions["sessions"]?.array?.count == 1)
        let client = try await OutboardClient.connect(to: fixture.address, token: token)
        _ = try await client.request(.ping)
        await client.close()
        await fixture.stop()
    }

    @Test func handshakesTakeTokensAndTickets() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.token = "shared" }
        try await fixture.start()
        let token = try await token(fixture, .viewer)
        let protocols = "Sec-WebSocket-Protocol: outboard.v1.json, bearer."
        let good = try await handshake(fixture, "/ws", protocols + token + "\r\n")
        #expect(good.status == 101)
        #expect(good.lowercased().contains("sec-websocket-protocol: outboard.v1.json\r\n"))
        #expect(!good.contains(token))
        #expect(good.contains("\"auth\":\"none\""))
        let wrong = try await handshake(fixture, "/ws", protocols + token + "x\r\n")
        #expect(!wrong.contains("\"auth\""))
        let header = try await handshake(fixture, "/ws", "Authorization: Bearer \(token)\r\n")
        #expect(header.contains("\"auth\":\"none\""))
        let ticket = try #require(
            await fixture.access?.makeTicket(
                for: Principal(user: "jo", role: .viewer),
                seconds: 30
            )
        )
        #expect(try await handshake(fixture, "/ws?ticket=" + ticket).contains("\"auth\":\"none\""))
        // Once.
        #expect(try await !handshake(fixture, "/ws?ticket=" + ticket).contains("\"auth\""))
        for query in ["token", "access_token", "jwt"] {
            #expect(try await handshake(fixture, "/ws?\(query)=" + token).status == 400)
        }
        #expect(try await handshake(fixture, "/ws").contains("\"auth\":\"token\""))
        await fixture.stop()
    }

    @Test func ticketsAreGivenUpToOnesOwnRole() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.token = "shared" }
        try await fixture.start()
        for (index, asking) in Role.allCases.enumerated() {
            let token = try await token(fixture, asking)
            for (place, wanted) in Role.allCases.enumerated() {
                let code = await refusal {
                    let answer = try await OutboardClient.post(
                        ["role": .string(wanted.rawValue)],
                        to: "/api/ticket",
                        at: fixture.address,
                        token: token
                    )
                    #expect(answer["role"]?.string == wanted.rawValue)
                    #expect(answer["expires_in_seconds"] == 30)
                }
                #expect((code == nil) == (place <= index), "\(wanted) by \(asking)")
                #expect(code == nil || code == .forbidden)
            }
        }
        func code(_ role: Role, _ body: JSONValue) async throws -> ErrorCode? {
            let token = try await token(fixture, role)
            return await refusal {
                _ = try await OutboardClient.post(
                    body,
                    to: "/api/ticket",
                    at: fixture.address,
                    token: token
                )
            }
        }
        // A name is somebody's.
        #expect(try await code(.musician, ["user": "jo"]) == .forbidden)
        #expect(try await code(.musician, ["mix": "ears"]) == .forbidden)
        #expect(
            try await code(.engineer, ["user": "jo", "role": "musician", "mix": "ears"]) == nil
        )
        for (seconds, expected): (JSONValue, ErrorCode?) in [
            (0, .invalidParameter), (1, nil), (600, nil), (601, .invalidParameter),
            (-1, .invalidParameter), ("30", .invalidParameter), (1.5, .invalidParameter),
        ] {
            #expect(try await code(.owner, ["seconds": seconds]) == expected, "\(seconds)")
        }
        #expect(try await code(.owner, ["role": "root"]) == .invalidParameter)
        #expect(
            await refusal {
                _ = try await OutboardClient.post([:], to: "/api/ticket", at: fixture.address)
            } == .unauthorized
        )
        await fixture.stop()
    }

    @Test func aTicketIsExchangedForAToken() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.token = "shared" }
        try await fixture.start()
        let given = try await OutboardClient.post(
            ["role": "musician", "user": "jo", "mix": "ears"],
            to: "/api/ticket",
            at: fixture.address,
            token: "shared"
        )
        let ticket = try #require(given["ticket"])
        let made = try await OutboardClient.post(
            ["ticket": ticket],
            to: "/api/token",
            at: fixture.address
        )
        #expect(made["user_id"] == "jo" && made["role"] == "musician" && made["mix"] == "ears")
        #expect(
            await refusal {
                _ = try await OutboardClient.post(
                    ["ticket": ticket],
                    to: "/api/token",
                    at: fixture.address
                )
            } == .unauthorized
        )
        let token = try #require(made["token"]?.string)
        // As often as it likes.
        for _ in 0..<2 {
            let client = try await OutboardClient.connect(to: fixture.address, token: token)
            _ = try await client.request(.ping)
            await client.close()
        }
        await fixture.stop()
    }

    @Test func whoIsPutOutIsToldToStayAway() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.token = "shared" }
        try await fixture.start()
        let owner = try await OutboardClient.connect(to: fixture.address, token: "shared")
        let raw = try await RawConnection(to: fixture.address)
        let token = try await token(fixture, .engineer, user: "jo")
        try await raw.send(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Authorization: Bearer \(token)\r\n\r\n"
        )
        let hello = await raw.read(until: "\"connection_id\":\"")
        let id = "c" + hello.components("\"connection_id\":\"c").prefix { $0.isNumber }
        let engineer = try await OutboardClient.connect(to: fixture.address, token: token)
        #expect(
            await refusal { _ = try await engineer.request(.kick(connection: id)) } == .forbidden
        )
        #expect(
            await refusal { _ = try await owner.request(.kick(connection: "c999")) } == .notFound
        )
        _ = try await owner.request(.kick(connection: id))
        let rest = await raw.read(until: "put out")
        #expect(rest.contains("put out by an owner"))
        await owner.close()
        await engineer.close()
        await fixture.stop()
    }

    @Test func theAdministrationHasATokenOfItsOwn() async throws {
        let closed = try ServerFixture { $0.token = "shared" }
        try await closed.start()
        for path in ["/admin", "/admin/page.js", "/admin/websocket-security"] {
            #expect(
                await refusal {
                    _ = try await OutboardClient.get(path, from: closed.address, token: "shared")
                } == .notFound
            )
        }
        await closed.stop()
        let fixture = try ServerFixture(hasAccess: true) {
            $0.token = "shared"
            $0.administratorToken = "admin secret"
        }
        try await fixture.start()
        let path = "/admin/websocket-security"
        for wrong in [nil, "shared", "admin secre", "admin secrets", "", "ADMIN SECRET"] {
            #expect(
                await refusal {
                    _ = try await OutboardClient.get(path, from: fixture.address, token: wrong)
                } == .unauthorized,
                "\(wrong ?? "none")"
            )
        }
        let client = try await OutboardClient.connect(to: fixture.address, token: "shared")
        _ = try await client.request(.ping)
        let report = try await OutboardClient.get(
            path,
            from: fixture.address,
            token: "admin secret"
        )
        let row = try #require(report["connections"]?.array?.first)
        #expect(row["role"] == "owner" && row["address"] == "127.0.0.1")
        #expect(row["messages_in"] == 2 && (row["messages_out"]?.number ?? 0) >= 3)
        #expect(report["events"]?.array?.last?["kind"] == "bad_admin_token")
        let id = try #require(row["connection_id"])
        func post(_ what: String, _ body: JSONValue) async -> ErrorCode? {
            await refusal {
                _ = try await OutboardClient.post(
                    body,
                    to: path + what,
                    at: fixture.address,
                    token: "admin secret"
                )
            }
        }
        #expect(await post("/kick", ["connection_id": id]) == nil)
        for await _ in client.notifications {}
        #expect(await post("/kick", ["connection_id": "c999"]) == .notFound)
        #expect(await post("/unblock", ["address": "203.0.113.9"]) == .notFound)
        #expect(await post("/kick", [:]) == .invalidMessage)
        let page = try await RawConnection.ask(
            fixture.address,
            "GET /admin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        )
        #expect(page.status == 200 && page.contains("script-src 'self'"))
        await fixture.stop()
    }

    /// Over a proxy that is trusted, because loopback itself is never blocked.
    @Test func whoGuessesTokensIsBlockedAndOthersAreNot() async throws {
        let fixture = try ServerFixture(hasAccess: true) {
            $0.token = "shared"
            $0.administratorToken = "admin"
            $0.trustedProxies = [Network("127.0.0.1")!]
        }
        try await fixture.start()
        func ask(_ path: String, _ token: String, from address: String) async throws -> String {
            try await RawConnection.ask(
                fixture.address,
                "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "X-Forwarded-For: \(address)\r\nAuthorization: Bearer \(token)\r\n"
            )
        }
        let guesser = "203.0.113.9"
        for number in 0..<5 {
            #expect(try await ask("/api/sessions", "guess\(number)", from: guesser).status == 401)
        }
        // Now nothing is answered, the right token included.
        let blocked = try await ask("/api/sessions", "shared", from: guesser)
        #expect(blocked.status == 429 && blocked.contains("retry-after: 60\r\n"))
        #expect(try await ask("/", "shared", from: guesser).status == 429)
        #expect(try await ask("/api/sessions", "shared", from: "203.0.113.10").status == 200)
        let report = try await ask("/admin/websocket-security", "admin", from: "203.0.113.10")
        #expect(report.contains("\"address\":\"203.0.113.9\""))
        let unblocked = try await OutboardClient.post(
            ["address": .string(guesser)],
            to: "/admin/websocket-security/unblock",
            at: fixture.address,
            token: "admin"
        )
        #expect(unblocked["address"]?.string == guesser)
        #expect(try await ask("/api/sessions", "shared", from: guesser).status == 200)
        await fixture.stop()
    }

    @Test func whatIsSecretIsNotLogged() async throws {
        let fixture = try ServerFixture(hasAccess: true) {
            $0.token = "sharedsecret"
            $0.administratorToken = "adminsecret"
        }
        try await fixture.start()
        let good = try await token(fixture, .owner)
        let ticket = try #require(
            await fixture.access?.makeTicket(
                for: Principal(user: "jo", role: .viewer),
                seconds: 30
            )
        )
        let wrong = good.dropLast(8) + "wrongsig"
        let secrets = ["sharedsecret", "adminsecret", "wrongsecret", ticket, good, String(wrong)]
        for secret in secrets {
            _ = try await handshake(fixture, "/ws", "Authorization: Bearer \(secret)\r\n")
            _ = try await handshake(
                fixture,
                "/ws",
                "Sec-WebSocket-Protocol: outboard.v1.json, bearer.\(secret)\r\n"
            )
            _ = try await handshake(fixture, "/ws?ticket=\(secret)")
            _ = try await handshake(fixture, "/ws?token=\(secret)")
            for path in ["/api/sessions", "/admin/websocket-security", "/\(secret)"] {
                _ = await refusal {
                    _ = try await OutboardClient.get(path, from: fixture.address, token: secret)
                }
            }
            _ = await refusal {
                _ = try await OutboardClient.post(
                    ["ticket": .string(secret)],
                    to: "/api/token",
                    at: fixture.address
                )
            }
            let client = try? await OutboardClient.connect(to: fixture.address, token: secret)
            _ = await refusal { _ = try await client?.request(.reauth(token: secret)) }
            await client?.close()
        }
        await fixture.stop()
        let log = fixture.logged.text
        #expect(log.contains("a token is refused") && log.contains("bad_token"))
        for secret in secrets {
            for part in [secret, String(secret.suffix(12)), String(secret.prefix(64))] {
                #expect(!log.contains(part), "\(part)")
            }
        }
    }
}

extension String {
    /// What stands behind the first of a text.
    fileprivate func components(_ text: String) -> Substring {
        firstRange(of: text).map { self[$0.upperBound...] } ?? ""
    }
}

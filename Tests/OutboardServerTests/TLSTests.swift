import Foundation
import OutboardClient
import OutboardProtocol
import OutboardServer
import Testing

/// A server without the trait says so, and does not serve without TLS what was to be served with it.
@Suite(.serialized)
struct TLSTests {
    private let directory = NSTemporaryDirectory() + "outboard-tls-" + UUID().uuidString

    private var files: TLSFiles {
        TLSFiles(certificates: directory + "/cert.pem", key: directory + "/key.pem")
    }

    /// What a program says and how it ends. On a thread of its own, because the server is in this process.
    private func run(_ command: [String]) async throws -> (text: String, status: Int32) {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let process = Process()
                        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                        process.arguments = command
                        let output = Pipe()
                        process.standardOutput = output
                        process.standardError = FileHandle.nullDevice
                        process.standardInput = FileHandle.nullDevice
                        try process.run()
                        let data = output.fileHandleForReading.readDataToEndOfFile()
                        process.waitUntilExit()
                        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
                    }
                )
            }
        }
    }

    private func makeCertificate(serial: Int) async throws {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        let made = try await run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1", "-set_serial", "\(serial)", "-keyout",
            files.key, "-out", files.certificates,
        ])
        try #require(made.status == 0)
    }

    @Test func whatIsNoCertificateIsNotServedWith() async throws {
        let files = files
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let fixture = try ServerFixture { $0.tls = files }
        await #expect(throws: ServerError.self) { try await fixture.start() }
        await fixture.stop()
    }

    #if !TLS
        /// It does not fall back to what anybody can listen to.
        @Test func aClientWithoutTLSSaysSo() async throws {
            var address = ServerAddress(host: "localhost", port: 1)
            address.isSecure = true
            for attempt in 0..<2 {
                let error = await #expect(throws: ClientError.self) {
                    if attempt == 0 {
                        _ = try await OutboardClient.get("/health", from: address)
                    } else {
                        _ = try await OutboardClient.connect(to: address)
                    }
                }
                #expect(error?.code == .builtWithout)
                #expect(error?.hint.contains("--traits TLS") == true)
            }
            // A link that stays does not try for ever what cannot be.
            let configuration = LinkConfiguration(client: "test", clientID: "test")
            let link = OutboardLink(configuration, transport: WebSocketTransport(address))
            await link.start()
            for await state in link.states {
                guard case .refused(let reason) = state else { continue }
                #expect(reason.contains("without TLS"))
                break
            }
            await link.stop()
        }
    #endif

    #if TLS
        /// The client checks the certificate, and the name in it.
        @Test func clientsSpeakTLSWithWhomTheyTrust() async throws {
            try await makeCertificate(serial: 7)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let files = files
            let fixture = try ServerFixture { $0.tls = files }
            try await fixture.start()
            var address = ServerAddress("https://localhost:\(fixture.address.port)")!
            address.authorities = files.certificates
            for host in ["localhost", "127.0.0.1"] {
                address.host = host
                #expect(try await OutboardClient.get("/health", from: address)["live"] == true)
                let client = try await OutboardClient.connect(to: address)
                _ = try await client.request(.ping)
                await client.close()
            }
            func fault(_ address: ServerAddress) async -> ClientError? {
                await #expect(throws: ClientError.self) {
                    _ = try await OutboardClient.get("/health", from: address)
                }
            }
            var stranger = address
            stranger.authorities = nil
            let untrusted = await fault(stranger)
            #expect(untrusted?.code == .untrusted && untrusted?.hint.contains("--ca") == true)
            await #expect(throws: ClientError.self) {
                _ = try await OutboardClient.connect(to: stranger)
            }
            var missing = address
            missing.authorities = directory + "/none.pem"
            #expect(await fault(missing)?.code == .untrusted)
            await fixture.stop()
            // An address that the certificate does not name.
            let elsewhere = try ServerFixture {
                $0.tls = files
                $0.host = "127.0.0.2"
            }
            try await elsewhere.start()
            var other = address
            (other.host, other.port) = ("127.0.0.2", elsewhere.address.port)
            #expect(await fault(other)?.code == .untrusted)
            await elsewhere.stop()
        }

        @Test func pagesAndSocketsAreServedOverTLS() async throws {
            try await makeCertificate(serial: 7)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let files = files
            let fixture = try ServerFixture { $0.tls = files }
            try await fixture.start()
            let url = "https://localhost:\(fixture.address.port)"
            func curl(_ more: String...) async throws -> (text: String, status: Int32) {
                let arguments =
                    ["curl", "-s", "-i", "--max-time", "5", "--cacert", files.certificates] + more
                return try await run(arguments)
            }
            let page = try await curl(url + "/")
            #expect(page.text.status == 200 && page.text.contains("<p>hello</p>"))
            let origin = try await curl("-H", "Origin: \(url)", "-X", "POST", url + "/health")
            #expect(origin.text.status == 405)
            for (limit, status): (String, Int32) in [("1.2", 0), ("1.3", 0)] {
                #expect(try await curl("--tls-max", limit, url + "/health").status == status)
            }
            // What is older is refused in the handshake (35).
            #expect(try await curl("--tlsv1.0", "--tls-max", "1.1", url + "/health").status == 35)
            // And a client that speaks no TLS gets nothing.
            let plain = try await RawConnection.ask(
                fixture.address,
                "GET / HTTP/1.1\r\nHost: localhost\r\n"
            )
            #expect(plain == "")
            let socket = try await curl(
                "--http1.1",
                "--max-time",
                "2",
                "-N",
                "-H",
                "Connection: Upgrade",
                "-H",
                "Upgrade: websocket",
                "-H",
                "Sec-WebSocket-Version: 13",
                "-H",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                url + "/ws"
            )
            #expect(socket.text.status == 101 && socket.text.contains("\"hello\""))
            await fixture.stop()
        }

        @Test func renewedCertificatesAreUsedAndDamagedOnesAreNot() async throws {
            try await makeCertificate(serial: 7)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let files = files
            let fixture = try ServerFixture { $0.tls = files }
            try await fixture.start()
            let address = "localhost:\(fixture.address.port)"
            func serial() async throws -> String {
                let text = try await run([
                    "sh", "-c",
                    "openssl s_client -connect \(address) </dev/null 2>/dev/null | openssl x509 -noout -serial",
                ]).text
                return text.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            func becomes(_ expected: String) async throws -> Bool {
                for _ in 0..<200 where try await serial() == expected { return true }
                return false
            }
            #expect(try await serial() == "serial=07")
            try await makeCertificate(serial: 8)
            #expect(try await becomes("serial=08"))
            try Data("damaged".utf8).write(to: URL(fileURLWithPath: files.certificates))
            while !fixture.logged.text.contains("the new certificate is not used") {
                #expect(try await serial() == "serial=08")
            }
            #expect(try await serial() == "serial=08")
            await fixture.stop()
        }
    #endif
}

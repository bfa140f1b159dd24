import Foundation
import OutboardServer
import Testing

/// No path in a request is a path of the disk.
@Suite(.serialized)
struct PathTests {
    @Test func pathsDoNotLeaveThePage() async throws {
        let fixture = try ServerFixture()
        // A link that somebody has put among the page's files.
        try FileManager.default.createSymbolicLink(
            atPath: fixture.directory + "/Dashboard/link.html",
            withDestinationPath: "../secret.txt"
        )
        try FileManager.default.createSymbolicLink(
            atPath: fixture.directory + "/Dashboard/folder",
            withDestinationPath: ".."
        )
        try await fixture.start()
        var paths = [
            "/link.html", "/folder/secret.txt", "/../secret.txt", "/..", "/./../secret.txt",
            "/src/../../secret.txt", "//secret.txt", "/..;/secret.txt", "/..\\secret.txt",
            "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/..%5csecret.txt", "/%252e%252e/secret.txt",
            "/..%252fsecret.txt", "/%c0%ae%c0%ae/secret.txt", "/..%c0%afsecret.txt",
            "/..%e0%80%afsecret.txt", "/%uff0e%uff0e/secret.txt", "/index.html%00.txt",
            "/secret.txt%00.html", "/....//secret.txt", "/src/main.js/../../../secret.txt",
            "/file:///etc/passwd", "/etc/passwd", "/%2fetc%2fpasswd", "/C:/secret.txt",
        ]
        for folder in ["sessions", "presets", "plugins"] {
            for id in [
                "..%2f..%2fsecret.txt", "..", "%2e%2e", "%2fetc%2fpasswd", "test%00",
                "..%252f..%252fsecret.txt", "..%5c..%5csecret.txt", "%c0%ae%c0%ae%c0%afsecret.txt",
                "test/../../../secret.txt", "link",
            ] { paths.append("/api/\(folder)/\(id)") }
        }
        for path in paths {
            let answer = try await RawConnection.ask(
                fixture.address,
                "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            )
            #expect([400, 404].contains(answer.status), "\(path): \(answer.prefix(60))")
            #expect(!answer.hasSuffix("secret"), "\(path)")
            #expect(!answer.contains("root:x"), "\(path)")
        }
        // As a proxy is asked, the whole URL: its path is looked for as it stands.
        let whole = try await RawConnection.ask(
            fixture.address,
            "GET http://localhost/../secret.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        )
        #expect(whole.status == 404)
        await fixture.stop()
    }
}

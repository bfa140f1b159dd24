import Foundation
import Testing

@testable import OutboardAccess

/// Codes as another's reader sees them.
struct QRCodeTests {
    /// What zbarimg reads in a picture of the code.
    private func read(_ code: QRCode) throws -> String {
        let path = NSTemporaryDirectory() + "outboard-qr-" + UUID().uuidString + ".pbm"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (quiet, scale) = (4, 4)
        let side = (code.size + 2 * quiet) * scale
        var text = "P1 \(side) \(side)\n"
        for row in 0..<side {
            text +=
                (0..<side).map {
                    code[row / scale - quiet, $0 / scale - quiet] ? "1" : "0"
                }.joined(separator: " ") + "\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    @Test func codesAreReadByOthers() throws {
        let link = "http://192.168.178.120:8350/#ticket=AbCdEfGhIjKlMnOpQrStUvWx"
        #expect(try read(try #require(QRCode(link))) == link)
        // At the edges of each version.
        for length in [1, 17, 18, 32, 33, 53, 54, 78, 79, 106, 107, 134] {
            let text = String((0..<length).map { Character(Unicode.Scalar(UInt8(33 + $0 % 90))) })
            let code = try #require(QRCode(text))
            #expect(try read(code) == text, "\(length)")
        }
        #expect(QRCode(String(repeating: "x", count: 134))?.size == 41)
        #expect(QRCode(String(repeating: "x", count: 135)) == nil)
        #expect(QRCode("")?.size == 21)
    }

    @Test func terminalsShowTwoRowsALine() throws {
        let code = try #require(QRCode("x"))
        let lines = code.terminalText.split(separator: "\n")
        #expect(lines.count == (code.size + 4 + 1) / 2)
        #expect(lines.allSatisfy { $0.hasPrefix("\u{1B}[30;107m") && $0.hasSuffix("\u{1B}[0m") })
    }
}

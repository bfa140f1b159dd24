import Testing

@testable import OutboardWebSocket

struct HandshakeTests {
    @Test func acceptKeyIsTheOneOfTheStandard() {
        #expect(
            WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==")
                == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        )
        #expect(WebSocketHandshake.isKey("dGhlIHNhbXBsZSBub25jZQ=="))
        #expect(WebSocketHandshake.isKey(WebSocketHandshake.makeKey()))
        for bad in ["", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25j!Q==", "YWJj"] {
            #expect(!WebSocketHandshake.isKey(bad))
        }
    }

    @Test func sha1OfTheStandardsExamples() {
        func hex(_ text: String) -> String {
            sha1(Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        #expect(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(
            hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        )
        #expect(
            hex(String(repeating: "a", count: 64)) == "0098ba824b5c16427bd7a1122a5a442a25ec644d"
        )
    }
}

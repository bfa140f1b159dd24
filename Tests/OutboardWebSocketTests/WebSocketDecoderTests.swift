import Testing

@testable import OutboardWebSocket

struct WebSocketDecoderTests {
    private let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    /// A client's frame, whole or a part of a message.
    private func frame(
        _ first: UInt8,
        _ payload: [UInt8],
        lengthBytes: Int? = nil,
        isMasked: Bool = true
    ) -> [UInt8] {
        let width = lengthBytes ?? (payload.count < 126 ? 0 : payload.count <= 0xFFFF ? 2 : 8)
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        var bytes = [first]
        switch width {
        case 0: bytes.append(maskBit | UInt8(payload.count))
        case 2: bytes += [maskBit | 126] + bigEndian(UInt64(payload.count), byteCount: 2)
        default: bytes += [maskBit | 127] + bigEndian(UInt64(payload.count), byteCount: 8)
        }
        guard isMasked else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    private func decode(
        _ bytes: [UInt8],
        piece: Int = .max,
        limit: Int = 1 << 20
    ) throws(WebSocketViolation) -> [WebSocketEvent] {
        var decoder = WebSocketDecoder(role: .server, messageBytesMax: limit)
        var events: [WebSocketEvent] = []
        var at = 0
        while at < bytes.count {
            let end = piece == .max ? bytes.count : min(bytes.count, at + piece)
            try decoder.decode(bytes[at..<end]) { events.append($0) }
            at = end
        }
        return events
    }

    private func code(_ bytes: [UInt8], piece: Int = .max, limit: Int = 1 << 20) -> UInt16? {
        do {
            _ = try decode(bytes, piece: piece, limit: limit)
            return nil
        } catch {
            return error.code.rawValue
        }
    }

    @Test(arguments: [0, 1, 125, 126, 127, 128, 65_535, 65_536])
    func messagesOfEveryLengthFormArrive(count: Int) throws {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try decode(frame(0x82, payload)) == [.message(.binary(payload))])
        let text = [UInt8](repeating: UInt8(ascii: "*"), count: count)
        #expect(try decode(frame(0x81, text)) == [.message(.text(text))])
    }

    @Test func bytesMayComeOneByOne() throws {
        let bytes = frame(0x81, Array("Hëllo".utf8)) + frame(0x89, [1, 2]) + frame(0x82, [3])
        let expected: [WebSocketEvent] = [
            .message(.text(Array("Hëllo".utf8))), .ping([1, 2]), .message(.binary([3])),
        ]
        for piece in [1, 2, 3, 7] { #expect(try decode(bytes, piece: piece) == expected) }
    }

    @Test func fragmentsJoinAndControlFramesMayComeBetween() throws {
        let bytes =
            frame(0x01, Array("ab".utf8)) + frame(0x89, [9]) + frame(0x00, Array("cd".utf8))
            + frame(0x8A, [8]) + frame(0x80, Array("ef".utf8))
        #expect(
            try decode(bytes) == [.ping([9]), .pong([8]), .message(.text(Array("abcdef".utf8)))]
        )
    }

    @Test func framesThatBreakTheRulesAreRefused() {
        let text = Array("x".utf8)
        let broken: [(String, [UInt8])] = [
            ("RSV1", frame(0xC1, text)), ("RSV2", frame(0xA1, text)), ("RSV3", frame(0x91, text)),
            ("opcode 3", frame(0x83, text)), ("opcode 7", frame(0x87, text)),
            ("opcode B", frame(0x8B, text)), ("opcode F", frame(0x8F, text)),
            ("unmasked", frame(0x81, text, isMasked: false)),
            ("fragmented ping", frame(0x09, text)), ("fragmented close", frame(0x08, [3, 232])),
            ("long ping", frame(0x89, Array(repeating: 0, count: 126))),
            ("nothing to continue", frame(0x80, text)),
            ("text inside a text", frame(0x01, text) + frame(0x81, text)),
            ("16-bit length of 125", frame(0x82, Array(repeating: 0, count: 125), lengthBytes: 2)),
            (
                "64-bit length of 65535",
                frame(0x82, Array(repeating: 0, count: 65_535), lengthBytes: 8)
            ),
            ("length's first bit", [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
            ("close with half a code", frame(0x88, [3])),
        ]
        for (name, bytes) in broken { #expect(code(bytes) == 1002, "\(name)") }
    }

    @Test func closeCodesThatMayNotTravelAreRefused() throws {
        for bad in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
            #expect(code(frame(0x88, bigEndian(UInt64(bad), byteCount: 2))) == 1002, "\(bad)")
        }
        for good in [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999] {
            let events = try decode(
                frame(0x88, bigEndian(UInt64(good), byteCount: 2) + Array("bye".utf8))
            )
            #expect(
                events == [.close(WebSocketCloseCode(rawValue: UInt16(good)), reason: "bye")]
            )
        }
        #expect(try decode(frame(0x88, [])) == [.close(nil, reason: "")])
        #expect(code(frame(0x88, [3, 232, 0xC3, 0x28])) == 1007)
    }

    @Test func nothingIsDecodedAfterAClose() throws {
        let bytes = frame(0x88, []) + frame(0x81, Array("late".utf8))
        #expect(try decode(bytes).count == 1)
    }

    @Test func nothingIsDecodedAfterAViolation() throws {
        var decoder = WebSocketDecoder(role: .server, messageBytesMax: 100)
        #expect(throws: WebSocketViolation.self) { try decoder.decode([0x83]) { _ in } }
        var events: [WebSocketEvent] = []
        try decoder.decode([0x80, 1, 2, 3, 4]) { events.append($0) }
        #expect(events.isEmpty)
    }

    @Test func textThatIsNotUTF8IsRefused() {
        let bad: [[UInt8]] = [
            [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xFE], [0xC2],
            [0xE2, 0x82],
        ]
        for bytes in bad { #expect(code(frame(0x81, bytes)) == 1007, "\(bytes)") }
        for bytes in bad { #expect(code(frame(0x82, bytes)) == nil, "\(bytes)") }
    }

    @Test func textIsRefusedAtTheByteThatBreaksIt() {
        // The frame says 100 bytes; only the bad start has come.
        let whole = frame(0x81, [0x41, 0xFF] + Array(repeating: 0x41, count: 98))
        #expect(code(Array(whole.prefix(8))) == 1007)
    }

    @Test func charactersMayBeCutByFragments() throws {
        let text = Array("κόσμε".utf8)
        for cut in 0...text.count {
            let bytes = frame(0x01, Array(text[..<cut])) + frame(0x80, Array(text[cut...]))
            #expect(try decode(bytes) == [.message(.text(text))])
        }
    }

    @Test func messageMayBeAsLongAsTheLimitAndNoLonger() throws {
        let limit = 300
        #expect(try decode(frame(0x82, Array(repeating: 1, count: limit)), limit: limit).count == 1)
        // Refused by its header, before a byte of it has come.
        let tooLong = frame(0x82, Array(repeating: 1, count: limit + 1))
        #expect(code(Array(tooLong.prefix(8)), limit: limit) == 1009)
        let fragments =
            frame(0x02, Array(repeating: 1, count: 200))
            + frame(0x80, Array(repeating: 1, count: 101))
        #expect(code(fragments, limit: limit) == 1009)
    }

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

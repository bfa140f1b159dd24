import NIOCore
import Testing

@testable import OutboardWebSocket

struct WebSocketDecoderTests {
    private func frame(
        _ first: UInt8,
        _ payload: [UInt8],
        lengthBytes: Int? = nil,
        isMasked: Bool = true
    ) -> [UInt8] {
        PeerFrames.frame(first, payload, lengthBytes: lengthBytes, isMasked: isMasked)
    }

    private func decode(
        _ bytes: [UInt8],
        piece: Int = .max,
        limit: Int = 1 << 20
    ) throws(WebSocketViolation) -> [WebSocketEvent] {
        try PeerFrames.decode(bytes, piece: piece, limits: .init(messageBytesMax: limit))
    }

    private func code(_ bytes: [UInt8], piece: Int = .max, limit: Int = 1 << 20) -> UInt16? {
        PeerFrames.refusal(bytes, piece: piece, limits: .init(messageBytesMax: limit))
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
        var decoder = WebSocketDecoder(role: .server, limits: WebSocketLimits())
        #expect(throws: WebSocketViolation.self) { try decoder.decode([0x83].span) { _ in } }
        var events: [WebSocketEvent] = []
        try decoder.decode([0x80, 1, 2, 3, 4].span) { events.append($0) }
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

    @Test func aServersFramesAreNotMasked() throws {
        let plain = PeerFrames.frame(0x81, Array("hi".utf8), isMasked: false)
        let masked = PeerFrames.frame(0x81, Array("hi".utf8))
        #expect(
            try PeerFrames.decode(plain, role: .client) == [.message(.text(Array("hi".utf8)))]
        )
        #expect(PeerFrames.refusal(masked, role: .client) == 1002)
        #expect(PeerFrames.refusal(plain, role: .server) == 1002)
        // By the second byte, before any length or mask has come.
        #expect(PeerFrames.refusal([0x81, 0xFE], role: .client) == 1002)
        #expect(PeerFrames.refusal([0x81, 0x7E], role: .server) == 1002)
    }

    @Test func aMessageHasAsManyFramesAsTheLimitAndNoMore() throws {
        let limits = WebSocketLimits(messageBytesMax: 100, framesPerMessageMax: 4)
        func message(frames count: Int) -> [UInt8] {
            let empty = PeerFrames.frame(0x00, [])
            let between = Array(repeatElement(empty, count: max(0, count - 2)).joined())
            guard count > 1 else { return PeerFrames.frame(0x82, []) }
            return PeerFrames.frame(0x02, []) + between + PeerFrames.frame(0x80, [])
        }
        for count in 1...4 {
            #expect(
                try PeerFrames.decode(message(frames: count), limits: limits)
                    == [.message(.binary([]))]
            )
        }
        #expect(PeerFrames.refusal(message(frames: 5), limits: limits) == 1009)
        // The count begins anew with each message.
        #expect(
            try PeerFrames.decode(message(frames: 4) + message(frames: 4), limits: limits).count
                == 2
        )
    }

    @Test func aLimitOfNothingTakesEmptyMessages() throws {
        let limits = WebSocketLimits(messageBytesMax: 0, framesPerMessageMax: 1)
        #expect(
            try PeerFrames.decode(frame(0x81, []), limits: limits) == [.message(.text([]))]
        )
        #expect(PeerFrames.refusal(frame(0x81, [0x41]), limits: limits) == 1009)
    }

    @Test func masksAreTheSameAtEveryPhaseAndLength() {
        let mask = WebSocketMask(0x37, 0xFA, 0x21, 0x3D)
        for phase in 0..<9 {
            for count in 0..<40 {
                let plain = (0..<count).map { UInt8($0) }
                var masked = plain
                masked.withUnsafeMutableBytes { mask.apply(to: $0, phase: phase) }
                #expect(
                    masked == plain.enumerated().map { $1 ^ mask.bytes[($0 + phase) & 3] },
                    "phase \(phase), \(count) bytes"
                )
            }
        }
    }

    @Test func whatIsWrittenReadsBack() throws {
        for count in [0, 1, 7, 8, 125, 126, 65_535, 65_536] {
            let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            for (role, mask) in [
                (WebSocketRole.server, WebSocketMask.random()), (WebSocketRole.client, nil),
            ] {
                var buffer = ByteBuffer()
                buffer.writeFrame(.binary, payload, mask: mask)
                #expect(
                    try PeerFrames.decode(Array(buffer.readableBytesView), role: role)
                        == [.message(.binary(payload))]
                )
            }
        }
    }

    @Test func restsAreCountedBetweenMessagesOnly() throws {
        var decoder = WebSocketDecoder(role: .server, limits: WebSocketLimits())
        func feed(_ bytes: [UInt8]) throws { try decoder.decode(bytes.span) { _ in } }
        try feed(frame(0x01, [0x41]))
        try feed(frame(0x89, []))
        #expect(decoder.restCount == 0)
        #expect(decoder.isInsideMessage)
        try feed(frame(0x80, []))
        #expect(decoder.restCount == 1)
        #expect(!decoder.isInsideMessage)
        try feed(frame(0x89, []))
        #expect(decoder.restCount == 2)
        try feed([0x81])
        #expect(decoder.isInsideMessage)
    }
}

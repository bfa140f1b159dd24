import NIOCore
import Testing

@testable import OutboardWebSocket

struct DeflateTests {
    private let limits = WebSocketLimits(messageBytesMax: 64 << 10)

    private func decode(_ bytes: [UInt8], piece: Int = .max) throws(WebSocketViolation)
        -> [WebSocketEvent]
    {
        try PeerFrames.decode(bytes, piece: piece, limits: limits, mayBeCompressed: true)
    }

    private func refusal(_ bytes: [UInt8]) -> UInt16? {
        PeerFrames.refusal(bytes, limits: limits, mayBeCompressed: true)
    }

    /// The examples of RFC 7692, section 7.2.3: one block, two blocks, a last block, none compressed.
    @Test(
        arguments: [
            [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
            [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
            [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
            [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
        ] as [[UInt8]]
    )
    func theStandardsExamplesInflate(payload: [UInt8]) throws {
        let expected: [WebSocketEvent] = [.message(.text(Array("Hello".utf8)))]
        #expect(try decode(PeerFrames.frame(0xC1, payload)) == expected)
        for cut in 0...payload.count {
            let fragments =
                PeerFrames.frame(0x41, Array(payload[..<cut])) + PeerFrames.frame(0x89, [1])
                + PeerFrames.frame(0x80, Array(payload[cut...]))
            for piece in [1, 3, .max] {
                #expect(try decode(fragments, piece: piece) == [.ping([1])] + expected)
            }
        }
    }

    @Test func whatIsCompressedReadsBack() throws {
        for windowBits in 9...15 {
            for count in [512, 4_096, 65_535] {
                let text = (0..<count).map { UInt8(ascii: "a") + UInt8($0 * $0 % 7) }
                let payload = try #require(deflated(text, windowBits: windowBits))
                #expect(payload.count < text.count)
                #expect(
                    try decode(PeerFrames.frame(0xC1, payload)) == [.message(.text(text))],
                    "window \(windowBits), \(count) bytes"
                )
            }
        }
    }

    @Test func whatDoesNotGetShorterIsNotCompressed() {
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<2_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        #expect(deflated(noise, windowBits: 15) == nil)
        #expect(deflated([], windowBits: 15) == nil)
    }

    @Test func aMessageInflatesToTheLimitAndNoFurther() throws {
        let limit = limits.messageBytesMax
        let whole = [UInt8](repeating: 0, count: limit)
        let payload = try #require(deflated(whole, windowBits: 15))
        #expect(try decode(PeerFrames.frame(0xC2, payload)) == [.message(.binary(whole))])
        let longer = try #require(deflated(whole + [0], windowBits: 15))
        #expect(refusal(PeerFrames.frame(0xC2, longer)) == 1009)
    }

    /// A message that would be 64 MiB: refused after the limit, with no more than it in hand.
    @Test func aBombIsRefusedAtTheLimit() throws {
        let bomb = try #require(deflated([UInt8](repeating: 0, count: 64 << 20), windowBits: 15))
        #expect(bomb.count < 300_000)
        let inflater = Inflater()
        var bytes: [UInt8] = []
        var outcomes: Set<String> = []
        for start in stride(from: 0, to: bomb.count, by: 100) {
            let piece = Array(bomb[start..<min(start + 100, bomb.count)])
            let outcome = inflater.inflate(piece, into: &bytes, countMax: 1 << 16)
            outcomes.insert("\(outcome)")
            #expect(bytes.count <= 1 << 16)
            if outcome == .full { break }
        }
        #expect(outcomes == ["done", "full"])
        #expect(refusal(PeerFrames.frame(0xC2, Array(bomb.prefix(60_000)))) == 1009)
    }

    @Test func whatDoesNotInflateIsRefused() {
        // A reserved kind of block; a block that is cut off; nothing at all.
        for payload in [[0x07], [0xF2, 0x48], []] as [[UInt8]] {
            #expect(refusal(PeerFrames.frame(0xC1, payload)) == 1007, "\(payload)")
        }
    }

    /// Found by the fuzzer: text that is wrong before what does not inflate, in one piece and in many.
    @Test func aMessageIsRefusedForTheSameReasonHoweverItIsCut() throws {
        let payload: [UInt8] = [
            0xEB, 0xEB, 0xEB, 0xEB, 0xEB, 0xEB, 0xEB, 0xC1, 0x08, 0xEB, 0xEB, 0xEB,
        ]
        let bytes = PeerFrames.frame(0xC1, payload)
        var reasons: Set<String> = []
        for piece in [1, 2, 5, 9, .max] {
            do throws(WebSocketViolation) {
                _ = try decode(bytes, piece: piece)
            } catch {
                reasons.insert(error.reason)
            }
        }
        #expect(reasons == ["the text is not UTF-8"])
    }

    @Test func textIsCheckedBehindTheInflater() throws {
        let bad = try #require(
            deflated([0xC3, 0x28] + Array(repeating: 0x41, count: 600), windowBits: 15)
        )
        #expect(refusal(PeerFrames.frame(0xC1, bad)) == 1007)
        #expect(refusal(PeerFrames.frame(0xC2, bad)) == nil)
    }

    @Test func theBitIsForFirstFramesOfMessagesAlone() {
        let empty: [UInt8] = [0x00]
        #expect(refusal(PeerFrames.frame(0xC1, empty)) == nil)
        #expect(refusal(PeerFrames.frame(0x41, empty) + PeerFrames.frame(0xC0, empty)) == 1002)
        for control: UInt8 in [0xC8, 0xC9, 0xCA] {
            #expect(refusal(PeerFrames.frame(control)) == 1002)
        }
        // Without agreement it is a reserved bit like the others.
        #expect(PeerFrames.refusal(PeerFrames.frame(0xC1, empty)) == 1002)
        for other: UInt8 in [0xE1, 0xD1] {
            #expect(refusal(PeerFrames.frame(other, empty)) == 1002)
        }
    }

    /// A compressed message after a plain one, and the other way round: nothing is taken over.
    @Test func compressedAndPlainMessagesMayAlternate() throws {
        let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        let plain = PeerFrames.frame(0x81, Array("Hello".utf8))
        let bytes =
            PeerFrames.frame(0xC1, hello) + plain + PeerFrames.frame(0xC1, hello) + plain
        #expect(
            try decode(bytes)
                == Array(repeating: .message(.text(Array("Hello".utf8))), count: 4)
        )
    }

    @Test func offersAreAnsweredStrictly() throws {
        let base = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        let answers: [(String, String?)] = [
            ("permessage-deflate", base),
            ("permessage-deflate; client_max_window_bits", base),
            ("permessage-deflate;client_max_window_bits=8", base),
            ("permessage-deflate; server_max_window_bits=9", base + "; server_max_window_bits=9"),
            (
                "permessage-deflate; server_max_window_bits=\"15\"",
                base + "; server_max_window_bits=15"
            ),
            // zlib cannot; the next offer is taken.
            ("permessage-deflate; server_max_window_bits=8, permessage-deflate", base),
            ("permessage-deflate; server_max_window_bits=8", nil),
            ("permessage-deflate; server_max_window_bits=7", nil),
            ("permessage-deflate; server_max_window_bits=16", nil),
            ("permessage-deflate; server_max_window_bits=010", nil),
            ("permessage-deflate; server_max_window_bits", nil),
            ("permessage-deflate; server_no_context_takeover=1", nil),
            ("permessage-deflate; server_no_context_takeover; server_no_context_takeover", nil),
            ("permessage-deflate; mux", nil),
            ("x-webkit-deflate-frame", nil),
            ("foo; a=b, permessage-deflate", base),
        ]
        for (offer, header) in answers {
            #expect(try WebSocketDeflate.answer(to: [offer])?.header == header, "\(offer)")
        }
        #expect(try WebSocketDeflate.answer(to: [])?.header == nil)
        #expect(try WebSocketDeflate.answer(to: ["foo", "permessage-deflate"])?.header == base)
    }

    @Test(arguments: [
        "", " ", ",", "a,", ",a", "a;", "a;;b", "a=b", "a; b=", "a; b=\"", "a; b=\"\"",
        "a; b=\"c d\"",
        "a; b=\"c\\", "a b", "a; b c", "a; =c", "ä", "a; b=c=d", "(a)", "a\u{0}",
    ])
    func malformedHeadersAreRefused(header: String) {
        #expect(throws: WebSocketExtension.Malformed.self) {
            try WebSocketExtension.parse([header])
        }
    }

    @Test func headersReadBackAsTheyWereWritten() throws {
        let all = try WebSocketExtension.parse(["a;b ; c = \"d\\e\" ,\tf", "g"])
        #expect(all.map(\.text) == ["a; b; c=de", "f", "g"])
        #expect(try WebSocketExtension.parse(all.map(\.text)) == all)
    }

    @Test func aServersAnswerIsCheckedToo() throws {
        #expect(try WebSocketDeflate.agreed(by: []) == nil)
        let answer = try WebSocketDeflate.answer(to: [WebSocketDeflate.offer])
        #expect(try WebSocketDeflate.agreed(by: [#require(answer).header]) != nil)
        let own = "permessage-deflate; server_no_context_takeover"
        for (answer, bits) in [
            ("", 15), ("; server_max_window_bits=9", 15), ("; client_max_window_bits=9", 9),
            ("; client_no_context_takeover; client_max_window_bits=15", 15),
        ] {
            #expect(try WebSocketDeflate.agreed(by: [own + answer])?.windowBits == bits)
        }
        for bad in [
            "permessage-deflate", own + "; client_max_window_bits=8",
            own + "; client_max_window_bits", own + "; mux", own + ", " + own,
            own + "; server_max_window_bits", "other",
        ] {
            #expect(throws: WebSocketExtension.Malformed.self, "\(bad)") {
                try WebSocketDeflate.agreed(by: [bad])
            }
        }
    }
}

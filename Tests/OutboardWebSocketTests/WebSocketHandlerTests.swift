import NIOCore
import NIOEmbedded
import Testing

@testable import OutboardWebSocket

struct WebSocketHandlerTests {
    private func channel(
        _ change: (inout WebSocketConfiguration) -> Void = { _ in }
    ) throws -> EmbeddedChannel {
        var configuration = WebSocketConfiguration(role: .server)
        change(&configuration)
        let channel = EmbeddedChannel(handler: WebSocketHandler(configuration))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func send(_ channel: EmbeddedChannel, _ opcode: WebSocketOpcode, _ payload: [UInt8])
        throws
    {
        try send(channel, PeerFrames.frame(0x80 | opcode.rawValue, payload))
    }

    private func send(_ channel: EmbeddedChannel, _ bytes: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
    }

    private func sent(_ channel: EmbeddedChannel) throws -> [UInt8]? {
        try channel.readOutbound(as: ByteBuffer.self).map { Array($0.readableBytesView) }
    }

    /// The code of the close frame that went out next.
    private func closeCode(_ channel: EmbeddedChannel) throws -> UInt16? {
        guard let frame = try sent(channel), frame[0] == 0x88, frame.count >= 4 else { return nil }
        return UInt16(frame[2]) << 8 | UInt16(frame[3])
    }

    @Test func pingIsAnsweredWithItsPayload() throws {
        let channel = try channel()
        try send(channel, .ping, [7, 8])
        #expect(try sent(channel) == [0x8A, 2, 7, 8])
    }

    @Test func messagesPassBothWays() throws {
        let channel = try channel()
        try send(channel, .text, Array("hi".utf8))
        #expect(try channel.readInbound(as: WebSocketMessage.self) == .text(Array("hi".utf8)))
        try channel.writeOutbound(WebSocketOutbound.message(.text(Array("yo".utf8))))
        #expect(try sent(channel) == [0x81, 2] + Array("yo".utf8))
    }

    @Test func aClientsFramesAreMasked() throws {
        let channel = try channel { $0.role = .client }
        try channel.writeOutbound(WebSocketOutbound.message(.text(Array("yo".utf8))))
        let frame = try #require(try sent(channel))
        #expect(frame.prefix(2) == [0x81, 0x82])
        #expect(try PeerFrames.decode(frame) == [.message(.text(Array("yo".utf8)))])
    }

    /// What is framed for many arrives at each as what is framed for it alone.
    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536])
    func aTextForManyIsWhatATextForOneIs(count: Int) throws {
        let text = [UInt8](repeating: 0x41, count: count)
        let framed = FramedText(text)
        for windowBits in [nil, 15] as [Int?] {
            let channels = try (0..<3).map { _ in
                try channel { $0.deflate = windowBits.map { WebSocketDeflate(windowBits: $0) } }
            }
            try channels[0].writeOutbound(WebSocketOutbound.message(.text(text)))
            let expected = try sent(channels[0])
            for channel in channels.dropFirst() {
                try channel.writeOutbound(WebSocketOutbound.framed(framed))
                #expect(try sent(channel) == expected)
            }
        }
        let client = try channel { $0.role = .client }
        try client.writeOutbound(WebSocketOutbound.framed(framed))
        let frame = try #require(try sent(client))
        #expect(frame[1] & 0x80 != 0, "a client masks")
        #expect(try PeerFrames.decode(frame) == [.message(.text(text))])
    }

    // MARK: Compression

    @Test func onlyLongMessagesAreCompressedAndControlFramesNever() throws {
        let channel = try channel {
            $0.deflate = WebSocketDeflate(windowBits: 15)
            $0.deflateBytesMin = 100
        }
        for (count, first) in [(99, UInt8(0x81)), (100, 0xC1), (101, 0xC1)] {
            let text = [UInt8](repeating: 0x41, count: count)
            try channel.writeOutbound(WebSocketOutbound.message(.text(text)))
            let frame = try #require(try sent(channel))
            #expect(frame[0] == first, "\(count) bytes")
            let read = try PeerFrames.decode(frame, role: .client, mayBeCompressed: true)
            #expect(read == [.message(.text(text))])
        }
        let long = [UInt8](repeating: 0x41, count: 125)
        try send(channel, .ping, long)
        #expect(try sent(channel) == [0x8A, 125] + long)
        // The limit is for what came out of the inflater.
        try send(channel, [0xC1, 0x87] + [0, 0, 0, 0, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
        #expect(try channel.readInbound(as: WebSocketMessage.self) == .text(Array("Hello".utf8)))
    }

    // MARK: Closing

    @Test func closeIsAnsweredAndTheConnectionEnds() throws {
        let channel = try channel()
        try send(channel, .close, [0x03, 0xE8])
        #expect(try sent(channel) == [0x88, 2, 0x03, 0xE8])
        #expect(!channel.isActive)
    }

    @Test func violationClosesWithItsCode() throws {
        let channel = try channel()
        try send(channel, [0x83, 0x80])
        #expect(try closeCode(channel) == 1002)
        #expect(!channel.isActive)
    }

    @Test(arguments: [1000, 1001, 4001, 4009, 4011, 4013, 4029] as [UInt16])
    func ourCloseAwaitsThePeersAndThenDropsIt(code: UInt16) throws {
        let close = WebSocketOutbound.close(WebSocketCloseCode(rawValue: code), reason: "bye")
        let silent = try channel()
        try silent.writeOutbound(close)
        #expect(try closeCode(silent) == code)
        silent.embeddedEventLoop.advanceTime(by: .milliseconds(4_999))
        #expect(silent.isActive)
        silent.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!silent.isActive)

        let polite = try channel()
        try polite.writeOutbound(close)
        #expect(try closeCode(polite) == code)
        try send(polite, .close, bigEndian(UInt64(code), byteCount: 2))
        #expect(!polite.isActive)
        #expect(try sent(polite) == nil)
    }

    @Test func nothingIsWrittenOrReadAfterOurClose() throws {
        let channel = try channel()
        try channel.writeOutbound(WebSocketOutbound.close(.goingAway, reason: ""))
        #expect(try closeCode(channel) == 1001)
        #expect(throws: ChannelError.self) {
            try channel.writeOutbound(WebSocketOutbound.message(.text([])))
        }
        try send(channel, .text, Array("late".utf8))
        try send(channel, .ping, [])
        #expect(try channel.readInbound(as: WebSocketMessage.self) == nil)
        #expect(try sent(channel) == nil)
    }

    // MARK: Deadlines

    @Test func silentPeerIsDroppedAfterItsDeadline() throws {
        let channel = try channel()
        channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        #expect(try sent(channel)?.prefix(2) == [0x89, 8])
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(19_999))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
    }

    @Test func peerThatAnswersStays() throws {
        let channel = try channel()
        channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        for _ in 0..<5 {
            let ping = try #require(try sent(channel))
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(19_999))
            try send(channel, .pong, Array(ping.dropFirst(2)))
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
            #expect(channel.isActive)
        }
    }

    @Test func aPongThatNobodyAskedForKeepsNothingAlive() throws {
        let channel = try channel()
        channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        try send(channel, .pong, [])
        try send(channel, .pong, bigEndian(99, byteCount: 8))
        channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        #expect(!channel.isActive)
    }

    /// A message that began, a frame without its payload, a header without its second byte.
    @Test(
        arguments: [
            [0x01, 0x81, 1, 2, 3, 4, 0x41], [0x81, 0x82, 1, 2, 3, 4, 0x41], [0x81], [0x89],
            [0x81, 0xFF, 0],
        ] as [[UInt8]]
    )
    func whatDoesNotEndIsCutOff(bytes: [UInt8]) throws {
        let channel = try channel()
        try send(channel, bytes)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(9_999))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(try closeCode(channel) == 1002)
        #expect(!channel.isActive)
    }

    /// Each piece comes in time, and the whole does not.
    @Test func fragmentsDoNotMoveTheDeadline() throws {
        let channel = try channel()
        try send(channel, PeerFrames.frame(0x01, [0x41]))
        for _ in 0..<9 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try send(channel, PeerFrames.frame(0x00, [0x41]) + PeerFrames.frame(0x89))
            #expect(channel.isActive)
        }
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    /// A peer that sends without a pause always has a frame begun when the bytes run out.
    @Test func aStreamOfWholeMessagesIsNotCutOff() throws {
        let channel = try channel()
        let frame = PeerFrames.frame(0x81, Array("hello".utf8))
        try send(channel, Array(frame.prefix(3)))
        for _ in 0..<15 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try send(channel, Array(frame[3...] + frame[..<3]))
        }
        #expect(channel.isActive)
        for _ in 0..<15 { #expect(try channel.readInbound(as: WebSocketMessage.self) != nil) }
    }

    // MARK: Floods

    @Test func aPeerMayPingSoOftenAndNoMore() throws {
        let channel = try channel { $0.controlFramesPerSecondMax = 5 }
        for second in 0..<3 {
            for _ in 0..<5 {
                try send(channel, .ping, [UInt8(second)])
                #expect(try sent(channel) == [0x8A, 1, UInt8(second)])
            }
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        for _ in 0..<5 {
            try send(channel, .ping, [])
            _ = try sent(channel)
        }
        try send(channel, .pong, [])
        #expect(try closeCode(channel) == 4029)
        #expect(!channel.isActive)
    }

    @Test func whereNoPingIsAllowedTheFirstIsTooMany() throws {
        let channel = try channel { $0.controlFramesPerSecondMax = 0 }
        try send(channel, .ping, [])
        #expect(try closeCode(channel) == 4029)
    }

    /// A peer that pings and does not read: one answer is kept for it, the newest.
    @Test func pongsDoNotPileUp() throws {
        let channel = try channel()
        channel.isWritable = false
        for number in 0..<20 { try send(channel, .ping, [UInt8(number)]) }
        #expect(try sent(channel) == nil)
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(try sent(channel) == [0x8A, 1, 19])
        #expect(try sent(channel) == nil)
    }

    @Test func aFloodOfEmptyFragmentsIsRefused() throws {
        let channel = try channel { $0.framesPerMessageMax = 10 }
        try send(channel, PeerFrames.frame(0x01))
        for _ in 0..<9 { try send(channel, PeerFrames.frame(0x00)) }
        #expect(channel.isActive)
        try send(channel, PeerFrames.frame(0x00))
        #expect(try closeCode(channel) == 1009)
    }
}

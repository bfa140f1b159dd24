import NIOCore
import NIOEmbedded
import Testing

@testable import OutboardWebSocket

struct WebSocketHandlerTests {
    private func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(
            handler: WebSocketHandler(WebSocketConfiguration(role: .server))
        )
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func send(_ channel: EmbeddedChannel, _ opcode: WebSocketOpcode, _ payload: [UInt8])
        throws
    {
        let bytes = encodedFrame(opcode, payload, mask: [1, 2, 3, 4])
        try channel.writeInbound(ByteBuffer(bytes: bytes))
    }

    private func sent(_ channel: EmbeddedChannel) throws -> [UInt8]? {
        try channel.readOutbound(as: ByteBuffer.self).map { Array($0.readableBytesView) }
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

    @Test func closeIsAnsweredAndTheConnectionEnds() throws {
        let channel = try channel()
        try send(channel, .close, [0x03, 0xE8])
        #expect(try sent(channel) == [0x88, 2, 0x03, 0xE8])
        #expect(!channel.isActive)
    }

    @Test func violationClosesWithItsCode() throws {
        let channel = try channel()
        try channel.writeInbound(ByteBuffer(bytes: [0x83, 0x80]))
        #expect(
            try sent(channel)?.prefix(4) == [
                0x88, try #require(UInt8(exactly: 2 + "the opcode is reserved".utf8.count)), 0x03,
                0xEA,
            ]
        )
        #expect(!channel.isActive)
    }

    @Test func silentPeerIsDroppedAfterItsDeadline() throws {
        let channel = try channel()
        channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        #expect(try sent(channel) == [0x89, 0])
        channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func peerThatAnswersStays() throws {
        let channel = try channel()
        for _ in 0..<5 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(20))
            try send(channel, .pong, [])
        }
        #expect(channel.isActive)
    }

    @Test func messageThatDoesNotEndIsCutOff() throws {
        let channel = try channel()
        try channel.writeInbound(ByteBuffer(bytes: [0x01, 0x81, 1, 2, 3, 4, 0x41]))
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }
}

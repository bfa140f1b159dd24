import NIOCore
import NIOPosix
import OutboardClient

/// A TCP connection that says what it is told to, for what no client of ours would.
struct RawConnection: Sendable {
    let channel: any Channel
    private let received: AsyncStream<[UInt8]>

    init(to address: ServerAddress) async throws {
        let (received, sink) = AsyncStream<[UInt8]>.makeStream()
        self.received = received
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Sink(sink))
                }
            }
            .connect(host: address.host, port: address.port).get()
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// What comes until a text is in it, or until the end.
    func read(until text: String? = nil) async -> String {
        var all: [UInt8] = []
        for await bytes in received {
            all += bytes
            if let text, all.contains(Array(text.utf8)) || endsWithClose(all) { break }
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// Whether a WebSocket's close frame is the last thing that came. After it, the server waits for ours.
    private func endsWithClose(_ bytes: [UInt8]) -> Bool {
        bytes.indices.dropLast().contains { index in
            bytes[index] == 0x88 && Int(bytes[index + 1]) == bytes.count - index - 2
        }
    }

    /// Sends a request that ends the connection, and reads the whole answer.
    static func ask(_ address: ServerAddress, _ head: String, body: String = "") async throws
        -> String
    {
        let connection = try await RawConnection(to: address)
        try await connection.send(head + "\r\n" + body)
        defer { connection.close() }
        return await connection.read()
    }

    func close() { channel.close(promise: nil) }
}

private final class Sink: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let sink: AsyncStream<[UInt8]>.Continuation

    init(_ sink: AsyncStream<[UInt8]>.Continuation) { self.sink = sink }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        sink.yield(Array(unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) { sink.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

extension String {
    /// Of an HTTP answer.
    var status: Int? { Int(dropFirst(9).prefix(3)) }
}

import NIOCore
import OutboardProtocol
import OutboardWebSocket

/// Reads messages for the client, and answers each meter frame with the credit for the next one. Sound is
/// for listeners, of which this is none.
final class MessageReceiver: ChannelInboundHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundOut = WebSocketOutbound

    private let sink: AsyncStream<ServerMessage>.Continuation
    private let meters: AsyncStream<MeterReport>.Continuation
    private var reader = MeterReader()

    init(
        _ sink: AsyncStream<ServerMessage>.Continuation,
        _ meters: AsyncStream<MeterReport>.Continuation
    ) {
        self.sink = sink
        self.meters = meters
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .text(let bytes):
            guard let message = try? ServerMessage(reading: bytes) else { return }
            reader.note(message)
            sink.yield(message)
        case .binary(let bytes):
            guard let credit = MeterReader.credit(for: bytes) else { return }
            context.writeAndFlush(wrapOutboundOut(.message(.binary(credit))), promise: nil)
            if let report = reader.report(bytes) { meters.yield(report) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        sink.finish()
        meters.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Reads meter frames by the order of strips that was told last.
struct MeterReader {
    private var config: MetersConfig?

    mutating func note(_ message: ServerMessage) {
        if message.type == MetersConfig.type { config = MetersConfig(message.data) }
    }

    func report(_ bytes: [UInt8]) -> MeterReport? {
        guard let config, let frame = MeterFrame(bytes, config) else { return nil }
        return MeterReport(config: config, frame: frame)
    }

    /// What to answer a meter frame with. nil: it is none.
    static func credit(for bytes: [UInt8]) -> [UInt8]? {
        guard BinaryFrameHeader(bytes)?.kind == .meters else { return nil }
        return Array(bytes.prefix(BinaryFrameHeader.echoByteCount))
    }
}

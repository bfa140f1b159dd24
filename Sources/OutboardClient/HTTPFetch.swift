import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardJSON
import OutboardProtocol

extension OutboardClient {
    /// Asks for a path, and reads the JSON that comes.
    ///
    /// - Throws: `ClientError`, or the server's own `RequestError`.
    package static func get(
        _ path: String,
        from address: ServerAddress,
        token: String? = nil
    ) async throws -> JSONValue {
        try await fetch(.GET, path, nil, from: address, token: token)
    }

    /// Sends JSON to a path, and reads the JSON that comes.
    ///
    /// - Throws: as `get`.
    package static func post(
        _ body: JSONValue,
        to path: String,
        at address: ServerAddress,
        token: String? = nil
    ) async throws -> JSONValue {
        try await fetch(.POST, path, body, from: address, token: token)
    }

    private static func fetch(
        _ method: HTTPMethod,
        _ path: String,
        _ body: JSONValue?,
        from address: ServerAddress,
        token: String?
    ) async throws -> JSONValue {
        let answer = MultiThreadedEventLoopGroup.singleton.next().makePromise(
            of: (Int, [UInt8]).self
        )
        let channel: any Channel
        do {
            // The collector is there from the start: a handshake of TLS may fail before anything else is done.
            channel = try await connectTCP(address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(
                        AnswerCollector(address, answer)
                    )
                }
            }
        } catch {
            answer.fail(error)
            throw error
        }
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
        head.headers.add(name: "host", value: address.header)
        head.headers.add(name: "connection", value: "close")
        if let token { head.headers.add(name: "authorization", value: "Bearer " + token) }
        let bytes = body.map { Array($0.compactText.utf8) }
        if let bytes {
            head.headers.add(name: "content-type", value: "application/json")
            head.headers.add(name: "content-length", value: String(bytes.count))
        }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let bytes {
            let buffer = channel.allocator.buffer(bytes: bytes)
            channel.write(HTTPClientRequestPart.body(.byteBuffer(buffer)), promise: nil)
        }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let timeout = channel.eventLoop.scheduleTask(in: .seconds(30)) {
            answer.fail(ClientError(code: .timeout, description: "no answer from \(path) in 30 s"))
        }
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        let (status, body) = try await answer.futureResult.get()
        return try value(status: status, body: body, path: path)
    }

    private static func value(status: Int, body: [UInt8], path: String) throws -> JSONValue {
        let limits = JSONLimits(depth: 64, keysPerObject: 4_096, stringBytes: 1 << 20)
        guard let value = try? JSONValue(parsing: body, limits: limits) else {
            throw ClientError(
                code: .malformed,
                description: "\(path) gave something that is not JSON"
            )
        }
        if status == 200 { return value }
        guard let error = value["error"], let known = try? RequestError(reading: JSONField(error))
        else {
            throw ClientError(code: .refused, description: "\(path) gave status \(status)")
        }
        throw known
    }

    /// Opens a connection within 5 s, by TLS where the address says so.
    static func connectTCP(
        _ address: ServerAddress,
        _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws(ClientError) -> any Channel {
        let security = try TLSClient.prepare(address)
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try security.guardConnection(channel) }
                        .flatMap { initializer(channel) }
                }
                .connect(host: address.host, port: address.port).get()
        } catch {
            throw ClientError(
                code: .unreachable,
                description: "no server answers at \(address.header)"
            )
        }
    }
}

/// Gathers one answer.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let address: ServerAddress
    private let answer: EventLoopPromise<(Int, [UInt8])>
    private var status = 0
    private var body: [UInt8] = []

    init(_ address: ServerAddress, _ answer: EventLoopPromise<(Int, [UInt8])>) {
        self.address = address
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(let part): body += part.readableBytesView
        case .end: answer.succeed((status, body))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(
            ClientError(code: .connectionLost, description: "the connection ended too early")
        )
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(
            TLSClient.fault(error, address)
                ?? ClientError(code: .malformed, description: "\(error)")
        )
        context.close(promise: nil)
    }
}

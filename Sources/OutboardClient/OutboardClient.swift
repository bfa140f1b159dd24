import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket

/// A meter frame, with how its channels belong to strips.
package struct MeterReport: Sendable {
    package var config: MetersConfig
    package var frame: MeterFrame
}

/// A connection to a server: requests with their replies, and the notifications that come meanwhile.
///
/// It does not reconnect: when the connection ends, everything that waits fails at once, and the
/// notifications end.
package actor OutboardClient {
    private let channel: any Channel
    private let user: String?
    private var waiting: [String: CheckedContinuation<Ack, any Error>] = [:]
    private var lastID = 0
    private var isClosed = false

    /// Everything that is not the reply to a request, in the order of arrival.
    package nonisolated let notifications: AsyncStream<ServerMessage>
    private let notify: AsyncStream<ServerMessage>.Continuation
    /// Levels, between `METERS_SUBSCRIBE` and `METERS_UNSUBSCRIBE`. Of those that nobody takes the oldest
    /// are dropped.
    package nonisolated let meters: AsyncStream<MeterReport>

    /// Opens a connection, and identifies where the server has a token.
    package static func connect(
        to address: ServerAddress,
        user: String? = nil,
        token: String? = nil
    ) async throws -> OutboardClient {
        let opened = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        let (messages, sink) = AsyncStream<ServerMessage>.makeStream()
        let (meters, meterSink) = AsyncStream<MeterReport>.makeStream(
            bufferingPolicy: .bufferingNewest(256)
        )
        let channel: any Channel
        do {
            channel = try await connectTCP(address) { channel in
                prepare(channel, address, opened) { MessageReceiver(sink, meterSink) }
            }
        } catch {
            opened.fail(error)
            throw error
        }
        channel.eventLoop.scheduleTask(in: .seconds(5)) {
            opened.fail(ClientError(code: .timeout, description: "no handshake in 5 s"))
        }
        do {
            try await opened.futureResult.get()
        } catch {
            channel.close(promise: nil)
            throw error
        }
        let client = OutboardClient(channel, user: user, meters: meters)
        Task { await client.take(messages) }
        if token != nil {
            let identity = IdentifyRequest(client: "cli", token: token)
            _ = try await client.request(.identify(identity))
        }
        return client
    }

    private init(_ channel: any Channel, user: String?, meters: AsyncStream<MeterReport>) {
        self.channel = channel
        self.user = user
        self.meters = meters
        (notifications, notify) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4_096))
    }

    /// Asks, and waits for the reply.
    ///
    /// - Throws: the server's `RequestError`, or a `ClientError`.
    package func request(
        _ request: Request,
        session: SessionID? = nil,
        expectedRevision: UInt64? = nil,
        timeoutSeconds: Double = 10
    ) async throws -> Ack {
        guard !isClosed else {
            throw ClientError(code: .connectionLost, description: "the connection has ended")
        }
        lastID += 1
        let id = "r\(lastID)"
        var envelope = Envelope(id: id, session: session, user: user, request: request)
        envelope.expectedRevision = expectedRevision
        let timeout = Task {
            try await Task.sleep(for: .seconds(timeoutSeconds))
            fail(
                id,
                ClientError(
                    code: .timeout,
                    description: "no reply to \(request.wire.kind.rawValue)"
                )
            )
        }
        defer { timeout.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            waiting[id] = continuation
            let bytes = Array(envelope.text.utf8)
            channel.writeAndFlush(WebSocketOutbound.message(.text(bytes)), promise: nil)
        }
    }

    /// Says goodbye.
    package func close() async {
        channel.writeAndFlush(
            WebSocketOutbound.close(.normal, reason: ""),
            promise: nil
        )
        try? await channel.closeFuture.get()
    }

    private func take(_ messages: AsyncStream<ServerMessage>) async {
        for await message in messages {
            switch (message.type, message.id) {
            case (ServerMessage.ackType, let id?): succeed(id, message.data)
            case (ServerMessage.errorType, let id?): refuse(id, message.data)
            default: notify.yield(message)
            }
        }
        isClosed = true
        for id in Array(waiting.keys) {
            fail(id, ClientError(code: .connectionLost, description: "the connection has ended"))
        }
        notify.finish()
    }

    private func succeed(_ id: String, _ data: JSONObject) {
        let continuation = waiting.removeValue(forKey: id)
        do {
            continuation?.resume(returning: try Ack(reading: JSONField(.object(data))))
        } catch {
            continuation?.resume(
                throwing: ClientError(code: .malformed, description: "an ack: \(error)")
            )
        }
    }

    private func refuse(_ id: String, _ data: JSONObject) {
        guard let error = try? RequestError(reading: JSONField(.object(data))) else {
            return fail(id, ClientError(code: .malformed, description: "an error without a code"))
        }
        fail(id, error)
    }

    private func fail(_ id: String, _ error: any Error) {
        waiting.removeValue(forKey: id)?.resume(throwing: error)
    }
}

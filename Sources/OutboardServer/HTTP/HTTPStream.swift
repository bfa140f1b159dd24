import NIOCore
import NIOHTTP1

/// The body of an answer that is written as it comes.
///
///     route's task ── write ──▶ event loop ──▶ socket
///                  ◀─ returns when the socket has taken it
///
/// So a client that reads slowly holds up its own writer and nobody else, and no more of what it has not
/// read is in memory than one write. One that takes nothing for `HTTPLimits.writeSeconds` is closed.
package final class HTTPStream: Sendable {
    /// The client is gone, or took nothing for too long.
    package struct Closed: Error, Sendable {}

    private let channel: any Channel
    private let timeout: TimeAmount

    init(_ channel: any Channel, timeout: TimeAmount) {
        self.channel = channel
        self.timeout = timeout
    }

    /// Whether anybody listens still.
    package var isOpen: Bool { channel.isActive }

    /// Sends bytes, and returns when the socket has taken them.
    package func write(_ bytes: [UInt8]) async throws(Closed) {
        guard !bytes.isEmpty else { return }
        guard channel.isActive, !Task.isCancelled else { throw Closed() }
        let part = HTTPServerResponsePart.body(
            .byteBuffer(channel.allocator.buffer(bytes: bytes))
        )
        let channel = channel
        let deadline = channel.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        do {
            try await channel.writeAndFlush(part).get()
        } catch {
            throw Closed()
        }
    }

    package func write(_ text: String) async throws(Closed) { try await write(Array(text.utf8)) }
}

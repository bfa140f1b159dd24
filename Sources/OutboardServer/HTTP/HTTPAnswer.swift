import NIOCore
import NIOHTTP1
import OutboardJSON
import OutboardProtocol

/// An answer before it is written: bytes, or a stream of them.
package struct HTTPAnswer: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Runs until it returns or the client is gone, whichever is first; then it is cancelled.
        case stream(@Sendable (HTTPStream) async -> Void)
    }

    package var status = HTTPResponseStatus.ok
    package var headers = HTTPHeaders()
    package var body: Body
    /// Of the token that it was asked with: a stream ends when that is taken back.
    var tokenName: String?

    package init(bytes: [UInt8], contentType: String) {
        body = .bytes(bytes)
        headers.add(name: "content-type", value: contentType)
    }

    package init(text: String, contentType: String) {
        self.init(bytes: Array(text.utf8), contentType: contentType)
        headers.add(name: "cache-control", value: "no-store")
    }

    package init(_ value: JSONValue) {
        self.init(text: value.compactText, contentType: "application/json")
    }

    package init(_ error: RequestError, status: HTTPResponseStatus? = nil) {
        self.init(["error": error.json])
        self.status = status ?? HTTPResponseStatus(statusCode: error.code.httpStatus)
        if let wait = error.retryAfterMilliseconds {
            headers.add(name: "retry-after", value: String((wait + 999) / 1_000))
        }
    }

    /// What is written as it comes, for as long as the client listens.
    package init(
        streaming contentType: String,
        _ body: @escaping @Sendable (HTTPStream) async -> Void
    ) {
        self.body = .stream(body)
        headers.add(name: "content-type", value: contentType)
        headers.add(name: "cache-control", value: "no-store")
    }
}

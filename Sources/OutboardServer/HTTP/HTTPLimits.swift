/// How long and how large a request may be, and how long an answer may lie unread.
package struct HTTPLimits: Sendable {
    /// From a connection's begin, or a request's first byte, to the end of its head.
    package var headSeconds = 5
    package var headBytesMax = 16 << 10
    /// From the end of the head to the end of the body.
    package var bodySeconds = 10
    package var bodyBytesMax = 64 << 10
    /// From an answer to the next request's first byte.
    package var idleSeconds = 60
    /// A client that takes nothing of an answer for so long is closed.
    package var writeSeconds = 20

    package init() {}
}

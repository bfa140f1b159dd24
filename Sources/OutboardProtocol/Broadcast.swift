import Synchronization

/// A notification on its way to many: its text is written once, and all get the same bytes.
package final class Broadcast: Sendable {
    package let notification: Notification
    /// What becomes of it at a client that does not keep up.
    package let delivery: Delivery
    /// Who listens to that hears it. nil: everybody does.
    package let topic: Topic?
    private let encoded = AtomicLazyReference<Encoded>()

    private final class Encoded: Sendable {
        let bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    package init(_ notification: Notification) {
        self.notification = notification
        delivery = notification.delivery
        topic = notification.topic
    }

    /// The text frame's payload. Whoever asks first writes it; who asks at the same time may write it for
    /// nothing, and gets what the first one wrote.
    ///
    /// - Parameter timeMilliseconds: now, since 1970 in UTC; read by the first one alone.
    package func text(timeMilliseconds: @autoclosure () -> Int64) -> [UInt8] {
        if let encoded = encoded.load() { return encoded.bytes }
        let bytes = notification.message.bytes(timeMilliseconds: timeMilliseconds())
        return encoded.storeIfNil(Encoded(bytes)).bytes
    }
}

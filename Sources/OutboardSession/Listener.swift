import OutboardProtocol

/// Who is told what an engine has to tell a connection.
package protocol Listener: AnyObject, Sendable {
    /// Who brings it that, always the same.
    var carrier: any Carrier { get }
}

/// Brings listeners what they are told: with a thousand of them, to hand it over to each takes longer than the rest of
/// telling it.
package protocol Carrier: AnyObject, Sendable {
    /// [control]
    ///
    /// - Parameter listeners: whose carrier it is.
    func carry(_ broadcast: Broadcast, to listeners: [any Listener])
}

/// A listener who is told each thing by itself.
final class LoneListener: Listener, Carrier {
    private let receive: @Sendable (Broadcast) -> Void

    init(_ receive: @escaping @Sendable (Broadcast) -> Void) { self.receive = receive }

    var carrier: any Carrier { self }

    func carry(_ broadcast: Broadcast, to listeners: [any Listener]) { receive(broadcast) }
}

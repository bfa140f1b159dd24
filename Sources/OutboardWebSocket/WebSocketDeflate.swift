/// What two ends agreed on for permessage-deflate (RFC 7692).
///
/// No context is taken over, either way: each message is compressed for itself.
package struct WebSocketDeflate: Sendable, Equatable {
    /// The window that this end may compress with: 9 to 15. zlib cannot keep to 8.
    package var windowBits: Int

    private static let name = "permessage-deflate"
    private static let ownNoTakeover = "server_no_context_takeover"
    private static let peerNoTakeover = "client_no_context_takeover"
    private static let ownWindow = "server_max_window_bits"
    private static let peerWindow = "client_max_window_bits"

    /// What a client asks for.
    package static let offer = "\(name); \(ownNoTakeover); \(peerNoTakeover); \(peerWindow)"

    /// A server's agreement to the first offer that it can keep to, and the header that says so. nil: no
    /// compression.
    package static func answer(
        to headers: [String]
    ) throws(WebSocketExtension.Malformed) -> (agreed: WebSocketDeflate, header: String)? {
        for offer in try WebSocketExtension.parse(headers) where offer.name == name {
            guard let values = values(of: offer) else { continue }
            var answer = WebSocketExtension(
                name: name,
                parameters: [.init(name: ownNoTakeover), .init(name: peerNoTakeover)]
            )
            guard let asked = values[ownWindow] else { return (.init(windowBits: 15), answer.text) }
            guard let bits = asked, bits >= 9 else { continue }
            answer.parameters.append(.init(name: ownWindow, value: String(bits)))
            return (.init(windowBits: bits), answer.text)
        }
        return nil
    }

    /// What a server answered to `offer`; nil where it does not compress. Whatever else it says fails the
    /// handshake.
    package static func agreed(
        by headers: [String]
    ) throws(WebSocketExtension.Malformed) -> WebSocketDeflate? {
        let answers = try WebSocketExtension.parse(headers)
        guard let answer = answers.first else { return nil }
        // The server's messages could not be read without the first parameter.
        guard answers.count == 1, answer.name == name, let values = values(of: answer),
            values.keys.contains(ownNoTakeover), values[ownWindow] != .some(nil),
            let bits = values[peerWindow] ?? 15, bits >= 9
        else { throw WebSocketExtension.Malformed() }
        return WebSocketDeflate(windowBits: bits)
    }

    /// The parameters by their names; nil where one is unknown, there twice, or has a wrong value.
    private static func values(of element: WebSocketExtension) -> [String: Int?]? {
        var values: [String: Int?] = [:]
        for parameter in element.parameters {
            guard values[parameter.name] == nil else { return nil }
            switch (parameter.name, parameter.value) {
            case (ownNoTakeover, nil), (peerNoTakeover, nil), (ownWindow, nil), (peerWindow, nil):
                values[parameter.name] = .some(nil)
            case (ownWindow, let text?), (peerWindow, let text?):
                guard let bits = Int(text), (8...15).contains(bits), String(bits) == text else {
                    return nil
                }
                values[parameter.name] = bits
            default: return nil
            }
        }
        return values
    }
}

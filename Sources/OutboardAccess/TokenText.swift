import OutboardJSON

/// The parts of a signed token (RFC 7515, compact form), read without trusting any of them.
///
/// Of the header two things are read: which key, and which algorithm it says, which is compared with that of
/// the key and decides nothing. `jku`, `jwk`, `x5u` and `x5c`, by which a token would bring its own key, are
/// not looked at.
package struct TokenText: Sendable, Equatable {
    /// All that is made here, or by the identity providers that we know of, is much shorter.
    package static let bytesMax = 4 << 10
    static let headerBytesMax = 1 << 10
    static let keyNameBytesMax = 128

    package let algorithm: String
    /// `kid`.
    package let keyName: String?
    package let payload: JSONValue
    let signature: [UInt8]
    /// What the signature is of.
    let signed: [UInt8]

    /// O(bytes), which are at most `bytesMax`.
    package init(reading text: some StringProtocol) throws(TokenFault) {
        guard text.utf8.count <= Self.bytesMax else { throw .tooLarge }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count <= Self.headerBytesMax * 4 / 3 + 2 else {
            throw parts.count == 3 ? .tooLarge : .malformed
        }
        guard let header = OutboardAccess.bytes(base64URL: parts[0]),
            let body = OutboardAccess.bytes(base64URL: parts[1]),
            let signature = OutboardAccess.bytes(base64URL: parts[2])
        else { throw .malformed }
        let fields = try Self.object(header, depth: 4)
        guard let algorithm = fields["alg"]?.string else { throw .malformed }
        if fields["crit"] != nil { throw .unknownExtension }
        if let type = fields["typ"] {
            guard let name = type.string, ["jwt", "at+jwt"].contains(name.lowercased()) else {
                throw .malformed
            }
        }
        if let name = fields["kid"] {
            guard let text = name.string, (1...Self.keyNameBytesMax).contains(text.utf8.count)
            else { throw .malformed }
        }
        self.algorithm = algorithm
        keyName = fields["kid"]?.string
        payload = .object(try Self.object(body, depth: 8))
        self.signature = signature
        signed = Array(bytes[..<parts[1].endIndex])
    }

    private static func object(_ bytes: [UInt8], depth: Int) throws(TokenFault) -> JSONObject {
        let limits = JSONLimits(depth: depth, keysPerObject: 64, stringBytes: 4 << 10)
        guard let value = try? JSONValue(parsing: bytes, limits: limits), let object = value.object
        else { throw .malformed }
        return object
    }

    /// A token with these contents, signed by `sign`.
    static func make(
        header: JSONObject,
        payload: JSONObject,
        sign: ([UInt8]) -> [UInt8]
    ) -> String {
        let parts = [header, payload].map {
            base64URL(Array(JSONValue.object($0).compactText.utf8))
        }
        let signed = parts.joined(separator: ".")
        return signed + "." + base64URL(sign(Array(signed.utf8)))
    }
}

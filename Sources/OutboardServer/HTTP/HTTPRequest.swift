import NIOCore
import NIOHTTP1
import OutboardJSON
import OutboardProtocol

/// A request as a route sees it: read to its end, and allowed to ask.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    /// Without the query, still percent-encoded.
    package let path: String
    /// What stands for the route's `{names}`, decoded.
    package internal(set) var captures: [String: String] = [:]
    package let headers: HTTPHeaders
    /// At most `HTTPLimits.bodyBytesMax`.
    package let body: [UInt8]
    /// The client's address, behind the proxies that are trusted.
    package let address: String
    /// Who asks. nil on routes that are for everybody.
    package internal(set) var principal: Principal?
    private let query: Substring

    init(_ head: HTTPRequestHead, body: [UInt8] = [], address: String) {
        method = head.method
        let target = head.uri.prefix { $0 != "#" }
        path = String(target.prefix { $0 != "?" })
        query = target.dropFirst(path.count + 1)
        headers = head.headers
        self.body = body
        self.address = address
    }

    /// The first value of that name in the query, decoded.
    package func query(_ name: String) -> String? { queryValue(name, in: query) }

    /// The body, where it is JSON.
    package func json() throws(RequestError) -> JSONValue {
        let type = headers.first(name: "content-type") ?? ""
        // A form of another site's page can send a body too, but not with this type.
        guard type.prefix(while: { $0 != ";" }).lowercased() == "application/json" else {
            throw RequestError(
                .invalidMessage,
                "The body must be JSON.",
                hint: "Send it with Content-Type: application/json."
            )
        }
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw RequestError(.invalidMessage, "The body is not JSON: \(error).")
        }
    }
}

/// The first value of that name in a query, decoded.
func queryValue(_ name: String, in query: some StringProtocol) -> String? {
    for pair in query.split(separator: "&") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, percentDecoded(parts[0]) == name else { continue }
        return percentDecoded(parts[1])
    }
    return nil
}

/// nil where an escape is broken, or what comes out is not UTF-8.
func percentDecoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 else { return nil }
        bytes.append(UInt8(digits[0] << 4 | digits[1]))
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}

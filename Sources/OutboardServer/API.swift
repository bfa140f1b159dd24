import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardSession

/// What `GET` answers, beside the dashboard's files.
struct API: Sendable {
    let engine: Engine
    let connectionCount: @Sendable () -> Int

    /// - Parameter path: without the query, still percent-encoded.
    func answer(_ path: String) async -> Result<JSONValue, RequestError> {
        do throws(RequestError) {
            return .success(try await value(at: path))
        } catch {
            return .failure(error)
        }
    }

    private func value(at path: String) async throws(RequestError) -> JSONValue {
        switch path {
        case "/health":
            return await engine.health().json(
                version: outboardVersion,
                connections: connectionCount()
            )
        case "/api/plugins":
            return await engine.plugins().json
        case "/api/sessions": return ["sessions": .array(await engine.sessions().map(\.json))]
        case "/api/presets": return ["presets": .array(await engine.presets().map(\.json))]
        default: break
        }
        if path.hasSuffix("/presets"),
            let id = Self.id(in: String(path.dropLast(8)), behind: "/api/plugins/")
        {
            return ["presets": .array(try await engine.presets(of: id).map(\.json))]
        }
        if let id = Self.id(in: path, behind: "/api/plugins/") {
            return try await engine.plugin(id).json
        }
        if let id = Self.id(in: path, behind: "/api/sessions/") {
            return try await engine.snapshot(of: SessionID(id)).json
        }
        throw RequestError(.notFound, "There is nothing at \(path).")
    }

    private static func id(in path: String, behind prefix: String) -> String? {
        guard path.hasPrefix(prefix), path.count > prefix.count else { return nil }
        return percentDecoded(path.dropFirst(prefix.count))
    }
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

import Glibc
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// A token that the box gave to somebody by name.
package struct GivenToken: Sendable, Equatable {
    package var name: String
    package var principal: Principal
    /// Both in seconds since 1970, UTC.
    package var givenAt: Int64
    package var expiresAt: Int64
    package var isRevoked = false
}

/// The tokens that the box has given and that have not expired, in a file, with those that were taken back.
///
/// The program writes it, as `token create` and `token revoke` beside a server that runs; the server reads it
/// again when it has changed. Tokens for pages, which nobody sees, are not in it.
package struct TokenRegister: Sendable {
    private let files: AccessFiles
    private var stamp: FileStamp?
    private var revoked: Set<String> = []

    package init(_ files: AccessFiles) { self.files = files }

    /// Whether a token was taken back. A register that cannot be read holds nothing back, and says so.
    mutating func isRevoked(_ name: String) throws(AccessError) -> Bool {
        let now = AccessFiles.stamp(of: files.tokens)
        if now != stamp {
            revoked = Set(try all().filter(\.isRevoked).map(\.name))
            stamp = now
        }
        return revoked.contains(name)
    }

    package func all() throws(AccessError) -> [GivenToken] {
        guard let bytes = try files.read(files.tokens, bytesMax: 4 << 20, isSecret: false) else {
            return []
        }
        do {
            let field = JSONField(try JSONValue(parsing: bytes, limits: .file))
            return try field.member("tokens").elements().map { try GivenToken(reading: $0) }
        } catch {
            throw AccessError(files.tokens, "\(error)")
        }
    }

    package func add(_ token: GivenToken, now: Int64) throws(AccessError) {
        try change(now: now) { $0.append(token) }
    }

    /// - Returns: how many were taken back: those of that name, or of that user.
    @discardableResult
    package func revoke(_ name: String, now: Int64) throws(AccessError) -> Int {
        var count = 0
        try change(now: now) { tokens in
            for index in tokens.indices
            where tokens[index].name == name || tokens[index].principal.user == name {
                tokens[index].isRevoked = true
                count += 1
            }
        }
        return count
    }

    private func change(
        now: Int64,
        _ body: (inout [GivenToken]) -> Void
    ) throws(AccessError) {
        try files.locked { () throws(AccessError) in
            // Who has expired needs no line any more: it is refused for that.
            var tokens = try all().filter { $0.expiresAt + 60 > now }
            body(&tokens)
            let file: JSONValue = ["version": 1, "tokens": .array(tokens.map(\.json))]
            try files.replace(files.tokens, Array((file.compactText + "\n").utf8))
        }
    }
}

extension GivenToken {
    package init(name: String, principal: Principal, givenAt: Int64, expiresAt: Int64) {
        self.name = name
        self.principal = principal
        self.givenAt = givenAt
        self.expiresAt = expiresAt
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "user": .string(principal.user),
            "role": .string(principal.role.rawValue), "given_at": .integer(givenAt),
            "expires_at": .integer(expiresAt), "revoked": .bool(isRevoked),
        ]
        object["mix"] = principal.mix.map { .string($0.text) }
        return .object(object)
    }

    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        let role = try field.member("role")
        guard let known = Role(rawValue: try role.string()) else {
            throw JSONFieldError(path: role.path, message: "is no role")
        }
        self.init(
            name: try field.member("name").string(),
            principal: Principal(
                user: try field.member("user").string(),
                role: known,
                mix: try field.optionalMember("mix").map { field throws(JSONFieldError) in
                    TrackID(try field.string())
                }
            ),
            givenAt: Int64(try field.member("given_at").integer()),
            expiresAt: Int64(try field.member("expires_at").integer())
        )
        isRevoked = try field.member("revoked").bool()
    }
}

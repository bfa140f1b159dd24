import OutboardJSON
import OutboardModel
import OutboardProtocol

/// A token that the box gave: to somebody by name, or to a page for a ticket.
package struct GivenToken: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// By `token create`: somebody carries it.
        case box
        /// For a ticket: a browser keeps it, and nobody sees it.
        case page
    }

    package var name: String
    package var principal: Principal
    /// Both in seconds since 1970, UTC.
    package var givenAt: Int64
    package var expiresAt: Int64
    package var kind = Kind.box
    package var isRevoked = false

    package init(
        name: String,
        principal: Principal,
        givenAt: Int64,
        expiresAt: Int64,
        kind: Kind = .box
    ) {
        self.name = name
        self.principal = principal
        self.givenAt = givenAt
        self.expiresAt = expiresAt
        self.kind = kind
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "kind": .string(kind.rawValue), "user": .string(principal.user),
            "role": .string(principal.role.rawValue), "given_at": .integer(givenAt),
            "expires_at": .integer(expiresAt), "revoked": .bool(isRevoked),
        ]
        object["mix"] = principal.mix.map { .string($0.text) }
        return .object(object)
    }

    init(reading field: JSONField) throws(JSONFieldError) {
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
            expiresAt: Int64(try field.member("expires_at").integer()),
            // A register of before pages were listed says nothing of it.
            kind: try field.optionalMember("kind")?.string() == Kind.page.rawValue ? .page : .box
        )
        isRevoked = try field.member("revoked").bool()
    }
}

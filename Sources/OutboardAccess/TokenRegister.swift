import OutboardJSON

/// The tokens that the box has given and that have not expired, in a file, with those that were taken back.
///
///     token create, token revoke ─┐
///     server: a page's token ─────┴▶ tokens.json ── when it has changed ─▶ server
///     server: who was here ─────────▶ seen.json ──▶ token ls
package struct TokenRegister: Sendable {
    /// So many pages may hold tokens at once: whoever may pair must not fill the disk.
    package static let pagesMax = 512
    /// Of a page's token. One that begins so and is not in the file does not hold.
    static let pagePrefix = "page-"

    private let files: AccessFiles
    private var stamp: FileStamp?
    private var revoked: Set<String> = []
    private var names: Set<String> = []

    package init(_ files: AccessFiles) { self.files = files }

    /// Whether a token was taken back. A register that cannot be read holds nothing back, and says so.
    mutating func isRevoked(_ name: String) throws(AccessError) -> Bool {
        let now = AccessFiles.stamp(of: files.tokens)
        if now != stamp {
            let all = try all()
            revoked = Set(all.filter(\.isRevoked).map(\.name))
            names = Set(all.map(\.name))
            stamp = now
        }
        return revoked.contains(name)
            || (name.hasPrefix(Self.pagePrefix) && !names.contains(name))
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

    /// Enters a page's token, where there is room.
    ///
    /// - Returns: whether there was.
    func addPage(_ token: GivenToken, now: Int64) throws(AccessError) -> Bool {
        var hasRoom = false
        try change(now: now) { tokens in
            hasRoom =
                tokens.count { $0.kind == .page && !$0.isRevoked && $0.expiresAt > now }
                < Self.pagesMax
            if hasRoom { tokens.append(token) }
        }
        return hasRoom
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
            let before = try all()
            var tokens = before.filter { $0.expiresAt + 60 > now }
            body(&tokens)
            guard tokens != before else { return }
            let file: JSONValue = ["version": 1, "tokens": .array(tokens.map(\.json))]
            try files.replace(files.tokens, Array((file.compactText + "\n").utf8))
        }
    }

    // MARK: When they were seen

    /// When each was seen last, in seconds since 1970, UTC: to the minute. A file that cannot be read says
    /// nothing; it is of use to look at only.
    package func sightings() -> [String: Int64] {
        guard
            let bytes = try? files.read(files.sightings, bytesMax: 4 << 20, isSecret: false),
            let file = try? JSONValue(parsing: bytes, limits: .file)
        else { return [:] }
        var all: [String: Int64] = [:]
        for row in file["tokens"]?.array ?? [] {
            guard let name = row["name"]?.string,
                let time = row["seen_at"]?.number.flatMap(Int64.init(exactly:))
            else { continue }
            all[name] = time
        }
        return all
    }

    func write(sightings: [String: Int64]) throws(AccessError) {
        let rows = sightings.sorted { $0.key < $1.key }.map { name, time -> JSONValue in
            ["name": .string(name), "seen_at": .integer(time)]
        }
        let file: JSONValue = ["version": 1, "tokens": .array(rows)]
        try files.replace(files.sightings, Array((file.compactText + "\n").utf8))
    }
}

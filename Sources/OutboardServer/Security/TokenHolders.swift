import Synchronization

/// What is open by which token, so that it ends when the token is taken back: connections, and answers that
/// are streams.
final class TokenHolders: Sendable {
    private struct Row {
        let tokenName: String
        let end: @Sendable () -> Void
    }

    private let rows = Mutex<[ObjectIdentifier: Row]>([:])

    /// - Parameters:
    ///   - holder: a channel. It holds one token at a time: the newest.
    ///   - tokenName: nil where nobody can take it back.
    ///   - end: called from any thread, once at most.
    func hold(
        _ holder: AnyObject,
        _ tokenName: String?,
        end: @escaping @Sendable () -> Void
    ) {
        rows.withLock {
            $0[ObjectIdentifier(holder)] = tokenName.map { Row(tokenName: $0, end: end) }
        }
    }

    func release(_ holder: AnyObject) { rows.withLock { $0[ObjectIdentifier(holder)] = nil } }

    var tokenNames: Set<String> { rows.withLock { Set($0.values.map(\.tokenName)) } }

    /// Ends all that is open by tokens that were taken back.
    func end(_ revoked: Set<String>) {
        let ended = rows.withLock { rows in
            let ended = rows.filter { revoked.contains($0.value.tokenName) }
            for key in ended.keys { rows[key] = nil }
            return ended.values
        }
        for row in ended { row.end() }
    }
}

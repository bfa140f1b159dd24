import OutboardProtocol

/// Tickets that let one client in, once, for a short time.
///
/// Kept by their hash: where a ticket is looked up, the time that it takes says nothing of those that there
/// are. They are in memory only, so a restart ends all of them.
package struct Tickets: Sendable {
    package static let countMax = 256
    package static let byteCount = 18

    private struct Entry {
        let principal: Principal
        let expiresAt: Int64
    }

    private var entries: [[UInt8]: Entry] = [:]

    package init() {}

    /// - Parameter now: in nanoseconds, of a clock that only goes forward.
    /// - Returns: nil where as many as can be wait to be used.
    package mutating func issue(
        for principal: Principal,
        seconds: Int64,
        now: Int64
    ) -> String? {
        entries = entries.filter { now < $0.value.expiresAt }
        guard entries.count < Self.countMax else { return nil }
        let ticket = randomText(bytes: Self.byteCount)
        entries[Self.hash(ticket)] = Entry(
            principal: principal,
            expiresAt: now + seconds * 1_000_000_000
        )
        return ticket
    }

    /// Whom a ticket lets in. It is used up by that, whether its time is over or not.
    package mutating func redeem(_ ticket: String, now: Int64) -> Principal? {
        guard ticket.utf8.count <= 64,
            let entry = entries.removeValue(forKey: Self.hash(ticket)), now < entry.expiresAt
        else { return nil }
        return entry.principal
    }

    private static func hash(_ ticket: String) -> [UInt8] { SHA256.digest(Array(ticket.utf8)) }
}

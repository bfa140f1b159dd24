import OutboardJSON
import OutboardProtocol
import Synchronization

/// What one connection has done, for the administration's page.
final class ConnectionTally: Sendable {
    let address: String
    /// In milliseconds since 1970, UTC.
    let openedAt: Int64

    private let who = Mutex<Principal?>(nil)
    // Written on the connection's event loop alone, and read on others: each by itself is right, and that all
    // of them are of one moment is not needed.
    private let messagesIn = Atomic<Int>(0)
    private let bytesIn = Atomic<Int>(0)
    private let messagesOut = Atomic<Int>(0)
    private let bytesOut = Atomic<Int>(0)
    private let errors = Atomic<Int>(0)

    init(address: String, openedAt: Int64) {
        self.address = address
        self.openedAt = openedAt
    }

    func noteIn(_ bytes: Int) {
        messagesIn.add(1, ordering: .relaxed)
        bytesIn.add(bytes, ordering: .relaxed)
    }

    func noteOut(_ bytes: Int) {
        messagesOut.add(1, ordering: .relaxed)
        bytesOut.add(bytes, ordering: .relaxed)
    }

    func noteError() { errors.add(1, ordering: .relaxed) }

    func note(_ principal: Principal) { who.withLock { $0 = principal } }

    struct Counts: Sendable {
        var messagesIn = 0
        var bytesIn = 0
        var messagesOut = 0
        var bytesOut = 0
        var errors = 0

        static func += (left: inout Counts, right: Counts) {
            left.messagesIn += right.messagesIn
            left.bytesIn += right.bytesIn
            left.messagesOut += right.messagesOut
            left.bytesOut += right.bytesOut
            left.errors += right.errors
        }

        var json: JSONObject {
            [
                "messages_in": .integer(messagesIn), "bytes_in": .integer(bytesIn),
                "messages_out": .integer(messagesOut), "bytes_out": .integer(bytesOut),
                "errors": .integer(errors),
            ]
        }
    }

    var counts: Counts {
        Counts(
            messagesIn: messagesIn.load(ordering: .relaxed),
            bytesIn: bytesIn.load(ordering: .relaxed),
            messagesOut: messagesOut.load(ordering: .relaxed),
            bytesOut: bytesOut.load(ordering: .relaxed),
            errors: errors.load(ordering: .relaxed)
        )
    }

    var json: JSONObject {
        var object = counts.json
        let principal = who.withLock { $0 }
        object["address"] = .string(address)
        object["opened_at"] = .string(timestamp(milliseconds: openedAt))
        object["user_id"] = principal.map { .string($0.user) } ?? .null
        object["role"] = principal.map { .string($0.role.rawValue) } ?? .null
        return object
    }
}

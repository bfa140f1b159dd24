import OutboardJSON
import OutboardProtocol
import OutboardSession
import Synchronization

/// One connection for the administration's page: whose it is, and what it has carried.
final class ConnectionTally: Sendable {
    let address: String
    /// In milliseconds since 1970, UTC.
    let openedAt: Int64
    let line = Traffic.Line()

    private let who = Mutex<Principal?>(nil)

    init(address: String, openedAt: Int64) {
        self.address = address
        self.openedAt = openedAt
    }

    func note(_ principal: Principal) { who.withLock { $0 = principal } }

    var json: JSONObject {
        var object = line.counts.json
        let principal = who.withLock { $0 }
        object["address"] = .string(address)
        object["opened_at"] = .string(timestamp(milliseconds: openedAt))
        object["user_id"] = principal.map { .string($0.user) } ?? .null
        object["role"] = principal.map { .string($0.role.rawValue) } ?? .null
        return object
    }
}

extension Traffic.Counts {
    /// As the administration's page has it.
    var json: JSONObject {
        [
            "messages_in": .integer(messagesIn), "bytes_in": .integer(bytesIn),
            "messages_out": .integer(messagesOut), "bytes_out": .integer(bytesOut),
            "errors": .integer(errors),
        ]
    }
}

import NIOCore
import OutboardJSON
import OutboardWebSocket
import Synchronization

/// The WebSocket connections that are open, and how many more may be.
final class ConnectionRegistry: Sendable {
    /// Why one more is not let in.
    enum Refusal: String, Error, Sendable {
        case full = "too many connections"
        case perAddress = "too many connections from this address"
        case unidentified = "too many connections that have not said who they are"
    }

    private struct Row {
        let channel: any Channel
        let tally: ConnectionTally
        /// nil: not counted.
        let address: String?
        var isIdentified: Bool
    }

    private struct State {
        var rows: [String: Row] = [:]
        var perAddress: [String: Int] = [:]
        var unidentifiedCount = 0
        var lastSerial = 0
    }

    private let state = Mutex(State())
    private let max: Int
    private let perAddressMax: Int
    private let unidentifiedMax: Int

    init(max: Int, perAddressMax: Int, unidentifiedMax: Int) {
        self.max = max
        self.perAddressMax = perAddressMax
        self.unidentifiedMax = unidentifiedMax
    }

    var count: Int { state.withLock { $0.rows.count } }
    var unidentifiedCount: Int { state.withLock { $0.unidentifiedCount } }

    /// Enters a connection, where there is room.
    ///
    /// - Parameter address: who counts as one. nil: only the number of all is limited.
    /// - Returns: its name: one after the other, and never again while the server runs.
    func admit(
        _ channel: any Channel,
        from address: String?,
        _ tally: ConnectionTally = ConnectionTally(address: "", openedAt: 0)
    ) -> Result<String, Refusal> {
        state.withLock { state in
            guard state.rows.count < max else { return .failure(.full) }
            if let address {
                guard state.unidentifiedCount < unidentifiedMax else {
                    return .failure(.unidentified)
                }
                guard state.perAddress[address, default: 0] < perAddressMax else {
                    return .failure(.perAddress)
                }
                state.perAddress[address, default: 0] += 1
                state.unidentifiedCount += 1
            }
            state.lastSerial += 1
            let id = "c\(state.lastSerial)"
            state.rows[id] = Row(
                channel: channel,
                tally: tally,
                address: address,
                isIdentified: address == nil
            )
            return .success(id)
        }
    }

    /// It has said who it is, or does not need to.
    func noteIdentified(_ id: String) {
        state.withLock { state in
            guard state.rows[id]?.isIdentified == false else { return }
            state.rows[id]?.isIdentified = true
            state.unidentifiedCount -= 1
        }
    }

    func remove(_ id: String) {
        state.withLock { state in
            guard let row = state.rows.removeValue(forKey: id) else { return }
            if !row.isIdentified { state.unidentifiedCount -= 1 }
            guard let address = row.address, let count = state.perAddress[address] else { return }
            state.perAddress[address] = count == 1 ? nil : count - 1
        }
    }

    /// Who is connected, in the order of their coming.
    var rows: [JSONObject] {
        state.withLock { $0.rows }.sorted { $0.value.tally.openedAt < $1.value.tally.openedAt }
            .map { id, row in
                var object: JSONObject = ["connection_id": .string(id)]
                for (key, value) in row.tally.json.members { object[key] = value }
                return object
            }
    }

    /// Puts a connection out, for good.
    ///
    /// - Returns: whether there was one.
    func kick(_ id: String) -> Bool {
        guard let channel = state.withLock({ $0.rows[id]?.channel }) else { return false }
        channel.writeAndFlush(
            WebSocketOutbound.close(.kicked, reason: "put out by an owner"),
            promise: nil
        )
        return true
    }

    /// Tells everybody that the server goes away.
    func closeAll() {
        for row in state.withLock({ Array($0.rows.values) }) {
            row.channel.writeAndFlush(
                WebSocketOutbound.close(.goingAway, reason: "the server is shutting down"),
                promise: nil
            )
        }
    }
}

import Glibc
import Synchronization

/// How many sockets are open, by whom: before a byte is read, so before anybody can say who they are.
final class SocketCount: Sendable {
    private struct State {
        var all = 0
        var perAddress: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let max: Int
    private let perAddressMax: Int

    init(max: Int, perAddressMax: Int) {
        self.max = max
        self.perAddressMax = perAddressMax
    }

    /// - Parameter address: who counts as one. nil: only the number of all is limited.
    /// - Returns: whether there is room; then `remove` is to be called at the socket's end.
    func add(_ address: String?) -> Bool {
        state.withLock { state in
            guard state.all < max else { return false }
            if let address {
                guard state.perAddress[address, default: 0] < perAddressMax else { return false }
                state.perAddress[address, default: 0] += 1
            }
            state.all += 1
            return true
        }
    }

    func remove(_ address: String?) {
        state.withLock { state in
            state.all -= 1
            guard let address, let count = state.perAddress[address] else { return }
            state.perAddress[address] = count == 1 ? nil : count - 1
        }
    }

    /// Takes as many descriptors as the system allows: by default it gives 1,024, which is fewer than there may
    /// be sockets.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = Swift.min(limit.rlim_max, 65_536)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

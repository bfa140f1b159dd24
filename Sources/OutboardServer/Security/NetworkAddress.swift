import Glibc
import NIOCore

/// An IP address, as 16 bytes: one of version 4 is the one that is mapped to version 6.
struct NetworkAddress: Hashable, Sendable {
    private let bytes: [UInt8]

    /// nil where the text is no address. Brackets and a port, which some proxies add, are passed over.
    init?(_ text: some StringProtocol) {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = text[text.index(after: text.startIndex)..<end]
        } else if text.contains("."), let colon = text.firstIndex(of: ":"), !text.hasPrefix(":") {
            // "192.0.2.1:4711"; an address of version 6 with a dot begins with a colon.
            text = text[..<colon]
        }
        guard text.utf8.count <= 45 else { return nil }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, String(text), &four) == 1 {
            self.init(four: withUnsafeBytes(of: four) { Array($0) })
        } else if inet_pton(AF_INET6, String(text), &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: six) { Array($0) })
        } else {
            return nil
        }
    }

    /// nil: a socket of the file system.
    init?(_ socket: SocketAddress?) {
        switch socket {
        case .v4(let it): self.init(four: withUnsafeBytes(of: it.address.sin_addr) { Array($0) })
        case .v6(let it):
            self.init(bytes: withUnsafeBytes(of: it.address.sin6_addr) { Array($0) })
        case .unixDomainSocket, nil: return nil
        }
    }

    private init(four: [UInt8]) { bytes = Self.mapped + four }

    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    private var isVersion4: Bool { bytes[..<12].elementsEqual(Self.mapped) }

    var isLoopback: Bool {
        isVersion4
            ? bytes[12] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// Who counts as one where something is limited: an address of version 4, or the network of 64 bits in
    /// which one customer has all addresses of version 6.
    var household: String {
        guard !isVersion4 else { return text }
        let network = NetworkAddress(bytes: bytes[..<8] + [UInt8](repeating: 0, count: 8))
        return network.text + "/64"
    }

    private init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    var text: String {
        if isVersion4 { return bytes[12...].map { String($0) }.joined(separator: ".") }
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) { $0.copyBytes(from: bytes) }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count))
        return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Whether the first `count` bits of both are the same.
    fileprivate func shares(bits count: Int, with other: NetworkAddress) -> Bool {
        for index in 0..<16 {
            let bits = min(max(count - 8 * index, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            guard bytes[index] & mask == other.bytes[index] & mask else { return false }
        }
        return true
    }

    /// Of which both are.
    fileprivate static func bits(of address: NetworkAddress, prefix: Int?) -> Int? {
        let size = address.isVersion4 ? 32 : 128
        let prefix = prefix ?? size
        guard (0...size).contains(prefix) else { return nil }
        return 128 - size + prefix
    }
}

/// Addresses that begin alike: "192.168.0.0/16", or one address.
package struct Network: Hashable, Sendable {
    private let address: NetworkAddress
    private let bits: Int

    /// nil where the text is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = NetworkAddress(parts[0]) else {
            return nil
        }
        var prefix: Int?
        if parts.count == 2 {
            guard let number = Int(parts[1]), parts[1].allSatisfy(\.isNumber) else { return nil }
            prefix = number
        }
        guard let bits = NetworkAddress.bits(of: address, prefix: prefix) else { return nil }
        self.address = address
        self.bits = bits
    }

    /// Whether it is of this machine.
    var isLoopback: Bool { address.isLoopback }

    /// Whether all of another one's addresses are in this one.
    func contains(_ other: Network) -> Bool { bits <= other.bits && contains(other.address) }

    func contains(_ other: NetworkAddress) -> Bool { address.shares(bits: bits, with: other) }
}

import Glibc

/// Which names this server answers to, so that a page of a stranger cannot reach it through a name of
/// the stranger's that points here (DNS rebinding), nor through the browser's own cookies and network.
struct HostPolicy: Sendable {
    private let names: Set<String>

    init(_ configuration: ServerConfiguration) {
        var names: Set<String> = ["localhost", configuration.host.lowercased()]
        let machine = Self.machineName.lowercased()
        if !machine.isEmpty { names.formUnion([machine, machine + ".local"]) }
        names.formUnion(configuration.allowedHosts.map { $0.lowercased() })
        self.names = names
    }

    /// Whether a `Host` header is one of ours. Addresses are: rebinding needs a name.
    func allows(host: String?) -> Bool {
        guard let host else { return false }
        let name = Self.nameOnly(host)
        return names.contains(name) || Self.isAddress(name)
    }

    /// Whether a page of this origin may open a WebSocket: only our own. Programs send no origin.
    func allows(origin: String?, host: String?) -> Bool {
        guard let origin else { return true }
        guard let host, let scheme = origin.firstRange(of: "://") else { return false }
        return origin[scheme.upperBound...].lowercased() == host.lowercased()
    }

    private static func nameOnly(_ host: String) -> String {
        let host = host.lowercased()
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<end])
        }
        return String(host.split(separator: ":", omittingEmptySubsequences: false).first ?? "")
    }

    private static func isAddress(_ name: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1
    }

    private static var machineName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}

/// Compares secrets in a time that does not depend on where they differ.
func isSameSecret(_ left: String, _ right: String) -> Bool {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var difference = left.count ^ right.count
    for index in right.indices {
        difference |= Int(right[index] ^ (index < left.count ? left[index] : 0))
    }
    return difference == 0
}

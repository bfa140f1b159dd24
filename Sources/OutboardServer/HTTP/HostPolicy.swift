import Glibc

/// Which names this server answers to, so that a page of a stranger cannot reach it through a name of
/// the stranger's that points here (DNS rebinding), nor through the browser's own cookies and network.
struct HostPolicy: Sendable {
    private let names: Set<String>
    private let origins: Set<String>

    init(_ configuration: ServerConfiguration) {
        var names: Set<String> = ["localhost", configuration.host.lowercased()]
        let machine = Self.machineName.lowercased()
        if !machine.isEmpty { names.formUnion([machine, machine + ".local"]) }
        names.formUnion(configuration.allowedHosts.map { $0.lowercased() })
        self.names = names
        origins = Set(configuration.allowedOrigins.map { $0.lowercased() })
    }

    /// Whether a `Host` header is one of ours. Addresses are: rebinding needs a name.
    func allows(host: String?) -> Bool {
        guard let host, let name = Self.nameOnly(host) else { return false }
        return names.contains(name) || Self.isAddress(name)
    }

    /// Whether a page of this origin may change things here, or open a WebSocket: only our own, and those
    /// that were named. Programs send no origin; `null`, which files and frames in a sandbox send, is none
    /// of ours.
    func allows(origins: [String], host: String?) -> Bool {
        guard let origin = origins.first else { return true }
        guard origins.count == 1, let host else { return false }
        let own = ["http://", "https://"].map { $0 + host.lowercased() }
        return own.contains(origin.lowercased()) || self.origins.contains(origin.lowercased())
    }

    /// nil where behind the name is anything but a port.
    private static func nameOnly(_ host: String) -> String? {
        let host = host.lowercased()
        let name: Substring
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            name = host[...end]
        } else {
            name = host.prefix { $0 != ":" }
        }
        let port = host[name.endIndex...]
        guard port.isEmpty || (port.count > 1 && port.dropFirst().allSatisfy(\.isASCIIDigit)) else {
            return nil
        }
        return String(name.hasPrefix("[") ? name.dropFirst().dropLast() : name)
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

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
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

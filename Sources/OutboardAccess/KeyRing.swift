import OutboardJSON

/// The public keys of an identity provider: a JSON Web Key Set (RFC 7517), read from a file.
///
/// The file is what a box without internet has, and what a timer fetches where there is some: the server
/// itself asks nobody. It is looked at again when a token names a key that is not in it, at most once in 60 s,
/// and every 10 minutes, so that keys that were withdrawn go.
struct KeyRing: Sendable {
    static let refreshNanoseconds: Int64 = 60_000_000_000
    static let ageNanosecondsMax: Int64 = 600_000_000_000
    static let keysMax = 64
    static let fileBytesMax = 256 << 10

    private let load: @Sendable () throws(AccessError) -> [UInt8]?
    private var keys: [String: RSAKey] = [:]
    private var loadedAt: Int64?

    init(path: String) {
        let files = AccessFiles(directory: "/")
        self.init { () throws(AccessError) in
            try files.read(path, bytesMax: Self.fileBytesMax, isSecret: false)
        }
    }

    init(load: @escaping @Sendable () throws(AccessError) -> [UInt8]?) { self.load = load }

    /// - Parameter now: in nanoseconds, of a clock that only goes forward.
    mutating func key(named name: String, now: Int64) throws(TokenFault) -> RSAKey {
        let age = loadedAt.map { now - $0 }
        let isOld = age.map { $0 >= Self.ageNanosecondsMax } ?? true
        let isUnknown = keys[name] == nil && (age.map { $0 >= Self.refreshNanoseconds } ?? true)
        if isOld || isUnknown {
            loadedAt = now
            // A file that is being replaced, or is damaged: the keys from before stay.
            if let bytes = try? load(), let keys = Self.keys(in: bytes) { self.keys = keys }
        }
        guard let key = keys[name] else { throw .unknownKey }
        return key
    }

    /// nil where the bytes are no key set. Keys that are not for RS256 signatures are passed over: of those
    /// the symmetric ones above all, which have no place in a file that anybody may read.
    static func keys(in bytes: [UInt8]) -> [String: RSAKey]? {
        guard let value = try? JSONValue(parsing: bytes, limits: .file),
            let entries = value["keys"]?.array, entries.count <= keysMax
        else { return nil }
        var keys: [String: RSAKey] = [:]
        for entry in entries {
            guard entry["kty"]?.string == "RSA", let name = entry["kid"]?.string,
                entry["use"].map({ $0 == "sig" }) ?? true,
                entry["alg"].map({ $0 == "RS256" }) ?? true,
                let modulus = entry["n"]?.string, let exponent = entry["e"]?.string,
                let key = RSAKey(modulus: modulus, exponent: exponent)
            else { continue }
            // Two keys of one name: which one is meant is nobody's to guess.
            guard keys[name] == nil else { return nil }
            keys[name] = key
        }
        return keys
    }
}

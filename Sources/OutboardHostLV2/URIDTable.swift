import CLilv
import Synchronization

/// The host's numbering of URIDs: a number for every URI that a plugin or the host has asked for.
///
/// Shared by all instances of a host, and safe from any thread, for plugins map URIs where they like.
/// It locks, so render code of ours never comes here.
final class URIDTable: @unchecked Sendable {
    // SAFETY: `numbers` is behind a mutex; the feature structs are written once, in the initialiser.
    private struct Numbers: ~Copyable {
        var byURI: [String: LV2_URID] = [:]
        /// Index is the number minus one. The strings never move: plugins keep what unmap gave them.
        var uris: [UnsafeMutablePointer<CChar>] = []

        mutating func number(of uri: String) -> LV2_URID {
            if let known = byURI[uri] { return known }
            uris.append(makeCString(uri))
            byURI[uri] = LV2_URID(uris.count)
            return LV2_URID(uris.count)
        }

        deinit {
            for uri in uris { uri.deallocate() }
        }
    }

    private let numbers = Mutex(Numbers())
    let map: UnsafeMutablePointer<LV2_URID_Map>
    let unmap: UnsafeMutablePointer<LV2_URID_Unmap>

    init() {
        map = .allocate(capacity: 1)
        unmap = .allocate(capacity: 1)
        // SAFETY: not retained: the table outlives every instance, which holds its host.
        let table = Unmanaged.passUnretained(self).toOpaque()
        map.initialize(to: LV2_URID_Map(handle: table, map: mapURI))
        unmap.initialize(to: LV2_URID_Unmap(handle: table, unmap: unmapURID))
    }

    deinit {
        map.deallocate()
        unmap.deallocate()
    }

    /// The number of a URI, a new one where it has none yet. [any but render]
    func number(of uri: String) -> LV2_URID { numbers.withLock { $0.number(of: uri) } }

    /// How many numbers there are: from 1 to this one. [any but render]
    var count: Int { numbers.withLock { $0.uris.count } }

    /// The URI that a number stands for. [any but render]
    func uri(of number: LV2_URID) -> String? {
        cString(of: number).map { String(cString: $0) }
    }

    /// The same, as a string that lives as long as the table.
    fileprivate func cString(of number: LV2_URID) -> UnsafePointer<CChar>? {
        // SAFETY: the address leaves the lock as a number; its bytes never change or move.
        let address = numbers.withLock { numbers -> UInt in
            guard number > 0, number <= numbers.uris.count else { return 0 }
            return UInt(bitPattern: numbers.uris[Int(number) - 1])
        }
        return UnsafePointer(bitPattern: address)
    }
}

@c private func mapURI(
    _ handle: UnsafeMutableRawPointer?,
    _ uri: UnsafePointer<CChar>?
) -> LV2_URID {
    guard let handle, let uri else { return 0 }
    // SAFETY: the handle is the table, and a plugin has it no longer than its instance lives.
    let table = Unmanaged<URIDTable>.fromOpaque(handle).takeUnretainedValue()
    return table.number(of: String(cString: uri))
}

@c private func unmapURID(
    _ handle: UnsafeMutableRawPointer?,
    _ number: LV2_URID
) -> UnsafePointer<CChar>? {
    guard let handle else { return nil }
    // SAFETY: as in `mapURI`.
    return Unmanaged<URIDTable>.fromOpaque(handle).takeUnretainedValue().cString(of: number)
}

import Synchronization

/// A bounded queue of byte messages between exactly one pushing and one popping thread, wait-free.
///
/// A message lies in one piece, 8-byte aligned, so that the reader hands it out where it is. Where the
/// rest before the end is too short, a skip mark fills it.
///
///     pushing thread                      popping thread
///     bytes, then head.store(releasing)   head.load(acquiring), then bytes
///     tail.load(acquiring)                tail.store(releasing), when done with the bytes
struct MessageRing: ~Copyable, @unchecked Sendable {
    // SAFETY: `head` is written by the pushing thread alone, `tail` by the popping one; bytes change
    // hands through their releases.
    static let capacityBytes = 32 * 1024
    /// The longest message. Less than half, so that it fits an empty ring wherever that stands.
    static let messageBytesMax = capacityBytes / 2 - headerBytes
    private static let headerBytes = 8
    private static let skipMark = UInt32.max

    private let bytes: UnsafeMutableRawPointer
    private let head = Atomic(0)
    private let tail = Atomic(0)

    init() { bytes = .allocate(byteCount: Self.capacityBytes, alignment: 16) }

    deinit { bytes.deallocate() }

    /// Appends a copy of the message, or answers false when there is no room. [pushing thread]
    @_noLocks
    borrowing func push(_ message: UnsafeRawPointer?, size: UInt32) -> Bool {
        guard Int(size) <= Self.messageBytesMax, message != nil || size == 0 else { return false }
        let needed = Self.headerBytes + (Int(size) + 7) & ~7
        var at = head.load(ordering: .relaxed)
        let rest = Self.capacityBytes - at % Self.capacityBytes
        let skipped = rest < needed ? rest : 0
        let used = at - tail.load(ordering: .acquiring)
        guard used + skipped + needed <= Self.capacityBytes else { return false }
        if skipped > 0 {
            bytes.storeBytes(
                of: Self.skipMark,
                toByteOffset: at % Self.capacityBytes,
                as: UInt32.self
            )
            at += skipped
        }
        let slot = bytes + at % Self.capacityBytes
        slot.storeBytes(of: size, as: UInt32.self)
        if let message { (slot + Self.headerBytes).copyMemory(from: message, byteCount: Int(size)) }
        head.store(at + needed, ordering: .releasing)
        return true
    }

    /// The oldest message, which stays until `removeFirst`. [popping thread]
    @_noLocks
    borrowing func first() -> (bytes: UnsafeRawPointer, size: UInt32)? {
        let end = head.load(ordering: .acquiring)
        var at = tail.load(ordering: .relaxed)
        guard at != end else { return nil }
        if sizeMark(at) == Self.skipMark {
            at += Self.capacityBytes - at % Self.capacityBytes
            tail.store(at, ordering: .releasing)
            // A skip mark and the message behind it are published by one store.
        }
        return (UnsafeRawPointer(bytes + at % Self.capacityBytes + Self.headerBytes), sizeMark(at))
    }

    /// Gives the oldest message's room back. [popping thread, after `first`]
    @_noLocks
    borrowing func removeFirst() {
        let at = tail.load(ordering: .relaxed)
        tail.store(at + Self.headerBytes + (Int(sizeMark(at)) + 7) & ~7, ordering: .releasing)
    }

    @_noLocks
    private borrowing func sizeMark(_ at: Int) -> UInt32 {
        bytes.load(fromByteOffset: at % Self.capacityBytes, as: UInt32.self)
    }
}

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
    static let capacityBytesMin = 32 * 1024
    static let capacityBytesMax = 16 * 1024 * 1024
    private static var headerBytes: Int { @_noLocks get { 8 } }
    private static var skipMark: UInt32 { @_noLocks get { .max } }

    /// A power of two.
    let capacityBytes: Int
    private let bytes: UnsafeMutableRawPointer
    private let head = Atomic(0)
    private let tail = Atomic(0)

    /// - Parameter messageBytes: what a single message may have at the least; as many as four of them
    ///   fit. Beyond a quarter of `capacityBytesMax` it is not heeded.
    init(messageBytes: Int = 0) {
        let wanted = min(max(4 * messageBytes, Self.capacityBytesMin), Self.capacityBytesMax)
        capacityBytes = 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
        bytes = .allocate(byteCount: capacityBytes, alignment: 16)
    }

    /// The longest message. Less than half, so that it fits an empty ring wherever that stands.
    var messageBytesMax: Int { @_noLocks get { capacityBytes / 2 - Self.headerBytes } }

    deinit { bytes.deallocate() }

    /// Appends a copy of the message, or answers false when there is no room. [pushing thread]
    @_noLocks
    borrowing func push(_ message: UnsafeRawPointer?, size: UInt32) -> Bool {
        guard Int(size) <= messageBytesMax, message != nil || size == 0 else { return false }
        let needed = Self.headerBytes + (Int(size) + 7) & ~7
        var at = head.load(ordering: .relaxed)
        let rest = capacityBytes - at & (capacityBytes - 1)
        let skipped = rest < needed ? rest : 0
        let used = at - tail.load(ordering: .acquiring)
        guard used + skipped + needed <= capacityBytes else { return false }
        if skipped > 0 {
            bytes.storeBytes(
                of: Self.skipMark,
                toByteOffset: at & (capacityBytes - 1),
                as: UInt32.self
            )
            at += skipped
        }
        let slot = bytes + at & (capacityBytes - 1)
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
            at += capacityBytes - at & (capacityBytes - 1)
            tail.store(at, ordering: .releasing)
            // A skip mark and the message behind it are published by one store.
        }
        return (UnsafeRawPointer(bytes + at & (capacityBytes - 1) + Self.headerBytes), sizeMark(at))
    }

    /// Gives the oldest message's room back. [popping thread, after `first`]
    @_noLocks
    borrowing func removeFirst() {
        let at = tail.load(ordering: .relaxed)
        tail.store(at + Self.headerBytes + (Int(sizeMark(at)) + 7) & ~7, ordering: .releasing)
    }

    @_noLocks
    private borrowing func sizeMark(_ at: Int) -> UInt32 {
        bytes.load(fromByteOffset: at & (capacityBytes - 1), as: UInt32.self)
    }
}

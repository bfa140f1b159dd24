import Synchronization

/// A bounded queue between exactly one pushing and one popping thread, wait-free on both sides.
///
/// `push` answers false when the ring is full, and nothing is lost: the caller still has the value.
///
///     pushing thread                     popping thread
///     slots[head] = value                value = slots[tail]
///     head.store(releasing)  ─pairs─▶   head.load(acquiring)
///     tail.load(acquiring)   ◀─pairs─   tail.store(releasing)
///
/// Each side keeps the other's index cached on its own cache line, and reads the shared one only when
/// the cached value says full or empty.
@frozen
public struct SPSCRing<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // SAFETY: `head` and `cachedTail` are written by the pushing thread alone, `tail` and `cachedHead`
    // by the popping thread alone; slots change hands through the release of head and of tail.
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: Int
    @usableFromInline let head: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let cachedTail: UnsafeMutablePointer<Int>
    @usableFromInline let tail: UnsafeMutablePointer<Atomic<Int>>
    @usableFromInline let cachedHead: UnsafeMutablePointer<Int>

    /// - Parameter capacity: elements that it holds, a power of two, at least 2.
    @inlinable
    package init(capacity: Int) {
        precondition(
            capacity > 1 && capacity & (capacity - 1) == 0,
            "the capacity must be a power of two"
        )
        // Two lines a side: processors fetch cache lines in pairs.
        base = .allocate(
            byteCount: 256 + capacity * MemoryLayout<Element>.stride,
            alignment: 128
        )
        head = base.bindMemory(to: Atomic<Int>.self, capacity: 1)
        head.initialize(to: Atomic(0))
        cachedTail = (base + 64).bindMemory(to: Int.self, capacity: 1)
        cachedTail.initialize(to: 0)
        tail = (base + 128).bindMemory(to: Atomic<Int>.self, capacity: 1)
        tail.initialize(to: Atomic(0))
        cachedHead = (base + 192).bindMemory(to: Int.self, capacity: 1)
        cachedHead.initialize(to: 0)
        slots = (base + 256).bindMemory(to: Element.self, capacity: capacity)
        mask = capacity - 1
    }

    @inlinable
    deinit { base.deallocate() }

    /// Appends the value, or answers false when the ring is full. [pushing thread]
    @inlinable @inline(__always)
    package borrowing func push(_ value: Element) -> Bool {
        let at = head.pointee.load(ordering: .relaxed)
        if at &- cachedTail.pointee > mask {
            cachedTail.pointee = tail.pointee.load(ordering: .acquiring)
            if at &- cachedTail.pointee > mask { return false }
        }
        slots[at & mask] = value
        head.pointee.store(at &+ 1, ordering: .releasing)
        return true
    }

    /// Appends all values, seen by the other side at once, or answers false when there is no room for
    /// all: nothing was appended then. [pushing thread]
    @inlinable
    package borrowing func push(contentsOf values: UnsafeBufferPointer<Element>) -> Bool {
        guard values.count > 0 else { return true }
        guard values.count <= mask + 1, hasRoom(for: values.count) else { return false }
        let at = head.pointee.load(ordering: .relaxed)
        for (offset, value) in values.enumerated() { slots[(at &+ offset) & mask] = value }
        head.pointee.store(at &+ values.count, ordering: .releasing)
        return true
    }

    /// Whether `count` pushes would succeed now. [pushing thread]
    @inlinable @inline(__always)
    package borrowing func hasRoom(for count: Int) -> Bool {
        let needed = head.pointee.load(ordering: .relaxed) &+ count &- 1
        if needed &- cachedTail.pointee <= mask { return true }
        cachedTail.pointee = tail.pointee.load(ordering: .acquiring)
        return needed &- cachedTail.pointee <= mask
    }

    /// Takes the oldest value, or nil when the ring is empty. [popping thread]
    @inlinable @inline(__always)
    package borrowing func pop() -> Element? {
        let at = tail.pointee.load(ordering: .relaxed)
        if at == cachedHead.pointee {
            cachedHead.pointee = head.pointee.load(ordering: .acquiring)
            if at == cachedHead.pointee { return nil }
        }
        let value = slots[at & mask]
        tail.pointee.store(at &+ 1, ordering: .releasing)
        return value
    }

    /// How many values were pushed so far. [pushing thread]
    @inlinable @inline(__always)
    package borrowing func pushedCount() -> Int { head.pointee.load(ordering: .relaxed) }

    /// How many values were popped so far. [popping thread]
    @inlinable @inline(__always)
    package borrowing func poppedCount() -> Int { tail.pointee.load(ordering: .relaxed) }

    /// How many values can be popped now. What happened before each push is visible after this call.
    /// [popping thread]
    @inlinable @inline(__always)
    package borrowing func count() -> Int {
        cachedHead.pointee = head.pointee.load(ordering: .acquiring)
        return cachedHead.pointee &- tail.pointee.load(ordering: .relaxed)
    }
}

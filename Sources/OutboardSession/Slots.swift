/// Numbers for what plans name: gains, processors, streams, event sources.
///
/// A number is free again when nothing that a plan may still name holds its lease. Confined to the
/// engine, like everything that leases.
final class SlotPool {
    private var free: [Int: [Int]] = [:]
    private var next = 0
    private let capacity: Int

    init(capacity: Int = .max) { self.capacity = capacity }

    /// Leases `count` numbers in a row. nil: there are no more.
    func lease(_ count: Int = 1) -> SlotLease? {
        if let first = free[count]?.popLast() { return SlotLease(first, count, self) }
        guard next + count <= capacity else { return nil }
        defer { next += count }
        return SlotLease(next, count, self)
    }

    fileprivate func release(_ first: Int, _ count: Int) { free[count, default: []].append(first) }
}

/// The hold on some numbers in a row. They are free again when it is gone.
final class SlotLease {
    let first: Int
    let count: Int
    private let pool: SlotPool

    fileprivate init(_ first: Int, _ count: Int, _ pool: SlotPool) {
        self.first = first
        self.count = count
        self.pool = pool
    }

    deinit { pool.release(first, count) }
}

/// The pools of a renderer.
struct Slots {
    let gains: SlotPool
    let processors = SlotPool()
    let streams = SlotPool()
    let eventSources = SlotPool()
    let recorders = SlotPool()
    let loudness = SlotPool()
    let junctions = SlotPool()

    init(gainCapacity: Int) { gains = SlotPool(capacity: gainCapacity) }
}

import Synchronization

/// The last lines that a plugin logged: any thread writes, the control thread reads.
///
/// Writing never waits and never allocates. A line that finds the ring full is dropped and counted.
/// Each slot's turn says who may touch it:
///
///     turn == position                 free for the writer that wins `head`
///     turn == position + 1             written (released by the writer, acquired by the reader)
///     turn == position + slotCount     free again (released by the reader)
package struct LogRing: ~Copyable, @unchecked Sendable {
    // SAFETY: a slot's bytes are touched only by the thread whose turn it is, see above.
    package static let slotCount = 64
    /// A line is cut off behind that many.
    package static let lineBytesMax = 240
    /// A writer that loses this many races drops its line: it may be the render thread.
    private static let attemptCountMax = 8
    private static let slotStride = 32 + lineBytesMax

    private struct Header: ~Copyable {
        let turn: Atomic<Int>
        var level: LogLevelCode
        var size: UInt32
    }

    private let memory: UnsafeMutableRawPointer
    private let head = Atomic(0)
    private let dropped = Atomic(0)
    /// Only the reader's.
    private var tail = 0

    package init() {
        memory = .allocate(byteCount: Self.slotCount * Self.slotStride, alignment: 16)
        for slot in 0..<Self.slotCount {
            (memory + slot * Self.slotStride).bindMemory(to: Header.self, capacity: 1)
                .initialize(to: Header(turn: Atomic(slot), level: .note, size: 0))
        }
    }

    deinit { memory.deallocate() }

    @_noLocks
    private borrowing func header(_ position: Int) -> UnsafeMutablePointer<Header> {
        (memory + (position & (Self.slotCount - 1)) * Self.slotStride)
            .assumingMemoryBound(to: Header.self)
    }

    @_noLocks
    private borrowing func text(_ position: Int) -> UnsafeMutableRawPointer {
        memory + (position & (Self.slotCount - 1)) * Self.slotStride + 32
    }

    /// Keeps the first `lineBytesMax` bytes of a line. [any]
    @_noLocks
    package borrowing func write(_ bytes: UnsafeRawPointer, size: Int, level: LogLevelCode) {
        var position = head.load(ordering: .relaxed)
        for _ in 0..<Self.attemptCountMax {
            let slot = header(position)
            let turn = slot.pointee.turn.load(ordering: .acquiring)
            if turn < position { break }
            if turn > position {
                position = head.load(ordering: .relaxed)
                continue
            }
            let (won, seen) = head.compareExchange(
                expected: position,
                desired: position + 1,
                ordering: .relaxed
            )
            guard won else {
                position = seen
                continue
            }
            let kept = min(size, Self.lineBytesMax)
            slot.pointee.level = level
            slot.pointee.size = UInt32(kept)
            text(position).copyMemory(from: bytes, byteCount: kept)
            slot.pointee.turn.store(position + 1, ordering: .releasing)
            return
        }
        dropped.wrappingAdd(1, ordering: .relaxed)
    }

    /// Takes the lines in the order of writing, and says how many were lost. [control]
    package mutating func takeEntries() -> [PluginLogEntry] {
        var entries: [PluginLogEntry] = []
        while true {
            let slot = header(tail)
            guard slot.pointee.turn.load(ordering: .acquiring) == tail + 1 else { break }
            let bytes = UnsafeRawBufferPointer(start: text(tail), count: Int(slot.pointee.size))
            var line = Substring(String(decoding: bytes, as: UTF8.self))
            while line.last?.isNewline == true { line.removeLast() }
            entries.append(PluginLogEntry(level: slot.pointee.level.level, text: String(line)))
            slot.pointee.turn.store(tail + Self.slotCount, ordering: .releasing)
            tail += 1
        }
        let lost = dropped.exchange(0, ordering: .relaxed)
        if lost > 0 {
            entries.append(
                PluginLogEntry(
                    level: .warning,
                    text: "\(lost) more lines did not fit and were lost"
                )
            )
        }
        return entries
    }
}

/// A level as a slot keeps it.
package enum LogLevelCode: UInt32 {
    case error, warning, note, trace

    package var level: PluginLogEntry.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        case .trace: .trace
        }
    }
}

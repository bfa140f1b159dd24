import CRealtime

/// A thread of our own with a name, a stack of known size and, where the system allows it, SCHED_FIFO.
package final class RealtimeThread: @unchecked Sendable {
    // SAFETY: the identifier is written once, before the object is shared.
    private let identifier: UInt64
    /// Whether the system granted SCHED_FIFO. Without it the thread runs as an ordinary one.
    package let isRealtime: Bool

    package typealias Body =
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?

    /// Starts `body` at once.
    ///
    /// - Parameters:
    ///   - priority: of SCHED_FIFO, 1...99; 0 asks for an ordinary thread.
    ///   - argument: handed to `body`, and owned by the caller until `join` returned.
    /// - Returns: nil when the system has no thread to give.
    package init?(
        name: String,
        priority: Int,
        stackBytes: Int = 512 * 1024,
        argument: UnsafeMutableRawPointer?,
        body: Body
    ) {
        var identifier: UInt64 = 0
        var isRealtime = false
        let error = name.withCString {
            ob_thread_start(
                &identifier,
                $0,
                Int32(priority),
                stackBytes,
                body,
                argument,
                &isRealtime
            )
        }
        guard error == 0 else { return nil }
        self.identifier = identifier
        self.isRealtime = isRealtime
    }

    /// Changes the priority of a thread that has one. Not after `join`. [control]
    package func setPriority(_ priority: Int) {
        guard isRealtime else { return }
        _ = ob_thread_set_priority(identifier, Int32(priority))
    }

    /// Waits for the end of `body`. To be called once. [control]
    package func join() { ob_thread_join(identifier) }

    /// Locks the process's pages into memory, so that the render thread never waits for a disk.
    /// - Returns: 0, or the system's error number.
    package static func lockMemory() -> Int32 { ob_lock_memory() }
}

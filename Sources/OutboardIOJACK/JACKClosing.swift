import CJACK
import CRealtime
import OutboardRealtime
import Synchronization

/// Closes a client on a thread of its own, because with a dead server that may never return.
///
/// JACK's threads use the state until the client is closed, so it is freed after that, and is left
/// behind together with the thread where closing hangs: a few kilobytes, once per dead server.
final class JACKClosing: Sendable {
    // SAFETY: used by the closing thread alone once it has started.
    private nonisolated(unsafe) let client: OpaquePointer
    private nonisolated(unsafe) let state: UnsafeMutablePointer<JACKState>
    private let isDone = Atomic<Bool>(false)

    private static let patienceNanoseconds: Int64 = 3_000_000_000

    private init(_ client: OpaquePointer, _ state: UnsafeMutablePointer<JACKState>) {
        self.client = client
        self.state = state
    }

    /// Closes the client, and waits for that as long as is sensible.
    static func close(_ client: OpaquePointer, _ state: UnsafeMutablePointer<JACKState>) {
        let closing = JACKClosing(client, state)
        let thread = RealtimeThread(
            name: "outboard-close",
            priority: 0,
            argument: Unmanaged.passRetained(closing).toOpaque(),
            body: { argument in
                // SAFETY: retained for this thread alone.
                Unmanaged<JACKClosing>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }
        )
        guard let thread else {
            Unmanaged.passUnretained(closing).release()
            return closing.run()
        }
        let end = ob_now_nanoseconds() + patienceNanoseconds
        while !closing.isDone.load(ordering: .acquiring) {
            guard ob_now_nanoseconds() < end else { return }
            ob_sleep_until(ob_now_nanoseconds() + 1_000_000)
        }
        thread.join()
    }

    private func run() {
        jack_client_close(client)
        state.deinitialize(count: 1)
        state.deallocate()
        isDone.store(true, ordering: .releasing)
    }
}

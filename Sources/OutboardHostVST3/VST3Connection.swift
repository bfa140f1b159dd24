import CVST3
import Glibc
import Synchronization

/// Stands between a plugin's halves: what one sends from the control thread reaches the other at once, and
/// what it sends from another thread when it is attended to.
final class VST3Connection: VST3Object {
    private let thread = pthread_self()
    private let target: VST3Reference<ob_vst3_connection>
    private let waiting = Mutex<[VST3Reference<ob_vst3_message>]>([])
    private let isOpen = Atomic(true)

    /// Messages beyond are lost: the plugin sends faster than anybody attends to it.
    private static let waitingMax = 256

    private static let table = VST3Table(
        ob_vst3_connection_methods(
            unknown: VST3Table.unknown,
            connect: { _, _ in vst3OK },
            disconnect: { _, _ in vst3OK },
            notify: { VST3Connection.of($0).notify($1) }
        )
    )

    init(to target: VST3Reference<ob_vst3_connection>) {
        self.target = target
        super.init([(ob_vst3_connection_id, Self.table)])
    }

    /// Nothing is passed on from here. [control]
    func close() {
        isOpen.store(false, ordering: .relaxed)
        _ = waiting.withLock { waiting in
            let dropped = waiting
            waiting = []
            return dropped
        }
    }

    /// Passes on what came from other threads. [control]
    func deliver() {
        let messages = waiting.withLock { waiting in
            let taken = waiting
            waiting = []
            return taken
        }
        for message in messages { _ = target.methods.notify(target.object, message.object) }
    }

    private func notify(_ message: UnsafeMutableRawPointer?) -> Int32 {
        guard let message else { return vst3InvalidArgument }
        guard isOpen.load(ordering: .relaxed) else { return vst3False }
        if pthread_equal(thread, pthread_self()) != 0 {
            return target.methods.notify(target.object, message)
        }
        let kept = VST3Reference<ob_vst3_message>(retaining: message)
        let isKept = waiting.withLock { waiting in
            guard waiting.count < Self.waitingMax else { return false }
            waiting.append(kept)
            return true
        }
        return isKept ? vst3OK : vst3False
    }
}

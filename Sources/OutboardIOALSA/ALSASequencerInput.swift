import CALSA
import CRealtime
import Glibc
import OutboardIO
import OutboardRealtime
import Synchronization

/// MIDI from the kernel's sequencer: keyboards and programs that are connected to our port there.
///
///     control               sequencer's thread                  device's thread
///     init ───────────────▶ poll ─▶ decode ─▶ queue.push ──────▶ queue.drain
///     deinit: wake, join      ▲                  │
///     failure ◀── loss        └──────────────────┘
///
/// The thread runs under SCHED_FIFO where that is allowed, because its lateness is the music's. It is
/// below the device's in priority.
package final class ALSASequencerInput {
    /// Where the device's thread takes the messages from. It lives as long as this object.
    package let queue: UnsafeMutablePointer<SequencerQueue>
    private let work: UnsafeMutablePointer<SequencerWork>
    private let thread: RealtimeThread

    private static let priority = 70

    /// Opens the sequencer and begins to listen. [control]
    /// - Throws: `notFound` where the kernel has none.
    package convenience init() throws(DriverError) {
        try self.init(opener: SequencerSource.open)
    }

    init(opener: SequencerSource.Opener) throws(DriverError) {
        ob_alsa_silence()
        let source = try opener()
        let wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeDescriptor >= 0 else {
            let error = DriverError(sequencer: -errno)
            source.close()
            throw error
        }
        let queue = UnsafeMutablePointer<SequencerQueue>.allocate(capacity: 1)
        queue.initialize(to: SequencerQueue())
        let work = UnsafeMutablePointer<SequencerWork>.allocate(capacity: 1)
        work.initialize(
            to: SequencerWork(source: source, wakeDescriptor: wakeDescriptor, queue: queue)
        )
        let thread = RealtimeThread(
            name: "outboard-midi",
            priority: Self.priority,
            argument: work,
            body: runSequencer
        )
        guard let thread else {
            Self.free(work)
            throw DriverError(
                .system,
                subject: SequencerSource.subject,
                message: "the system has no thread to give"
            )
        }
        self.queue = queue
        self.work = work
        self.thread = thread
    }

    deinit {
        work.pointee.isEnding.store(true, ordering: .relaxed)
        eventfd_write(work.pointee.wakeDescriptor, 1)
        thread.join()
        Self.free(work)
    }

    /// Why no more messages come, or nil while they do. [control]
    package var failure: DriverError? {
        let error = work.pointee.loss.load(ordering: .relaxed)
        return error < 0 ? DriverError(sequencer: error) : nil
    }

    /// Messages since the queue's reset that did not reach the device's thread. [control]
    package var droppedEvents: Int { queue.pointee.dropped.load(ordering: .relaxed) }

    private static func free(_ work: UnsafeMutablePointer<SequencerWork>) {
        work.pointee.source.close()
        Glibc.close(work.pointee.wakeDescriptor)
        work.pointee.queue.deinitialize(count: 1)
        work.pointee.queue.deallocate()
        work.deinitialize(count: 1)
        work.deallocate()
    }
}

/// What the sequencer's thread works on. It belongs to the input, which frees it after the thread's
/// end.
private struct SequencerWork: ~Copyable {
    let source: SequencerSource
    /// Readable once the thread is to end.
    let wakeDescriptor: Int32
    let queue: UnsafeMutablePointer<SequencerQueue>
    let isEnding = Atomic<Bool>(false)
    /// alsa-lib's error number that ended the thread, or 0.
    let loss = Atomic<Int32>(0)
}

@c
private func runSequencer(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let work = argument!.assumingMemoryBound(to: SequencerWork.self)
    let waits = [work.pointee.source.descriptor, work.pointee.wakeDescriptor]
    var descriptors = waits.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while !work.pointee.isEnding.load(ordering: .relaxed) {
        guard poll(&descriptors, nfds_t(descriptors.count), -1) >= 0 || errno == EINTR else {
            work.pointee.loss.store(-errno, ordering: .relaxed)
            break
        }
        let state = Int32(descriptors[0].revents)
        guard state != 0 else { continue }
        // Without anything to read it is broken, and would wake us for ever.
        let error = state & POLLIN == 0 ? -ENODEV : receiveAll(work)
        guard error == -EAGAIN else {
            work.pointee.loss.store(error, ordering: .relaxed)
            break
        }
    }
    return nil
}

/// Takes the events that wait.
/// - Returns: `EAGAIN`, negative, or the error that ends it all.
private func receiveAll(_ work: UnsafeMutablePointer<SequencerWork>) -> Int32 {
    var event = snd_seq_event_t()
    while !work.pointee.isEnding.load(ordering: .relaxed) {
        let error = work.pointee.source.receive(&event)
        switch -error {
        case 0:
            let now = ob_now_nanoseconds()
            switch SequencerMessage(event) {
            case .carried(let message):
                work.pointee.queue.pointee.push(message, atNanoseconds: now)
            case .dropped:
                work.pointee.queue.pointee.countDrop()
            case .ignored:
                break
            }
        case ENOSPC:
            // It does not say how many.
            work.pointee.queue.pointee.countDrop()
        case EINTR:
            break
        default:
            return error
        }
    }
    return -EAGAIN
}

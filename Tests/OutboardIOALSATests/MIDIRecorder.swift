import CRealtime
import Foundation
import OutboardRealtime
import Synchronization

/// A render entry that keeps the events that it gets, until it is full.
final class MIDIRecorder {
    private struct State: ~Copyable {
        let events = UnsafeMutablePointer<ob_event>.allocate(capacity: MIDIRecorder.capacity)
        /// Where each lies, counted from the start.
        let frames = UnsafeMutablePointer<Int>.allocate(capacity: MIDIRecorder.capacity)
        let count = Atomic<Int>(0)
        var cycleBegin = 0

        deinit {
            events.deallocate()
            frames.deallocate()
        }
    }
    private let state: UnsafeMutablePointer<State>
    private static let capacity = 1024

    init() {
        state = .allocate(capacity: 1)
        state.initialize(to: State())
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    private var count: Int { state.pointee.count.load(ordering: .acquiring) }
    var events: [ob_event] {
        Array(UnsafeBufferPointer(start: state.pointee.events, count: count))
    }
    var frames: [Int] { Array(UnsafeBufferPointer(start: state.pointee.frames, count: count)) }

    /// Waits, 10 s at most.
    func wait(forEvents target: Int) {
        for _ in 0..<10_000 where count < target { usleep(1000) }
    }

    var entry: RenderEntry {
        RenderEntry(context: state) { context, cycle in
            let state = context.assumingMemoryBound(to: State.self)
            let count = state.pointee.count.load(ordering: .relaxed)
            let more = min(Int(cycle.pointee.event_count), MIDIRecorder.capacity - count)
            for index in 0..<more {
                let event = cycle.pointee.events![index]
                state.pointee.events[count + index] = event
                state.pointee.frames[count + index] = state.pointee.cycleBegin + Int(event.frame)
            }
            state.pointee.cycleBegin += Int(cycle.pointee.frames)
            state.pointee.count.store(count + more, ordering: .releasing)
        }
    }
}

import CRealtime
import Foundation
import OutboardRealtime
import Synchronization

/// A render entry that keeps the events that it gets, until it is full.
final class MIDIRecorder {
    private struct State: ~Copyable {
        var cycle = 0
        let events = UnsafeMutablePointer<(cycle: Int, event: ob_event)>.allocate(
            capacity: MIDIRecorder.capacity
        )
        let count = Atomic<Int>(0)
        let cycles = Atomic<Int>(0)

        deinit { events.deallocate() }
    }
    private let state: UnsafeMutablePointer<State>
    private static let capacity = 8192

    init() {
        state = .allocate(capacity: 1)
        state.initialize(to: State())
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    private var count: Int { state.pointee.count.load(ordering: .acquiring) }

    /// What came, in a list for each cycle from the first in which something came to the last.
    var cycles: [[Message]] {
        let events = UnsafeBufferPointer(start: state.pointee.events, count: count)
        guard let first = events.first?.cycle, let last = events.last?.cycle else { return [] }
        var cycles = [[Message]](repeating: [], count: last - first + 1)
        for (cycle, event) in events {
            let bytes = withUnsafeBytes(of: event.bytes) { Array($0.prefix(Int(event.size))) }
            cycles[cycle - first].append(Message(frame: Int(event.frame), bytes: bytes))
        }
        return cycles
    }

    /// Waits, 10 s at most.
    func wait(forEvents target: Int) {
        for _ in 0..<10_000 where count < target { usleep(1000) }
    }

    /// Waits, 10 s at most, until so many more cycles have passed.
    func wait(forCycles more: Int) {
        let target = state.pointee.cycles.load(ordering: .acquiring) + more
        for _ in 0..<10_000 where state.pointee.cycles.load(ordering: .acquiring) < target {
            usleep(1000)
        }
    }

    var entry: RenderEntry {
        RenderEntry(context: state) { context, cycle in
            let state = context.assumingMemoryBound(to: State.self)
            let count = state.pointee.count.load(ordering: .relaxed)
            let more = min(Int(cycle.pointee.event_count), MIDIRecorder.capacity - count)
            for index in 0..<more {
                (state.pointee.events + count + index).initialize(
                    to: (state.pointee.cycle, cycle.pointee.events![index])
                )
            }
            state.pointee.cycle += 1
            state.pointee.count.store(count + more, ordering: .releasing)
            state.pointee.cycles.wrappingAdd(1, ordering: .releasing)
        }
    }
}

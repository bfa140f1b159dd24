import CRealtime
import Glibc
import OutboardRealtime
import Synchronization

/// A render entry that doubles its inputs and notes each cycle. It outlives its driver.
final class Probe {
    private struct State: ~Copyable {
        let channelCount: Int
        let cycles = Atomic<Int>(0)
        let stallNanoseconds = Atomic<Int64>(0)
        let quanta: UnsafeMutablePointer<UInt32>
        let events: UnsafeMutablePointer<ob_event>
        var eventCount = 0
    }
    private let state: UnsafeMutablePointer<State>
    private static let quantaMax = 64
    private static let eventsMax = 64

    init(channelCount: Int = 2) {
        let quanta = UnsafeMutablePointer<UInt32>.allocate(capacity: Self.quantaMax)
        let events = UnsafeMutablePointer<ob_event>.allocate(capacity: Self.eventsMax)
        state = .allocate(capacity: 1)
        state.initialize(to: State(channelCount: channelCount, quanta: quanta, events: events))
    }

    deinit {
        state.pointee.quanta.deallocate()
        state.pointee.events.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Cycles until now.
    var cycles: Int { state.pointee.cycles.load(ordering: .acquiring) }

    /// The frames of each of the first cycles.
    var quanta: [Int] {
        (0..<min(cycles, Self.quantaMax)).map { Int(state.pointee.quanta[$0]) }
    }

    /// The first events. To be read between two cycles.
    var events: [ob_event] {
        (0..<state.pointee.eventCount).map { state.pointee.events[$0] }
    }

    /// Makes the next cycle take that long.
    func stall(nanoseconds: Int64) {
        state.pointee.stallNanoseconds.store(nanoseconds, ordering: .relaxed)
    }

    /// Waits, 10 s at most.
    func wait(forCycles count: Int) {
        for _ in 0..<10_000 where cycles < count { usleep(1000) }
    }

    var entry: RenderEntry {
        RenderEntry(context: state) { context, cycle in
            let inputs = cycle.pointee.inputs
            let outputs = cycle.pointee.outputs
            let frames = cycle.pointee.frames
            let events = cycle.pointee.events
            let eventCount = cycle.pointee.event_count
            let state = context.assumingMemoryBound(to: State.self)
            let cycle = state.pointee.cycles.load(ordering: .relaxed)
            for index in 0..<Int(eventCount) where state.pointee.eventCount < Probe.eventsMax {
                state.pointee.events[state.pointee.eventCount] = events![index]
                state.pointee.eventCount += 1
            }
            if cycle < Probe.quantaMax { state.pointee.quanta[cycle] = frames }
            let stall = state.pointee.stallNanoseconds.exchange(0, ordering: .relaxed)
            let end = ob_now_nanoseconds() + stall
            while stall > 0, ob_now_nanoseconds() < end {}
            for channel in 0..<state.pointee.channelCount {
                for frame in 0..<Int(frames) {
                    outputs[channel][frame] = 2 * inputs[channel][frame]
                }
            }
            state.pointee.cycles.store(cycle + 1, ordering: .releasing)
        }
    }
}

import CRealtime
import Foundation
import OutboardRealtime
import Synchronization

/// A render entry whose first output climbs in steps that every sample format holds exactly, and
/// whose second output is its negative.
final class Ramp {
    private let frame = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: 1)

    init() { frame.initialize(to: Atomic(0)) }

    deinit {
        frame.deinitialize(count: 1)
        frame.deallocate()
    }

    static func sample(_ frame: Int) -> Float { Float(frame % 30_000 + 1) / 32_768 }

    /// Frames rendered until now.
    var frames: Int { frame.pointee.load(ordering: .acquiring) }

    /// Waits, 10 s at most.
    func wait(forFrames count: Int) {
        for _ in 0..<10_000 where frames < count { usleep(1000) }
    }

    var entry: RenderEntry {
        RenderEntry(context: frame) { context, cycle in
            let outputs = cycle.pointee.outputs
            let frames = cycle.pointee.frames
            let frame = context.assumingMemoryBound(to: Atomic<Int>.self)
            let start = frame.pointee.load(ordering: .relaxed)
            for offset in 0..<Int(frames) {
                let sample = Ramp.sample(start + offset)
                outputs[0][offset] = sample
                outputs[1][offset] = -sample
            }
            frame.pointee.store(start + Int(frames), ordering: .releasing)
        }
    }
}

/// A render entry that keeps its first input, until it is full.
final class Recorder {
    private struct State: ~Copyable {
        let samples: UnsafeMutablePointer<Float>
        let count = Atomic<Int>(0)
    }
    private let state: UnsafeMutablePointer<State>
    private static let capacityFrames = 48_000

    init() {
        let samples = UnsafeMutablePointer<Float>.allocate(capacity: Self.capacityFrames)
        state = .allocate(capacity: 1)
        state.initialize(to: State(samples: samples))
    }

    deinit {
        state.pointee.samples.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    private var count: Int { state.pointee.count.load(ordering: .acquiring) }

    var samples: [Float] {
        Array(UnsafeBufferPointer(start: state.pointee.samples, count: count))
    }

    /// Waits, 10 s at most.
    func wait(forFrames frames: Int) {
        for _ in 0..<10_000 where count < frames { usleep(1000) }
    }

    var entry: RenderEntry {
        RenderEntry(context: state) { context, cycle in
            let inputs = cycle.pointee.inputs
            let frames = cycle.pointee.frames
            let state = context.assumingMemoryBound(to: State.self)
            let count = state.pointee.count.load(ordering: .relaxed)
            guard count + Int(frames) <= Recorder.capacityFrames else { return }
            ob_copy(state.pointee.samples + count, inputs[0], Int(frames))
            state.pointee.count.store(count + Int(frames), ordering: .releasing)
        }
    }
}

/// A render entry that counts frames, and touches no channel.
final class CycleCounter {
    private let count = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: 1)

    init() { count.initialize(to: Atomic(0)) }

    deinit {
        count.deinitialize(count: 1)
        count.deallocate()
    }

    var frames: Int { count.pointee.load(ordering: .acquiring) }

    /// Waits, 10 s at most.
    func wait(forFrames target: Int) {
        for _ in 0..<10_000 where frames < target { usleep(1000) }
    }

    var entry: RenderEntry {
        RenderEntry(context: count) { context, cycle in
            let frames = cycle.pointee.frames
            context.assumingMemoryBound(to: Atomic<Int>.self).pointee
                .wrappingAdd(Int(frames), ordering: .releasing)
        }
    }
}

/// A render entry that sees whether its thread flushes subnormal numbers to zero.
final class SubnormalProbe {
    private struct State: ~Copyable {
        // Atomic, so that no compiler halves it beforehand.
        let smallest = Atomic<UInt32>(Float.leastNormalMagnitude.bitPattern)
        let half = Atomic<UInt32>(.max)
    }
    private let state: UnsafeMutablePointer<State>

    init() {
        state = .allocate(capacity: 1)
        state.initialize(to: State())
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Half of the smallest normal number, as the render thread has it; waits for it, 10 s at most.
    func half() -> Float? {
        for _ in 0..<10_000 {
            let half = state.pointee.half.load(ordering: .acquiring)
            if half != .max { return Float(bitPattern: half) }
            usleep(1000)
        }
        return nil
    }

    var entry: RenderEntry {
        RenderEntry(context: state) { context, cycle in
            let state = context.assumingMemoryBound(to: State.self)
            let smallest = Float(bitPattern: state.pointee.smallest.load(ordering: .relaxed))
            state.pointee.half.store((smallest / 2).bitPattern, ordering: .releasing)
        }
    }
}

import CRealtime
import Foundation
import OutboardRealtime
import Synchronization

/// A render entry that counts: its first output is 1, 2, 3... for ever.
final class Counter {
    private let next = UnsafeMutablePointer<Float>.allocate(capacity: 1)

    init() { next.initialize(to: 1) }

    deinit { next.deallocate() }

    var entry: RenderEntry {
        RenderEntry(context: next) { context, cycle in
            let outputs = cycle.pointee.outputs
            let frames = cycle.pointee.frames
            let next = context.assumingMemoryBound(to: Float.self)
            for frame in 0..<Int(frames) {
                outputs[0][frame] = next.pointee
                // Floats hold whole numbers exactly up to here: six minutes.
                next.pointee = next.pointee < 16_777_216 ? next.pointee + 1 : 1
            }
        }
    }
}

/// A render entry that doubles its first input.
enum Doubler {
    nonisolated(unsafe) private static let nothing = UnsafeMutableRawPointer.allocate(
        byteCount: 1,
        alignment: 1
    )

    static var entry: RenderEntry {
        RenderEntry(context: nothing) { _, cycle in
            let inputs = cycle.pointee.inputs
            let outputs = cycle.pointee.outputs
            let frames = cycle.pointee.frames
            for frame in 0..<Int(frames) { outputs[0][frame] = 2 * inputs[0][frame] }
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
    private static let capacityFrames = 48_000 * 4

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

    var samples: [Float] {
        Array(
            UnsafeBufferPointer(
                start: state.pointee.samples,
                count: state.pointee.count.load(ordering: .acquiring)
            )
        )
    }

    /// Waits, 20 s at most.
    func wait(forFrames frames: Int) {
        for _ in 0..<20_000 where state.pointee.count.load(ordering: .acquiring) < frames {
            usleep(1000)
        }
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

import OutboardDSP
import OutboardGraph
import OutboardHost
import OutboardRealtime

/// The things outside the plan that its slots stand for.
package struct PlanBinding {
    /// By processor slot.
    package var processors: [Int: Processor] = [:]
    /// By stream slot. A ring outlives every plan that names it.
    package var streams: [Int: UnsafeMutablePointer<AudioRing>] = [:]

    package init() {}
}

/// A plan bound to memory: what the render thread walks. Flat, and immutable but for delay lines and
/// the marks in its entries.
///
/// Made and freed on the control side. Between `publish` and its retirement it belongs to the render
/// thread.
package struct LoadedPlan: BitwiseCopyable {
    /// A processor as the plan calls it.
    package struct Entry: BitwiseCopyable {
        package let processor: Processor
        /// What the control side last heard of.
        var knownLatencyFrames: Int32
        var isNonFinite = false
    }

    let steps: UnsafeMutableBufferPointer<RenderStep>
    /// The buffers that the plan's `ports` number.
    let ports: UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>>
    /// By slot; a slot that the plan does not use is nil.
    let entries: UnsafeMutableBufferPointer<Entry?>
    let streams: UnsafeMutableBufferPointer<UnsafeMutablePointer<AudioRing>?>
    let delays: UnsafeMutableBufferPointer<DelayLine>
    let samples: UnsafeMutablePointer<AudioArena>
    package let latencyFrames: Int

    /// [control]
    package static func allocate(
        _ plan: RenderPlan,
        binding: PlanBinding,
        blockFramesMax: Int
    ) -> UnsafeMutablePointer<LoadedPlan> {
        let loaded = UnsafeMutablePointer<LoadedPlan>.allocate(capacity: 1)
        loaded.initialize(
            to: LoadedPlan(plan, binding: binding, blockFramesMax: blockFramesMax)
        )
        return loaded
    }

    /// [control]
    package static func deallocate(_ plan: UnsafeMutablePointer<LoadedPlan>) {
        let it = plan.pointee
        for delay in it.delays { delay.deallocate() }
        it.steps.deallocate()
        it.ports.deallocate()
        it.entries.deallocate()
        it.streams.deallocate()
        it.delays.deallocate()
        it.samples.deinitialize(count: 1)
        it.samples.deallocate()
        plan.deallocate()
    }

    private init(_ plan: RenderPlan, binding: PlanBinding, blockFramesMax: Int) {
        let arena = AudioArena(bufferCount: plan.bufferCount, framesPerBuffer: blockFramesMax)
        samples = .allocate(capacity: 1)
        samples.initialize(to: arena)
        let samples = samples
        steps = copied(plan.steps)
        ports = copied(plan.ports.map { samples.pointee.buffer(Int($0)) })
        entries = copied(
            bySlot(binding.processors) {
                Entry(processor: $0, knownLatencyFrames: $0.latencyFrames.pointee)
            }
        )
        streams = copied(bySlot(binding.streams) { $0 })
        delays = copied(plan.delays.map { DelayLine(delayFrames: $0.frames) })
        latencyFrames = plan.latencyFrames
    }
}

private func bySlot<Value, Element>(
    _ values: [Int: Value],
    _ transform: (Value) -> Element
) -> [Element?] {
    (0..<(values.keys.max() ?? -1) + 1).map { values[$0].map(transform) }
}

private func copied<Element>(_ array: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
    _ = memory.initialize(from: array)
    return memory
}

/// A graph compiled to a flat list of steps over numbered buffers.
///
/// Immutable, and free of pointers: OutboardRender binds it to memory. Run in their order, the steps
/// render the graph on one thread. Tasks are runs of steps that may be rendered on several: a task may
/// begin when all those that it depends on have ended. Either way every sum is added up in the same
/// order, so the samples are the same to the last bit.
package struct RenderPlan: Sendable, Equatable {
    package var steps: [RenderStep]
    /// Covers `steps` without gaps, in order.
    package var tasks: [RenderTask]
    /// Indices of tasks that tasks' `dependents` ranges point into.
    package var dependents: [Int32]
    /// Buffer numbers that steps with many ports point into.
    package var ports: [Int32]
    /// Summands that mixing steps point into.
    package var terms: [MixTerm]
    /// Event buffer numbers that steps point into.
    package var eventPorts: [Int32]
    package var bufferCount: Int
    package var eventBufferCount: Int
    package var delays: [CompensationDelay]
    /// What the device's outputs lag behind its inputs by, for plugins.
    package var latencyFrames: Int
    /// Rising and falling terms stay as they are for so long before they begin to move.
    package var holdFrames: Int
    package var hasFades: Bool
}

/// One operation on buffers, done for a whole block at a time.
package enum RenderStep: BitwiseCopyable, Sendable, Equatable {
    case zero(buffer: Int32)
    /// Writes the sum of `count` terms from `terms` on.
    case mix(terms: Int32, count: Int32, to: Int32)
    /// Through the delay of that number in `delays`.
    case delay(line: Int32, from: Int32, to: Int32)
    case deviceInput(channel: Int32, to: Int32)
    case deviceOutput(channel: Int32, from: Int32)
    /// `count` output buffers stand at `ports` in the plan's ports.
    case stream(slot: Int32, ports: Int32, count: Int32)
    /// Collects the events of a source into an event buffer.
    case eventSource(slot: Int32, to: Int32)
    /// Merges `count` event buffers that stand at `eventPorts` into one.
    case mergeEvents(eventPorts: Int32, count: Int32, to: Int32)
    /// Input buffers, then output buffers, stand at `ports`. Event buffers are -1 where there is none.
    case process(
        slot: Int32,
        ports: Int32,
        inputCount: Int16,
        outputCount: Int16,
        eventsIn: Int32,
        eventsOut: Int32
    )
    /// `count` input buffers, then as many output buffers, stand at `ports`.
    case fader(slot: Int32, ports: Int32, count: Int32)
    case loudness(slot: Int32, ports: Int32, count: Int32)
    case recorder(slot: Int32, ports: Int32, count: Int32)
    case tap(ports: Int32, count: Int32)
}

/// A run of steps that one thread does in one go.
package struct RenderTask: BitwiseCopyable, Sendable, Equatable {
    package var firstStep: Int32
    package var stepCount: Int32
    /// How many tasks must have ended before.
    package var dependencyCount: Int32
    package var firstDependent: Int32
    package var dependentCount: Int32
    /// The first task reads the device and the last one writes it: both belong to the device's thread.
    package var lane: Int32

    package static let prologueLane: Int32 = -1
    package static let epilogueLane: Int32 = -2
}

/// One summand of a mixing step.
package struct MixTerm: BitwiseCopyable, Sendable, Equatable {
    package var buffer: Int32
    package var gain: Float
    package var fade: Fade

    package enum Fade: Int32, BitwiseCopyable, Sendable { case none, rising, falling }
}

/// A delay that brings an early path level with the latest one at the same input.
package struct CompensationDelay: Sendable, Equatable {
    /// Which edge it is on. A line is inherited from plan to plan by this.
    package struct Edge: Sendable, Hashable {
        package var source: GraphNode.Kind
        package var sourcePort: Int
        package var destination: GraphNode.Kind
        package var destinationPort: Int
        package var frames: Int
        /// Tells apart several of the same between the same ports.
        package var ordinal: Int
    }

    package var edge: Edge
    package var frames: Int { edge.frames }
}

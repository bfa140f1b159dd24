/// A description compiled to a flat list of steps over numbered buffers.
///
/// Immutable, and free of pointers: OutboardRender binds it to memory.
package struct RenderPlan: Sendable, Equatable {
    package var steps: [RenderStep]
    /// Buffer numbers that steps with many ports point into.
    package var ports: [Int32]
    package var bufferCount: Int
    package var delays: [CompensationDelay]
    /// What the device's outputs lag behind its inputs by, for plugins.
    package var latencyFrames: Int
}

/// One operation on buffers, done for a whole block at a time.
package enum RenderStep: BitwiseCopyable, Sendable, Equatable {
    case zero(buffer: Int32)
    case copy(from: Int32, to: Int32)
    case add(from: Int32, to: Int32)
    /// Through the delay of that number in `delays`.
    case delay(line: Int32, from: Int32, to: Int32)
    case deviceInput(channel: Int32, to: Int32)
    case deviceOutput(channel: Int32, from: Int32)
    /// `count` output buffers stand at `ports` in the plan's ports.
    case stream(slot: Int32, ports: Int32, count: Int32)
    /// Input buffers, then output buffers, stand at `ports`.
    case process(slot: Int32, ports: Int32, inputCount: Int16, outputCount: Int16)
    case fader(gainSlot: Int32, meterSlot: Int32, from: Int32, to: Int32)
    case tap(ports: Int32, count: Int32)
}

/// A delay that brings an early path level with the latest one at the same input.
package struct CompensationDelay: Sendable, Equatable {
    /// Which edge of the description it is on. A line is inherited from plan to plan by this.
    package struct Edge: Sendable, Hashable {
        package var source: GraphSource
        package var node: Int
        package var port: Int
    }

    package var edge: Edge
    package var frames: Int
}

/// What is to be rendered, without an order: nodes, and what feeds each of their inputs.
///
/// A port is one channel. What feeds an input is a sum of terms, added up in the order given. Nodes are
/// known from one description to the next by their kind, which is why no two may be of the same.
package struct GraphDescription: Sendable, Equatable {
    package var nodes: [GraphNode]

    package init(nodes: [GraphNode] = []) { self.nodes = nodes }

    /// Adds a node and returns its index, which sources name it by.
    package mutating func add(
        _ kind: GraphNode.Kind,
        inputs: [[GraphTerm]] = [],
        outputCount: Int = 0,
        latencyFrames: Int = 0,
        lane: Int = 0,
        events: GraphEvents = .none
    ) -> Int {
        nodes.append(
            GraphNode(
                kind: kind,
                inputs: inputs,
                outputCount: outputCount,
                latencyFrames: latencyFrames,
                lane: lane,
                events: events
            )
        )
        return nodes.count - 1
    }
}

/// An operation with ports.
package struct GraphNode: Sendable, Equatable {
    package enum Kind: Sendable, Hashable {
        /// A channel of the device. No inputs, one output.
        case deviceInput(channel: Int)
        /// Frames that another thread reads from a file. No inputs, an output a channel.
        case stream(slot: Int)
        /// MIDI events of the device, of one of the song's tracks, or from people. No audio.
        case eventSource(slot: Int)
        /// A plugin.
        case processor(slot: Int)
        /// Where signals come together and go on together: the head of a bus. As many outputs as inputs.
        case junction(slot: Int)
        /// Gains with a meter behind them, one for each channel from `slot` on. As many outputs as inputs.
        case fader(slot: Int)
        /// Measures loudness. An input a channel.
        case loudness(slot: Int)
        /// Writes to a file. An input a channel.
        case recorder(slot: Int)
        /// A channel of the device. One input.
        case deviceOutput(channel: Int)
        /// What listeners hear. An input a channel.
        case tap
    }

    package var kind: Kind
    package var inputs: [[GraphTerm]]
    package var outputCount: Int
    /// What it delays its signal by.
    package var latencyFrames: Int
    /// The strip that it belongs to. Nodes of one lane run on one thread where they depend on each other.
    package var lane: Int
    package var events: GraphEvents

    package init(
        kind: Kind,
        inputs: [[GraphTerm]],
        outputCount: Int,
        latencyFrames: Int = 0,
        lane: Int = 0,
        events: GraphEvents = .none
    ) {
        self.kind = kind
        self.inputs = inputs
        self.outputCount = outputCount
        self.latencyFrames = latencyFrames
        self.lane = lane
        self.events = events
    }
}

/// The event ports of a node: it has one way in and one way out at the most.
package struct GraphEvents: Sendable, Equatable {
    /// Nodes whose events come in, merged in the order of their frames.
    package var sources: [Int]
    package var hasOutput: Bool

    package static let none = GraphEvents(sources: [], hasOutput: false)

    package init(sources: [Int], hasOutput: Bool) {
        self.sources = sources
        self.hasOutput = hasOutput
    }
}

/// One summand of an input.
package struct GraphTerm: Sendable, Hashable {
    package var source: GraphSource
    /// Linear.
    package var gain: Float
    /// A delay that belongs to the signal: a bypassed plugin's latency. Compensation counts it like
    /// the latency of a node.
    package var latencyFrames: Int

    package init(_ source: GraphSource, gain: Float = 1, latencyFrames: Int = 0) {
        self.source = source
        self.gain = gain
        self.latencyFrames = latencyFrames
    }

    package init(node: Int, port: Int = 0) { self.init(GraphSource(node: node, port: port)) }
}

/// An output of a node.
package struct GraphSource: Sendable, Hashable {
    package var node: Int
    package var port: Int

    package init(node: Int, port: Int = 0) {
        self.node = node
        self.port = port
    }
}

/// Why a description has no plan.
package enum GraphError: Error, Sendable, Equatable {
    /// The nodes feed each other in a circle. The loop is named by the indices of its nodes, in order.
    case feedback(loop: [Int])
    /// An input names an output that does not exist.
    case missingSource(node: Int, source: GraphSource)
    /// Two nodes are of the same kind, and could not be told apart.
    case duplicate(node: Int)
}

extension GraphNode.Kind {
    /// Whether the signal leaves the engine here, to be heard. All of these are brought level.
    package var isOutput: Bool {
        switch self {
        case .deviceOutput, .tap: true
        default: false
        }
    }

    /// Whether it listens to the signal without giving one.
    var isListener: Bool {
        switch self {
        case .loudness, .recorder: true
        default: false
        }
    }
}

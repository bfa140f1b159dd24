/// What is to be rendered, without an order: nodes, and what feeds each of their inputs.
///
/// A port is one channel. Several sources into one input are summed in the order given.
package struct GraphDescription: Sendable, Equatable {
    package var nodes: [GraphNode]

    package init(nodes: [GraphNode] = []) { self.nodes = nodes }

    /// Adds a node and returns its index, which sources name it by.
    package mutating func add(
        _ kind: GraphNode.Kind,
        inputs: [[GraphSource]] = [],
        outputCount: Int = 0,
        latencyFrames: Int = 0
    ) -> Int {
        nodes.append(
            GraphNode(
                kind: kind,
                inputs: inputs,
                outputCount: outputCount,
                latencyFrames: latencyFrames
            )
        )
        return nodes.count - 1
    }
}

/// An operation with ports.
package struct GraphNode: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// A channel of the device. No inputs, one output.
        case deviceInput(channel: Int)
        /// Frames that another thread reads from a file. No inputs, an output a channel.
        case stream(slot: Int)
        /// A plugin.
        case processor(slot: Int)
        /// A gain with a meter behind it. One input, one output.
        case fader(gainSlot: Int, meterSlot: Int)
        /// A channel of the device. One input.
        case deviceOutput(channel: Int)
        /// What listeners hear. An input a channel.
        case tap
    }

    package var kind: Kind
    package var inputs: [[GraphSource]]
    package var outputCount: Int
    /// What it delays its signal by.
    package var latencyFrames: Int
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
}

/// A graph whose every term has the delay that brings it level with the others of its node.
///
/// Made of a description by `init(aligning:)`, or of two such graphs by `transition`. It is what plans
/// are compiled from and verified against.
package struct AlignedGraph: Sendable, Equatable {
    package struct Node: Sendable, Equatable {
        package var kind: GraphNode.Kind
        package var inputs: [[Term]]
        package var outputCount: Int
        package var latencyFrames: Int
        package var lane: Int
        package var events: GraphEvents
        /// The latency of what reaches the inputs.
        package var arrivalFrames: Int
    }

    /// One summand of an input, `delayFrames` late.
    package struct Term: Sendable, Hashable {
        package var source: GraphSource
        package var gain: Float
        package var delayFrames: Int
        package var fade = Fade.none
    }

    /// What becomes of a term while one graph turns into the next.
    package enum Fade: Sendable, Hashable {
        case none, rising, falling
    }

    package var nodes: [Node]
    /// Sources before what they feed.
    package var order: [Int]
    /// What the device's outputs lag behind its inputs by.
    package var latencyFrames: Int
    /// How long rising terms wait until what feeds them is filled.
    package var holdFrames = 0

    package static let empty = AlignedGraph(nodes: [], order: [], latencyFrames: 0)

    package var hasFades: Bool {
        nodes.contains { $0.inputs.contains { $0.contains { $0.fade != .none } } }
    }
}

extension AlignedGraph {
    /// Brings everything level that meets anywhere, and all outputs with each other.
    ///
    /// - Throws: `GraphError.feedback` with the loop, `.missingSource` or `.duplicate`.
    package init(aligning description: GraphDescription) throws(GraphError) {
        try description.check()
        do throws(Feedback) {
            order = try topologicalOrder(sources: description.nodes.map(\.sourceNodes))
        } catch {
            throw .feedback(loop: error.loop)
        }
        let arrival = description.arrivalFrames(in: order)
        nodes = description.nodes.enumerated().map { index, node in
            Node(
                kind: node.kind,
                inputs: node.inputs.map { terms in
                    terms.map { term in
                        let source = term.source.node
                        let reached = arrival[source] + description.nodes[source].latencyFrames
                        return Term(
                            source: term.source,
                            gain: term.gain,
                            delayFrames: arrival[index] - reached
                        )
                    }
                },
                outputCount: node.outputCount,
                latencyFrames: node.latencyFrames,
                lane: node.lane,
                events: node.events,
                arrivalFrames: arrival[index]
            )
        }
        latencyFrames = nodes.filter(\.kind.isOutput).map(\.arrivalFrames).max() ?? 0
    }
}

extension GraphNode {
    var sourceNodes: [Int] { inputs.joined().map(\.source.node) + events.sources }
}

extension AlignedGraph.Node {
    var sourceNodes: [Int] { inputs.joined().map(\.source.node) + events.sources }
}

extension GraphDescription {
    fileprivate func check() throws(GraphError) {
        var kinds: Set<GraphNode.Kind> = []
        for (index, node) in nodes.enumerated() {
            guard kinds.insert(node.kind).inserted else { throw .duplicate(node: index) }
            for term in node.inputs.joined() {
                guard nodes.indices.contains(term.source.node),
                    (0..<nodes[term.source.node].outputCount).contains(term.source.port)
                else { throw .missingSource(node: index, source: term.source) }
            }
            for source in node.events.sources {
                guard nodes.indices.contains(source), nodes[source].events.hasOutput else {
                    throw .missingSource(node: index, source: GraphSource(node: source))
                }
            }
        }
    }

    /// For each node, the latency of the latest path to its inputs. All outputs share the latest.
    ///
    /// Notes reach an instrument at once: they have no latency, and ask for none.
    fileprivate func arrivalFrames(in order: [Int]) -> [Int] {
        var arrival = [Int](repeating: 0, count: nodes.count)
        for index in order {
            for term in nodes[index].inputs.joined() {
                let source = term.source.node
                arrival[index] = max(
                    arrival[index],
                    arrival[source] + nodes[source].latencyFrames + term.latencyFrames
                )
            }
        }
        let outputs = nodes.indices.filter { nodes[$0].kind.isOutput }
        let latest = outputs.map { arrival[$0] }.max() ?? 0
        for output in outputs { arrival[output] = latest }
        return arrival
    }
}

extension GraphNode {
    /// Whether it is an end of the graph: its inputs leave the engine, and so leave together.
    var isSink: Bool {
        switch kind {
        case .deviceOutput, .tap: true
        case .deviceInput, .stream, .processor, .fader: false
        }
    }
}

extension GraphDescription {
    func checkSources() throws(GraphError) {
        for (node, description) in nodes.enumerated() {
            for source in description.inputs.joined() {
                guard nodes.indices.contains(source.node),
                    (0..<nodes[source.node].outputCount).contains(source.port)
                else { throw .missingSource(node: node, source: source) }
            }
        }
    }

    func readerCounts() -> [GraphSource: Int] {
        var counts: [GraphSource: Int] = [:]
        for node in nodes { for source in node.inputs.joined() { counts[source, default: 0] += 1 } }
        return counts
    }

    /// Sources before what they feed, by a depth-first walk in the description's order.
    func topologicalOrder() throws(GraphError) -> [Int] {
        enum Mark { case unseen, open, done }
        var marks = [Mark](repeating: .unseen, count: nodes.count)
        var order: [Int] = []
        // A stack of our own: a chain may be longer than the thread's stack is deep.
        var path: [(node: Int, sources: [Int], next: Int)] = []
        for root in nodes.indices where marks[root] == .unseen {
            marks[root] = .open
            path.append((root, nodes[root].inputs.joined().map(\.node), 0))
            while let top = path.last {
                if top.next == top.sources.count {
                    marks[top.node] = .done
                    order.append(top.node)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let source = top.sources[top.next]
                switch marks[source] {
                case .done: break
                case .unseen:
                    marks[source] = .open
                    path.append((source, nodes[source].inputs.joined().map(\.node), 0))
                case .open:
                    let start = path.firstIndex { $0.node == source }!
                    throw .feedback(loop: path[start...].map(\.node).reversed())
                }
            }
        }
        return order
    }

    /// For each node, the latency of the latest path to its inputs. All ends share the latest.
    func arrivalFrames(in order: [Int]) -> [Int] {
        var arrival = [Int](repeating: 0, count: nodes.count)
        for node in order {
            for source in nodes[node].inputs.joined() {
                arrival[node] = max(
                    arrival[node],
                    arrival[source.node] + nodes[source.node].latencyFrames
                )
            }
        }
        let sinks = nodes.indices.filter { nodes[$0].isSink }
        let latest = sinks.map { arrival[$0] }.max() ?? 0
        for sink in sinks { arrival[sink] = latest }
        return arrival
    }
}

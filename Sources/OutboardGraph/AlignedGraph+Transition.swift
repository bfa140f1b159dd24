/// From one graph to the next without a click.
///
///     before        in ─▶ fader ─▶ out
///     transition    in ─▶ fader (falling),  in ─▶ new plugin ─▶ fader (rising)
///     after         in ─▶ new plugin ─▶ fader ─▶ out
///
/// The transition holds the nodes of both. A node that is in both keeps the terms that are in both;
/// its other terms fall or rise together, in a straight line, so that their gains add up to one. A node
/// that is in one of the two alone is fed as it is there: what matters is who hears it. So every edit,
/// a changed delay too, is a cross-fade at the nodes that stay.
extension AlignedGraph {
    /// The graph that fades from this one to `next`, or nil where the two together would feed back.
    package func transition(to next: AlignedGraph) -> AlignedGraph? {
        let union = Union(self, next)
        var merged = union.merge()
        do throws(Feedback) {
            merged.order = try topologicalOrder(sources: merged.nodes.map(\.sourceNodes))
            return merged
        } catch {
            return nil
        }
    }

    /// The graphs to go through one after another: `next` comes last, and each can fade to the following.
    package func path(to next: AlignedGraph) -> [AlignedGraph] {
        if transition(to: next) != nil { return [next] }
        // Two plugins changed places: without one of them there is no loop.
        let shared = Set(nodes.map(\.kind)).intersection(next.nodes.map(\.kind))
        for index in next.nodes.indices {
            guard case .processor = next.nodes[index].kind, shared.contains(next.nodes[index].kind)
            else { continue }
            guard let via = next.passing(by: index), transition(to: via) != nil,
                via.transition(to: next) != nil
            else { continue }
            return [via, next]
        }
        return [common(with: next), next]
    }

    /// What is the same in both: everything else falls silent.
    private func common(with next: AlignedGraph) -> AlignedGraph {
        let union = Union(self, next)
        var kept = next
        for index in kept.nodes.indices {
            for port in kept.nodes[index].inputs.indices {
                let before = union.termsBefore(of: index, port: port)
                kept.nodes[index].inputs[port].removeAll { !before.contains($0) }
            }
        }
        return kept
    }

    /// This graph with a node taken out, its input going where its output went. nil where its ports do
    /// not match.
    private func passing(by removed: Int) -> AlignedGraph? {
        guard !nodes[removed].inputs.isEmpty else { return nil }
        var graph = self
        for index in graph.nodes.indices where index != removed {
            for port in graph.nodes[index].inputs.indices {
                graph.nodes[index].inputs[port] = graph.nodes[index].inputs[port].flatMap { term in
                    guard term.source.node == removed else { return [term] }
                    let inputs = nodes[removed].inputs
                    return inputs[min(term.source.port, inputs.count - 1)].map { input in
                        Term(
                            source: input.source,
                            gain: term.gain * input.gain,
                            delayFrames: term.delayFrames + input.delayFrames
                                + nodes[removed].latencyFrames
                        )
                    }
                }
            }
        }
        graph.nodes[removed].inputs = graph.nodes[removed].inputs.map { _ in [] }
        return graph
    }
}

/// The nodes of two graphs in one: those of the later first, with their indices.
private struct Union {
    let before: AlignedGraph
    let after: AlignedGraph
    /// Where a node of `before` is in the union.
    private var place: [Int] = []
    /// Which node of `before` a node of the union is.
    private var origin: [Int?]
    private var added: [Int] = []

    init(_ before: AlignedGraph, _ after: AlignedGraph) {
        self.before = before
        self.after = after
        origin = Array(repeating: nil, count: after.nodes.count)
        var index: [GraphNode.Kind: Int] = [:]
        for (position, node) in after.nodes.enumerated() { index[node.kind] = position }
        for (position, node) in before.nodes.enumerated() {
            if let same = index[node.kind] {
                place.append(same)
                origin[same] = position
            } else if node.kind.isListener {
                // Nobody reads it, and whoever takes it away wants it to end at once.
                place.append(-1)
            } else {
                place.append(origin.count)
                origin.append(position)
                added.append(position)
            }
        }
    }

    func merge() -> AlignedGraph {
        var merged = after
        var needsFilling = false
        for index in after.nodes.indices {
            guard let old = origin[index] else {
                needsFilling = needsFilling || after.nodes[index].latencyFrames > 0
                needsFilling = needsFilling || isDelayed(after.nodes[index].inputs)
                if after.nodes[index].kind.isOutput { fadeAll(&merged.nodes[index], .rising) }
                continue
            }
            meet(&merged.nodes[index], before.nodes[old], &needsFilling, index)
        }
        for position in added {
            var node = before.nodes[position]
            node.inputs = node.inputs.map { $0.map(placed) }
            node.events.sources = node.events.sources.map { place[$0] }
            if node.kind.isOutput { fadeAll(&node, .falling) }
            merged.nodes.append(node)
        }
        merged.latencyFrames = max(before.latencyFrames, after.latencyFrames)
        merged.holdFrames = needsFilling ? after.latencyFrames : 0
        return merged
    }

    /// A node that is in both.
    private func meet(
        _ node: inout AlignedGraph.Node,
        _ old: AlignedGraph.Node,
        _ needsFilling: inout Bool,
        _ index: Int
    ) {
        node.outputCount = max(node.outputCount, old.outputCount)
        node.events.hasOutput = node.events.hasOutput || old.events.hasOutput
        while node.inputs.count < old.inputs.count { node.inputs.append([]) }
        for port in node.inputs.indices {
            var left = termsBefore(of: index, port: port)
            for position in node.inputs[port].indices {
                let term = node.inputs[port][position]
                if let same = left.firstIndex(of: term) {
                    left.remove(at: same)
                } else {
                    node.inputs[port][position].fade = .rising
                    needsFilling = needsFilling || term.delayFrames > 0
                }
            }
            for var term in left {
                term.fade = .falling
                node.inputs[port].append(term)
            }
        }
    }

    /// What fed an input before, in the union's numbers.
    func termsBefore(of index: Int, port: Int) -> [AlignedGraph.Term] {
        guard let old = origin[index], port < before.nodes[old].inputs.count else { return [] }
        return before.nodes[old].inputs[port].map(placed)
    }

    private func placed(_ term: AlignedGraph.Term) -> AlignedGraph.Term {
        var term = term
        term.source.node = place[term.source.node]
        return term
    }

    private func isDelayed(_ inputs: [[AlignedGraph.Term]]) -> Bool {
        inputs.contains { $0.contains { $0.delayFrames > 0 } }
    }

    private func fadeAll(_ node: inout AlignedGraph.Node, _ fade: AlignedGraph.Fade) {
        for port in node.inputs.indices {
            for term in node.inputs[port].indices { node.inputs[port][term].fade = fade }
        }
    }
}

import Testing

@testable import OutboardGraph

struct TransitionTests {
    @Test func insertingAPluginCrossFades() throws {
        let before = try chain([])
        let after = try chain([0])
        let transition = try #require(before.transition(to: after))
        let output = transition.nodes.first { $0.kind == .deviceOutput(channel: 0) }!
        #expect(output.inputs[0].map(\.fade) == [.rising, .falling])
        try RenderPlan(compiling: transition).verify(against: transition)
    }

    @Test func sameGraphHasNothingToFade() throws {
        let graph = try chain([0, 1])
        #expect(graph.transition(to: graph)?.hasFades == false)
        #expect(graph.path(to: graph).count == 1)
    }

    @Test func newLatencyIsWaitedFor() throws {
        let after = try chain([0], latencyFrames: 64)
        #expect(try chain([]).transition(to: after)?.holdFrames == 64)
        #expect(try after.transition(to: chain([]))?.holdFrames == 0)
    }

    @Test func changedDelayIsAFadeBetweenTwo() throws {
        let before = try parallel(latencyFrames: 10)
        let after = try parallel(latencyFrames: 30)
        let transition = try #require(before.transition(to: after))
        let output = transition.nodes.first { $0.kind == .deviceOutput(channel: 0) }!
        #expect(output.inputs[0].map(\.delayFrames) == [30, 0, 10])
        #expect(output.inputs[0].map(\.fade) == [.rising, .none, .falling])
    }

    @Test func pluginsThatChangePlacesGoThroughAGraphWithoutALoop() throws {
        let before = try chain([0, 1, 2])
        let after = try chain([1, 0, 2])
        #expect(before.transition(to: after) == nil)
        let path = before.path(to: after)
        #expect(path.count == 2)
        #expect(path.last == after)
        // One of them is passed by; the signal is never cut.
        #expect(path[0].nodes.contains { $0.kind == .processor(slot: 2) && !$0.inputs[0].isEmpty })
    }

    @Test func deviceOutputThatAppearsRises() throws {
        let transition = try #require(AlignedGraph.empty.transition(to: chain([0])))
        let output = transition.nodes.first { $0.kind == .deviceOutput(channel: 0) }!
        #expect(output.inputs[0].map(\.fade) == [.rising])
    }

    /// From any graph to any other there is a way of graphs that compile, and at both ends of each fade
    /// every node reads what it reads before and after it.
    @Test func randomTransitionsVerify() throws {
        var random = SplitMix.seeded()
        var current = try AlignedGraph(aligning: randomGraph(&random))
        for _ in 0..<500 {
            let target = try AlignedGraph(aligning: randomGraph(&random))
            for next in current.path(to: target) {
                let transition = try #require(current.transition(to: next))
                try RenderPlan(compiling: transition).verify(against: transition)
                #expect(heard(transition, without: .rising) == heard(current, without: .rising))
                #expect(heard(transition, without: .falling) == heard(next, without: .falling))
                current = next
            }
            #expect(current == target)
        }
    }

    /// What the device gets, as sums of paths, while terms of one fade are silent.
    private func heard(_ graph: AlignedGraph, without fade: AlignedGraph.Fade) -> [String: Int] {
        var heard: [String: Int] = [:]
        func follow(_ index: Int, port: Int?, _ path: String, _ depth: Int) {
            let node = graph.nodes[index]
            for (input, terms) in node.inputs.enumerated() {
                if case .junction = node.kind, let port, port != input { continue }
                if case .fader = node.kind, let port, port != input { continue }
                for term in terms where term.fade != fade {
                    let source = graph.nodes[term.source.node]
                    let step =
                        "\(path)<\(input):\(term.gain),\(term.delayFrames)<\(source.kind).\(term.source.port)"
                    heard[step, default: 0] += 1
                    if depth < 4 {
                        follow(term.source.node, port: term.source.port, step, depth + 1)
                    }
                }
            }
        }
        for (index, node) in graph.nodes.enumerated() where node.kind.isOutput {
            follow(index, port: nil, "\(node.kind)", 0)
        }
        return heard
    }

    private func chain(_ slots: [Int], latencyFrames: Int = 0) throws -> AlignedGraph {
        var graph = GraphDescription()
        var last = graph.add(.deviceInput(channel: 0), outputCount: 1)
        for slot in slots {
            last = graph.add(
                .processor(slot: slot),
                inputs: [[GraphTerm(node: last)]],
                outputCount: 1,
                latencyFrames: latencyFrames
            )
        }
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphTerm(node: last)]])
        return try AlignedGraph(aligning: graph)
    }

    private func parallel(latencyFrames: Int) throws -> AlignedGraph {
        var graph = GraphDescription()
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        let plugin = graph.add(
            .processor(slot: 0),
            inputs: [[GraphTerm(node: input)]],
            outputCount: 1,
            latencyFrames: latencyFrames
        )
        _ = graph.add(
            .deviceOutput(channel: 0),
            inputs: [[GraphTerm(node: input), GraphTerm(node: plugin)]]
        )
        return try AlignedGraph(aligning: graph)
    }
}

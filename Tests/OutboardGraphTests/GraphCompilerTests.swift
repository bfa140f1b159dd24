import Testing

@testable import OutboardGraph

struct GraphCompilerTests {
    @Test func chainReusesItsBuffers() throws {
        var graph = GraphDescription()
        var last = graph.add(.deviceInput(channel: 0), outputCount: 1)
        for slot in 0..<20 {
            last = graph.add(
                .processor(slot: slot),
                inputs: [[GraphTerm(node: last)]],
                outputCount: 1
            )
        }
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphTerm(node: last)]])
        let plan = try compiled(graph)
        // The device's, which the device's thread writes, and two that the chain swaps.
        #expect(plan.bufferCount == 3)
        #expect(plan.steps.count == 22)
        #expect(plan.tasks.count == 3)
    }

    @Test func feedbackNamesItsLoop() {
        var graph = GraphDescription()
        _ = graph.add(.processor(slot: 0), inputs: [[GraphTerm(node: 1)]], outputCount: 1)
        _ = graph.add(.processor(slot: 1), inputs: [[GraphTerm(node: 0)]], outputCount: 1)
        do {
            _ = try RenderPlan(compiling: graph)
            Issue.record("feedback was compiled")
        } catch .feedback(let loop) {
            #expect(Set(loop) == [0, 1])
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func missingSourceIsNamed() {
        var graph = GraphDescription()
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphTerm(node: 4)]])
        #expect(throws: GraphError.missingSource(node: 0, source: GraphSource(node: 4))) {
            try RenderPlan(compiling: graph)
        }
    }

    @Test func twoNodesOfAKindAreRefused() {
        var graph = GraphDescription()
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[]])
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[]])
        #expect(throws: GraphError.duplicate(node: 1)) { try RenderPlan(compiling: graph) }
    }

    @Test func earlyPathWaitsForTheLateOne() throws {
        var graph = GraphDescription()
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        let late = graph.add(
            .processor(slot: 0),
            inputs: [[GraphTerm(node: input)]],
            outputCount: 1,
            latencyFrames: 64
        )
        _ = graph.add(
            .deviceOutput(channel: 0),
            inputs: [[GraphTerm(node: input), GraphTerm(node: late)]]
        )
        _ = graph.add(.deviceOutput(channel: 1), inputs: [[GraphTerm(node: input)]])
        let plan = try compiled(graph)
        #expect(plan.latencyFrames == 64)
        #expect(plan.delays.map(\.frames) == [64, 64])
    }

    @Test func bypassedPluginKeepsItsLatency() throws {
        var graph = GraphDescription()
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        _ = graph.add(
            .deviceOutput(channel: 0),
            inputs: [[GraphTerm(GraphSource(node: input), latencyFrames: 48)]]
        )
        let plan = try compiled(graph)
        #expect(plan.latencyFrames == 48)
        #expect(plan.delays.map(\.frames) == [48])
    }

    @Test func inputWithoutSourceIsSilent() throws {
        var graph = GraphDescription()
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[]])
        let plan = try compiled(graph)
        #expect(plan.steps == [.zero(buffer: 0), .deviceOutput(channel: 0, from: 0)])
    }

    @Test func tracksAreTasksOfTheirOwn() throws {
        var graph = GraphDescription()
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        let tracks = (0..<8).map { track -> GraphTerm in
            let plugin = graph.add(
                .processor(slot: track),
                inputs: [[GraphTerm(node: input)]],
                outputCount: 1,
                lane: track
            )
            return GraphTerm(
                node: graph.add(
                    .fader(slot: track),
                    inputs: [[GraphTerm(node: plugin)]],
                    outputCount: 1,
                    lane: track
                )
            )
        }
        let bus = graph.add(.junction(slot: 0), inputs: [tracks], outputCount: 1, lane: 8)
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphTerm(node: bus)]])
        let plan = try compiled(graph)
        #expect(plan.tasks.count == 1 + 8 + 1 + 1)
        #expect(plan.tasks[9].dependencyCount == 8)
    }

    @Test func eventsAreMergedInOrder() throws {
        var graph = GraphDescription()
        let out = GraphEvents(sources: [], hasOutput: true)
        let keys = graph.add(.eventSource(slot: 0), events: out)
        let song = graph.add(.eventSource(slot: 1), events: out)
        let synth = graph.add(
            .processor(slot: 0),
            outputCount: 1,
            events: GraphEvents(sources: [keys, song], hasOutput: false)
        )
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphTerm(node: synth)]])
        let plan = try compiled(graph)
        #expect(plan.eventBufferCount == 3)
        #expect(plan.eventPorts == [0, 1])
    }

    @Test func randomGraphsCompileToPlansThatVerify() throws {
        var random = SplitMix.seeded()
        for _ in 0..<500 { _ = try compiled(randomGraph(&random)) }
    }

    /// A verifier that finds nothing proves nothing: whatever is broken must be found.
    @Test func brokenPlansAreRefused() throws {
        var random = SplitMix.seeded()
        var caught = 0
        for _ in 0..<300 {
            let graph = try AlignedGraph(aligning: randomGraph(&random))
            let plan = RenderPlan(compiling: graph)
            for (kind, broken) in mutations(of: plan, &random).enumerated() where broken != plan {
                #expect(throws: PlanFault.self, "mutation \(kind)") {
                    try broken.verify(against: graph)
                }
                caught += 1
            }
        }
        #expect(caught > 1_000)
    }

    /// Some plugins break where an output lies in an input's memory: LADSPA has a flag for them.
    @Test func pluginsNeverWriteWhereTheyRead() throws {
        var random = SplitMix.seeded()
        for _ in 0..<500 {
            let plan = try compiled(randomGraph(&random))
            for step in plan.steps {
                guard case .process(_, let ports, let inputs, let outputs, _, _) = step else {
                    continue
                }
                let buffers = plan.ports[Int(ports)...].prefix(Int(inputs) + Int(outputs))
                let written = buffers.suffix(Int(outputs))
                #expect(Set(buffers.prefix(Int(inputs))).isDisjoint(with: written))
                #expect(Set(written).count == written.count)
            }
        }
    }

    private func compiled(_ description: GraphDescription) throws -> RenderPlan {
        let graph = try AlignedGraph(aligning: description)
        try graph.verifyLevels()
        let plan = RenderPlan(compiling: graph)
        try plan.verify(against: graph)
        return plan
    }

    private func mutations(of plan: RenderPlan, _ random: inout SplitMix) -> [RenderPlan] {
        let nodes = plan.steps.indices.filter {
            switch plan.steps[$0] {
            case .process, .deviceInput, .deviceOutput: true
            default: false
            }
        }
        var doubled = plan
        let chosen = nodes.randomElement(using: &random)!
        doubled.steps[chosen] = plan.steps[nodes.first { $0 != chosen }!]
        var mistuned = plan
        if !mistuned.delays.isEmpty { mistuned.delays[0].edge.frames += 1 }
        var mislabelled = plan
        mislabelled.latencyFrames += 1
        var louder = plan
        if let term = louder.terms.indices.randomElement(using: &random) {
            louder.terms[term].gain *= 2
        }
        // Tasks that do not wait for each other: only then is it a fault.
        var hasty = plan
        if let waiting = plan.tasks.indices.last(where: { plan.tasks[$0].dependencyCount > 0 }) {
            hasty.tasks[waiting].dependencyCount -= 1
        }
        var short = plan
        short.tasks[plan.tasks.count - 1].stepCount -= 1
        return [doubled, mistuned, mislabelled, louder, hasty, short]
    }
}

import Testing

@testable import OutboardGraph

struct GraphCompilerTests {
    @Test func chainReusesItsBuffers() throws {
        var graph = GraphDescription()
        var last = graph.add(.deviceInput(channel: 0), outputCount: 1)
        for slot in 0..<20 {
            last = graph.add(
                .processor(slot: slot),
                inputs: [[GraphSource(node: last)]],
                outputCount: 1
            )
        }
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphSource(node: last)]])
        let plan = try RenderPlan(compiling: graph)
        try plan.verify(against: graph)
        #expect(plan.bufferCount == 2)
        #expect(plan.steps.count == 22)
    }

    @Test func feedbackNamesItsLoop() {
        var graph = GraphDescription()
        graph.nodes = [
            GraphNode(
                kind: .processor(slot: 0),
                inputs: [[GraphSource(node: 1)]],
                outputCount: 1,
                latencyFrames: 0
            ),
            GraphNode(
                kind: .processor(slot: 1),
                inputs: [[GraphSource(node: 0)]],
                outputCount: 1,
                latencyFrames: 0
            ),
        ]
        #expect(throws: GraphError.self) { try RenderPlan(compiling: graph) }
        do {
            _ = try RenderPlan(compiling: graph)
        } catch .feedback(let loop) {
            #expect(Set(loop) == [0, 1])
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func missingSourceIsNamed() {
        var graph = GraphDescription()
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphSource(node: 4)]])
        #expect(throws: GraphError.missingSource(node: 0, source: GraphSource(node: 4))) {
            try RenderPlan(compiling: graph)
        }
    }

    @Test func earlyPathWaitsForTheLateOne() throws {
        var graph = GraphDescription()
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        let late = graph.add(
            .processor(slot: 0),
            inputs: [[GraphSource(node: input)]],
            outputCount: 1,
            latencyFrames: 64
        )
        _ = graph.add(
            .deviceOutput(channel: 0),
            inputs: [[GraphSource(node: input), GraphSource(node: late)]]
        )
        _ = graph.add(.deviceOutput(channel: 1), inputs: [[GraphSource(node: input)]])
        let plan = try RenderPlan(compiling: graph)
        try plan.verify(against: graph)
        #expect(plan.latencyFrames == 64)
        #expect(plan.delays.map(\.frames) == [64, 64])
    }

    @Test func inputWithoutSourceIsSilent() throws {
        var graph = GraphDescription()
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[]])
        let plan = try RenderPlan(compiling: graph)
        try plan.verify(against: graph)
        #expect(plan.steps == [.zero(buffer: 0), .deviceOutput(channel: 0, from: 0)])
    }

    @Test func randomGraphsCompileToPlansThatVerify() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<300 {
            let graph = randomGraph(&random)
            try RenderPlan(compiling: graph).verify(against: graph)
        }
    }

    /// A verifier that finds nothing proves nothing: whatever is broken must be found.
    @Test func brokenPlansAreRefused() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        var caught = 0
        for _ in 0..<300 {
            let graph = randomGraph(&random)
            let plan = try RenderPlan(compiling: graph)
            for broken in mutations(of: plan, &random) where broken != plan {
                #expect(throws: PlanFault.self) { try broken.verify(against: graph) }
                caught += 1
            }
        }
        #expect(caught > 500)
    }

    private func randomGraph(_ random: inout SplitMix) -> GraphDescription {
        var graph = GraphDescription()
        var sources = (0..<2).map {
            GraphSource(node: graph.add(.deviceInput(channel: $0), outputCount: 1))
        }
        for slot in 0..<Int.random(in: 1...12, using: &random) {
            let inputs = (0..<Int.random(in: 1...2, using: &random)).map { _ in
                Array(
                    sources.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
                )
            }
            let outputs = Int.random(in: 1...2, using: &random)
            let latency = [0, 0, 0, 32, 100].randomElement(using: &random)!
            let node = graph.add(
                .processor(slot: slot),
                inputs: inputs,
                outputCount: outputs,
                latencyFrames: latency
            )
            sources += (0..<outputs).map { GraphSource(node: node, port: $0) }
        }
        for channel in 0..<2 {
            _ = graph.add(
                .deviceOutput(channel: channel),
                inputs: [Array(sources.suffix(Int.random(in: 1...4, using: &random)))]
            )
        }
        return graph
    }

    private func mutations(of plan: RenderPlan, _ random: inout SplitMix) -> [RenderPlan] {
        // A copy may be left out unnoticed where its buffer happens to hold the same sum already.
        let nodes = plan.steps.indices.filter {
            switch plan.steps[$0] {
            case .process, .deviceInput, .deviceOutput: true
            default: false
            }
        }
        var dropped = plan
        dropped.steps.remove(at: nodes.randomElement(using: &random)!)
        var doubled = plan
        let process = plan.steps.firstIndex { if case .process = $0 { true } else { false } }!
        doubled.steps.insert(plan.steps[process], at: process)
        var mistuned = plan
        if !mistuned.delays.isEmpty { mistuned.delays[0].frames += 1 }
        var mislabelled = plan
        mislabelled.latencyFrames += 1
        return [dropped, doubled, mistuned, mislabelled]
    }
}

/// A small seeded generator (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A way in which a plan does not do what its description says.
package struct PlanFault: Error, Sendable, Equatable, CustomStringConvertible {
    package let step: Int
    package let description: String
}

extension RenderPlan {
    /// Proves that the plan renders the description, or throws what is wrong with it.
    ///
    /// Runs the steps on symbols instead of samples. A buffer holds the list of (output, delay) that
    /// were summed into it; each node must find at its inputs exactly the sources that the description
    /// names, in their order, each delayed so that all arrive together. That covers the order of steps,
    /// the reuse of buffers, and compensation at once. Every node must run exactly once, and may not
    /// write what it reads. It shares no code with the compiler but the arrival times' definition.
    package func verify(against description: GraphDescription) throws(PlanFault) {
        var check = PlanCheck(plan: self, description: description)
        for step in steps.indices { try check.run(step) }
        try check.finish()
    }
}

/// One summand of a buffer: an output of a node, so many frames late.
private struct Term: Equatable {
    var source: GraphSource
    var delayFrames: Int
}

private struct PlanCheck {
    let plan: RenderPlan
    let description: GraphDescription
    /// nil: nothing has been written yet. Empty: silence.
    var buffers: [[Term]?]
    var hasRun: [Bool]
    /// Latency at each node's inputs, as found.
    var arrival: [Int]
    var usedDelays: Set<Int32> = []

    init(plan: RenderPlan, description: GraphDescription) {
        self.plan = plan
        self.description = description
        buffers = Array(repeating: nil, count: plan.bufferCount)
        hasRun = Array(repeating: false, count: description.nodes.count)
        arrival = Array(repeating: 0, count: description.nodes.count)
    }

    mutating func run(_ index: Int) throws(PlanFault) {
        switch plan.steps[index] {
        case .zero(let buffer): try write([], to: buffer, index)
        case .copy(let from, let to): try write(read(from, index), to: to, index)
        case .add(let from, let to):
            try write(read(to, index) + read(from, index), to: to, index)
        case .delay(let line, let from, let to):
            guard plan.delays.indices.contains(Int(line)), usedDelays.insert(line).inserted else {
                throw fault(index, "delay line \(line) is missing or used twice")
            }
            let frames = plan.delays[Int(line)].frames
            let delayed = try read(from, index).map {
                Term(source: $0.source, delayFrames: $0.delayFrames + frames)
            }
            try write(delayed, to: to, index)
        case .deviceInput(let channel, let to):
            try node(.deviceInput(channel: Int(channel)), index, reads: [], writes: [to])
        case .deviceOutput(let channel, let from):
            try node(.deviceOutput(channel: Int(channel)), index, reads: [from], writes: [])
        case .stream(let slot, let ports, let count):
            try node(
                .stream(slot: Int(slot)),
                index,
                reads: [],
                writes: slice(ports, Int(count), index)
            )
        case .process(let slot, let ports, let inputCount, let outputCount):
            try node(
                .processor(slot: Int(slot)),
                index,
                reads: slice(ports, Int(inputCount), index),
                writes: slice(ports + Int32(inputCount), Int(outputCount), index)
            )
        case .fader(let gainSlot, let meterSlot, let from, let to):
            try node(
                .fader(gainSlot: Int(gainSlot), meterSlot: Int(meterSlot)),
                index,
                reads: [from],
                writes: [to]
            )
        case .tap(let ports, let count):
            try node(.tap, index, reads: slice(ports, Int(count), index), writes: [])
        }
    }

    func finish() throws(PlanFault) {
        if let left = hasRun.firstIndex(of: false) {
            throw fault(plan.steps.count, "node \(left) never runs")
        }
        let ends = Set(description.nodes.indices.filter { isSink($0) }.map { arrival[$0] })
        guard ends.count <= 1 else {
            throw fault(plan.steps.count, "outputs are not level: \(ends.sorted())")
        }
        guard (ends.first ?? 0) == plan.latencyFrames else {
            throw fault(plan.steps.count, "the stated latency is not the outputs'")
        }
    }

    private func isSink(_ node: Int) -> Bool {
        switch description.nodes[node].kind {
        case .deviceOutput, .tap: true
        default: false
        }
    }

    /// Runs the node of that kind that has not run yet.
    private mutating func node(
        _ kind: GraphNode.Kind,
        _ step: Int,
        reads: [Int32],
        writes: [Int32]
    ) throws(PlanFault) {
        guard
            let node = description.nodes.indices.first(where: {
                description.nodes[$0].kind == kind && !hasRun[$0]
            })
        else { throw fault(step, "\(kind) runs twice, or is not in the description") }
        hasRun[node] = true
        let expected = description.nodes[node].inputs
        guard expected.count == reads.count,
            description.nodes[node].outputCount == writes.count,
            Set(reads).isDisjoint(with: writes), Set(writes).count == writes.count
        else { throw fault(step, "\(kind) has the wrong ports, or writes what it reads") }
        var arrivals: Set<Int> = []
        for (sources, buffer) in zip(expected, reads) {
            let terms = try read(buffer, step)
            guard terms.map(\.source) == sources else {
                throw fault(step, "\(kind) reads \(terms.map(\.source)) instead of \(sources)")
            }
            for term in terms {
                let at = term.source.node
                arrivals.insert(
                    arrival[at] + description.nodes[at].latencyFrames + term.delayFrames
                )
            }
        }
        guard arrivals.count <= 1 else {
            throw fault(step, "\(kind) reads paths that are not level: \(arrivals.sorted())")
        }
        arrival[node] = arrivals.first ?? 0
        for (port, buffer) in writes.enumerated() {
            try write(
                [Term(source: GraphSource(node: node, port: port), delayFrames: 0)],
                to: buffer,
                step
            )
        }
    }

    private func slice(_ start: Int32, _ count: Int, _ step: Int) throws(PlanFault) -> [Int32] {
        let range = Int(start)..<Int(start) + count
        guard start >= 0, range.upperBound <= plan.ports.count else {
            throw fault(step, "its ports lie outside the plan's")
        }
        return Array(plan.ports[range])
    }

    private func read(_ buffer: Int32, _ step: Int) throws(PlanFault) -> [Term] {
        guard buffers.indices.contains(Int(buffer)), let terms = buffers[Int(buffer)] else {
            throw fault(step, "buffer \(buffer) is read before it is written")
        }
        return terms
    }

    private mutating func write(
        _ terms: [Term],
        to buffer: Int32,
        _ step: Int
    ) throws(PlanFault) {
        guard buffers.indices.contains(Int(buffer)) else {
            throw fault(step, "buffer \(buffer) does not exist")
        }
        buffers[Int(buffer)] = terms
    }

    private func fault(_ step: Int, _ text: String) -> PlanFault {
        PlanFault(step: step, description: text)
    }
}

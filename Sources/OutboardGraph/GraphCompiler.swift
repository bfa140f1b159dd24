extension RenderPlan {
    /// Orders the nodes, assigns buffers by liveness, and compensates latency.
    ///
    /// The order among nodes that do not depend on each other is that of the description, so the same
    /// description always gives the same plan. O(nodes + edges) but for the latter's sums.
    ///
    /// - Throws: `GraphError.feedback` with the loop, or `.missingSource`.
    package init(compiling description: GraphDescription) throws(GraphError) {
        try description.checkSources()
        var compiler = try GraphCompiler(description)
        compiler.emitAll()
        self = compiler.plan
    }
}

/// The state of one compilation.
private struct GraphCompiler {
    let description: GraphDescription
    let order: [Int]
    /// The latency at each node's inputs, all of them brought level.
    let arrivalFrames: [Int]
    var plan: RenderPlan
    /// Buffers whose readers are all done.
    var free: [Int32] = []
    /// The buffer that holds an output, and how many inputs still read it.
    var live: [GraphSource: (buffer: Int32, readers: Int)] = [:]
    var silence: Int32?

    init(_ description: GraphDescription) throws(GraphError) {
        self.description = description
        order = try description.topologicalOrder()
        arrivalFrames = description.arrivalFrames(in: order)
        plan = RenderPlan(steps: [], ports: [], bufferCount: 0, delays: [], latencyFrames: 0)
        plan.latencyFrames =
            description.nodes.indices
            .filter { description.nodes[$0].isSink }.map { arrivalFrames[$0] }.max() ?? 0
    }

    mutating func emitAll() {
        let readers = description.readerCounts()
        for node in order {
            let inputs = description.nodes[node].inputs.indices.map { gather(node, port: $0) }
            let outputs = (0..<description.nodes[node].outputCount).map { port -> Int32 in
                let buffer = takeBuffer()
                let source = GraphSource(node: node, port: port)
                live[source] = (buffer, readers[source] ?? 0)
                return buffer
            }
            emit(description.nodes[node].kind, inputs: inputs.map(\.buffer), outputs: outputs)
            for input in inputs where input.isTemporary { free.append(input.buffer) }
            for sources in description.nodes[node].inputs { sources.forEach { release($0) } }
            for port in outputs.indices { dropUnread(GraphSource(node: node, port: port)) }
        }
        // Silence is written before all that reads it; a plugin may have scribbled on it last time.
        if let silence { plan.steps.insert(.zero(buffer: silence), at: 0) }
    }

    /// Brings everything that feeds an input into one buffer.
    private mutating func gather(_ node: Int, port: Int) -> (buffer: Int32, isTemporary: Bool) {
        let sources = description.nodes[node].inputs[port]
        guard let first = sources.first else { return (silentBuffer(), false) }
        if sources.count == 1, lagFrames(first, behind: node) == 0 {
            return (live[first]!.buffer, false)
        }
        let sum = takeBuffer()
        for (position, source) in sources.enumerated() {
            let lag = lagFrames(source, behind: node)
            let from = live[source]!.buffer
            if lag == 0 {
                plan.steps.append(
                    position == 0 ? .copy(from: from, to: sum) : .add(from: from, to: sum)
                )
                continue
            }
            plan.delays.append(
                CompensationDelay(
                    edge: .init(source: source, node: node, port: port),
                    frames: lag
                )
            )
            let line = Int32(plan.delays.count - 1)
            if position == 0 {
                plan.steps.append(.delay(line: line, from: from, to: sum))
            } else {
                let delayed = takeBuffer()
                plan.steps.append(.delay(line: line, from: from, to: delayed))
                plan.steps.append(.add(from: delayed, to: sum))
                free.append(delayed)
            }
        }
        return (sum, true)
    }

    private func lagFrames(_ source: GraphSource, behind node: Int) -> Int {
        arrivalFrames[node] - arrivalFrames[source.node]
            - description.nodes[source.node].latencyFrames
    }

    private mutating func emit(_ kind: GraphNode.Kind, inputs: [Int32], outputs: [Int32]) {
        let ports = Int32(plan.ports.count)
        switch kind {
        case .deviceInput(let channel):
            plan.steps.append(.deviceInput(channel: Int32(channel), to: outputs[0]))
        case .deviceOutput(let channel):
            plan.steps.append(.deviceOutput(channel: Int32(channel), from: inputs[0]))
        case .fader(let gainSlot, let meterSlot):
            plan.steps.append(
                .fader(
                    gainSlot: Int32(gainSlot),
                    meterSlot: Int32(meterSlot),
                    from: inputs[0],
                    to: outputs[0]
                )
            )
        case .stream(let slot):
            plan.ports += outputs
            plan.steps.append(
                .stream(slot: Int32(slot), ports: ports, count: Int32(outputs.count))
            )
        case .processor(let slot):
            plan.ports += inputs + outputs
            plan.steps.append(
                .process(
                    slot: Int32(slot),
                    ports: ports,
                    inputCount: Int16(inputs.count),
                    outputCount: Int16(outputs.count)
                )
            )
        case .tap:
            plan.ports += inputs
            plan.steps.append(.tap(ports: ports, count: Int32(inputs.count)))
        }
    }

    private mutating func takeBuffer() -> Int32 {
        if let buffer = free.popLast() { return buffer }
        plan.bufferCount += 1
        return Int32(plan.bufferCount - 1)
    }

    private mutating func silentBuffer() -> Int32 {
        if silence == nil {
            silence = Int32(plan.bufferCount)
            plan.bufferCount += 1
        }
        return silence!
    }

    private mutating func release(_ source: GraphSource) {
        live[source]!.readers -= 1
        dropUnread(source)
    }

    private mutating func dropUnread(_ source: GraphSource) {
        guard let (buffer, readers) = live[source], readers == 0 else { return }
        live[source] = nil
        free.append(buffer)
    }
}

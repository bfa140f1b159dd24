extension RenderPlan {
    /// Orders the steps of a graph in tasks, and assigns buffers. O(nodes + edges).
    package init(compiling graph: AlignedGraph) {
        var compiler = GraphCompiler(graph)
        compiler.emitAll()
        self = compiler.plan
    }

    /// A plan for a description alone, with nothing to fade from.
    package init(compiling description: GraphDescription) throws(GraphError) {
        self.init(compiling: try AlignedGraph(aligning: description))
    }
}

/// The state of one compilation.
struct GraphCompiler {
    let graph: AlignedGraph
    let partition: TaskPartition
    var plan: RenderPlan
    /// The buffer of each output, and of each node's events.
    private var bufferOf: [GraphSource: Int32] = [:]
    private var eventBufferOf: [Int: Int32] = [:]
    /// How many inputs still read a buffer. What another task reads never runs out.
    private var readers: [Int32: Int] = [:]
    private var readerCounts: [GraphSource: Int] = [:]
    private var isShared: Set<GraphSource> = []
    /// Buffers of the present task whose readers are all done.
    private var free: [Int32] = []
    private var silence: Int32?
    private var edgeCounts: [CompensationDelay.Edge: Int] = [:]

    init(_ graph: AlignedGraph) {
        self.graph = graph
        partition = TaskPartition(graph)
        plan = RenderPlan(
            steps: [],
            tasks: [],
            dependents: [],
            ports: [],
            terms: [],
            eventPorts: [],
            bufferCount: 0,
            eventBufferCount: 0,
            delays: [],
            latencyFrames: graph.latencyFrames,
            holdFrames: graph.holdFrames,
            hasFades: graph.hasFades
        )
        for index in graph.nodes.indices {
            for source in graph.nodes[index].inputs.joined().map(\.source) {
                readerCounts[source, default: 0] += 1
                if partition.taskOf[source.node] != partition.taskOf[index] {
                    isShared.insert(source)
                }
            }
        }
    }

    mutating func emitAll() {
        for (task, nodes) in partition.tasks.enumerated() {
            let first = plan.steps.count
            free.removeAll(keepingCapacity: true)
            if task == 0, graph.nodes.contains(where: { $0.inputs.contains(where: \.isEmpty) }) {
                // A plugin may have scribbled on it last time.
                let buffer = takeBuffer()
                silence = buffer
                readers[buffer] = .max
                plan.steps.append(.zero(buffer: buffer))
            }
            for node in nodes { emit(node) }
            plan.tasks.append(
                RenderTask(
                    firstStep: Int32(first),
                    stepCount: Int32(plan.steps.count - first),
                    dependencyCount: Int32(partition.dependencies[task].count),
                    firstDependent: Int32(plan.dependents.count),
                    dependentCount: Int32(partition.dependents[task].count),
                    lane: partition.lane(of: task)
                )
            )
            plan.dependents += partition.dependents[task].map(Int32.init)
        }
    }

    private mutating func emit(_ index: Int) {
        let node = graph.nodes[index]
        let inputs = node.inputs.indices.map { gather(index, port: $0) }
        let eventsIn = gatherEvents(index)
        if case .junction = node.kind {
            for (port, input) in inputs.enumerated() { pass(input, to: index, port) }
        } else {
            let outputs = (0..<node.outputCount).map { port -> Int32 in
                let buffer = takeBuffer()
                hold(buffer, as: GraphSource(node: index, port: port))
                return buffer
            }
            append(index, inputs.map(\.buffer), outputs, eventsIn)
            for buffer in outputs where readers[buffer] == 0 { free.append(buffer) }
            for input in inputs where input.isOwn { free.append(input.buffer) }
        }
        for source in node.inputs.joined().map(\.source) { release(source) }
    }

    /// Brings everything that feeds an input into one buffer: its own, or that of its only source.
    private mutating func gather(_ index: Int, port: Int) -> (buffer: Int32, isOwn: Bool) {
        let terms = graph.nodes[index].inputs[port]
        guard let first = terms.first else { return (silence!, false) }
        if terms.count == 1, first.isPlain { return (bufferOf[first.source]!, false) }
        var summands: [MixTerm] = []
        var delayed: [Int32] = []
        for term in terms {
            var buffer = bufferOf[term.source]!
            if term.delayFrames > 0 {
                let late = takeBuffer()
                let line = addDelay(term, index, port)
                plan.steps.append(.delay(line: line, from: buffer, to: late))
                delayed.append(late)
                buffer = late
            }
            summands.append(MixTerm(buffer: buffer, gain: term.gain, fade: .init(term.fade)))
        }
        if terms.count == 1, first.gain == 1, first.fade == .none { return (delayed[0], true) }
        let sum = takeBuffer()
        plan.steps.append(
            .mix(terms: Int32(plan.terms.count), count: Int32(summands.count), to: sum)
        )
        plan.terms += summands
        free += delayed
        return (sum, true)
    }

    private mutating func addDelay(_ term: AlignedGraph.Term, _ index: Int, _ port: Int) -> Int32 {
        var edge = CompensationDelay.Edge(
            source: graph.nodes[term.source.node].kind,
            sourcePort: term.source.port,
            destination: graph.nodes[index].kind,
            destinationPort: port,
            frames: term.delayFrames,
            ordinal: 0
        )
        let count = edgeCounts[edge, default: 0]
        edgeCounts[edge] = count + 1
        edge.ordinal = count
        plan.delays.append(CompensationDelay(edge: edge))
        return Int32(plan.delays.count - 1)
    }

    /// A junction's output is the very buffer that was gathered for it.
    private mutating func pass(_ input: (buffer: Int32, isOwn: Bool), to index: Int, _ port: Int) {
        hold(input.buffer, as: GraphSource(node: index, port: port))
        if input.isOwn, readers[input.buffer] == 0 { free.append(input.buffer) }
    }

    private mutating func hold(_ buffer: Int32, as source: GraphSource) {
        bufferOf[source] = buffer
        let held = readers[buffer] ?? 0
        readers[buffer] =
            isShared.contains(source) || held == .max
            ? .max : held + (readerCounts[source] ?? 0)
    }

    private mutating func release(_ source: GraphSource) {
        let buffer = bufferOf[source]!
        guard let left = readers[buffer], left != .max else { return }
        readers[buffer] = left - 1
        if left == 1 { free.append(buffer) }
    }

    private mutating func takeBuffer() -> Int32 {
        if let buffer = free.popLast() {
            readers[buffer] = 0
            return buffer
        }
        plan.bufferCount += 1
        return Int32(plan.bufferCount - 1)
    }
}

extension GraphCompiler {
    /// The buffer that holds the events for a node, or -1.
    private mutating func gatherEvents(_ index: Int) -> Int32 {
        let sources = graph.nodes[index].events.sources.compactMap { eventBufferOf[$0] }
        guard let first = sources.first else { return -1 }
        if sources.count == 1 { return first }
        let merged = newEventBuffer()
        plan.steps.append(
            .mergeEvents(
                eventPorts: Int32(plan.eventPorts.count),
                count: Int32(sources.count),
                to: merged
            )
        )
        plan.eventPorts += sources
        return merged
    }

    private mutating func newEventBuffer() -> Int32 {
        plan.eventBufferCount += 1
        return Int32(plan.eventBufferCount - 1)
    }

    private mutating func append(
        _ index: Int,
        _ inputs: [Int32],
        _ outputs: [Int32],
        _ eventsIn: Int32
    ) {
        let node = graph.nodes[index]
        let ports = Int32(plan.ports.count)
        let count = Int32(inputs.count)
        var eventsOut: Int32 = -1
        if node.events.hasOutput {
            eventsOut = newEventBuffer()
            eventBufferOf[index] = eventsOut
        }
        switch node.kind {
        case .deviceInput(let channel):
            plan.steps.append(.deviceInput(channel: Int32(channel), to: outputs[0]))
            return
        case .deviceOutput(let channel):
            plan.steps.append(.deviceOutput(channel: Int32(channel), from: inputs[0]))
            return
        case .stream(let slot):
            plan.steps.append(
                .stream(slot: Int32(slot), ports: ports, count: Int32(outputs.count))
            )
        case .eventSource(let slot):
            plan.steps.append(.eventSource(slot: Int32(slot), to: eventsOut))
        case .processor(let slot):
            plan.steps.append(
                .process(
                    slot: Int32(slot),
                    ports: ports,
                    inputCount: Int16(inputs.count),
                    outputCount: Int16(outputs.count),
                    eventsIn: eventsIn,
                    eventsOut: eventsOut
                )
            )
        case .junction: preconditionFailure("a junction has no step")
        case .fader(let slot):
            plan.steps.append(.fader(slot: Int32(slot), ports: ports, count: count))
        case .loudness(let slot):
            plan.steps.append(.loudness(slot: Int32(slot), ports: ports, count: count))
        case .recorder(let slot):
            plan.steps.append(.recorder(slot: Int32(slot), ports: ports, count: count))
        case .tap: plan.steps.append(.tap(ports: ports, count: count))
        }
        plan.ports += inputs + outputs
    }
}

extension AlignedGraph.Term {
    /// Whether the source itself can be read in its stead.
    fileprivate var isPlain: Bool { delayFrames == 0 && gain == 1 && fade == .none }
}

extension MixTerm.Fade {
    fileprivate init(_ fade: AlignedGraph.Fade) {
        switch fade {
        case .none: self = .none
        case .rising: self = .rising
        case .falling: self = .falling
        }
    }
}

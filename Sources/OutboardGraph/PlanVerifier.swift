/// A way in which a plan does not do what its graph says.
package struct PlanFault: Error, Sendable, Equatable, CustomStringConvertible {
    package let step: Int
    package let description: String
}

extension RenderPlan {
    /// Proves that the plan renders the graph, on one thread or several, or throws what is wrong.
    ///
    /// Runs the steps on symbols instead of samples. A buffer holds the list of summands that are in it;
    /// each node must find at its inputs exactly the terms that the graph names, in their order, each
    /// with its gain, its delay and its fade. That covers the order of steps, the reuse of buffers, and
    /// compensation at once. Every node must run exactly once, and may not write what it reads. Every
    /// read and every write of another task's buffer must be covered by a chain of dependencies.
    /// It shares no code with the compiler.
    package func verify(against graph: AlignedGraph) throws(PlanFault) {
        var check = PlanCheck(plan: self, graph: graph)
        var next = 0
        for (index, task) in tasks.enumerated() {
            guard task.firstStep == next else { throw PlanFault(step: next, "no task runs it") }
            check.task = index
            next += Int(task.stepCount)
            guard next <= steps.count else { throw PlanFault(step: next, "it does not exist") }
            for step in Int(task.firstStep)..<next { try check.run(step) }
        }
        guard next == steps.count else { throw PlanFault(step: next, "no task runs it") }
        try check.finish()
    }
}

extension PlanFault {
    init(step: Int, _ description: String) { self.init(step: step, description: description) }
}

extension AlignedGraph {
    /// Proves that everything that meets anywhere is level, and all outputs with each other. For a graph
    /// that does not fade: one that does holds two levels at once.
    package func verifyLevels() throws(PlanFault) {
        for (index, node) in nodes.enumerated() {
            for term in node.inputs.joined() {
                let source = nodes[term.source.node]
                let reached = source.arrivalFrames + source.latencyFrames + term.delayFrames
                guard reached == node.arrivalFrames else {
                    throw PlanFault(step: index, "\(node.kind) reads paths that are not level")
                }
            }
        }
        let ends = Set(nodes.filter(\.kind.isOutput).map(\.arrivalFrames))
        guard ends.count <= 1, (ends.first ?? 0) == latencyFrames else {
            throw PlanFault(step: 0, "outputs are not level: \(ends.sorted())")
        }
    }
}

/// What a buffer holds: an output of a node with what has been done to it.
private struct Symbol: Hashable {
    var source: GraphSource
    var gain: Float = 1
    var delayFrames = 0
    var fade = AlignedGraph.Fade.none
}

private struct Cell {
    /// nil: nothing has been written yet. Empty: silence.
    var symbols: [Symbol]?
    var writer = -1
    var readers: Set<Int> = []
}

private struct PlanCheck {
    let plan: RenderPlan
    let graph: AlignedGraph
    var task = 0
    private var cells: [Cell]
    private var eventCells: [[Int]?]
    private var nodeOf: [GraphNode.Kind: Int] = [:]
    private var hasRun: Set<Int> = []
    /// What a junction's outputs hold: they are never written by a step of their own.
    private var junctions: [Int] = []
    private var usedDelays: Set<Int32> = []
    /// For each task, all those that have surely ended before it begins.
    private let ended: [Set<Int>]
    private let hasWrongCounts: Bool

    init(plan: RenderPlan, graph: AlignedGraph) {
        self.plan = plan
        self.graph = graph
        cells = Array(repeating: Cell(), count: plan.bufferCount)
        eventCells = Array(repeating: nil, count: plan.eventBufferCount)
        for (index, node) in graph.nodes.enumerated() { nodeOf[node.kind] = index }
        (ended, hasWrongCounts) = Self.closure(plan)
    }

    private static func closure(_ plan: RenderPlan) -> (ended: [Set<Int>], hasWrongCounts: Bool) {
        var before = plan.tasks.map { _ in Set<Int>() }
        var counts = plan.tasks.map { _ in Int32(0) }
        for (index, task) in plan.tasks.enumerated() {
            if index > 0 { before[index].insert(0) }
            if task.lane == RenderTask.epilogueLane { before[index].formUnion(0..<index) }
            let range = Int(task.firstDependent)..<Int(task.firstDependent + task.dependentCount)
            guard plan.dependents.indices.contains(range) else { continue }
            for dependent in plan.dependents[range].map(Int.init)
            where dependent > index && dependent < plan.tasks.count {
                before[dependent].formUnion(before[index])
                before[dependent].insert(index)
                counts[dependent] += 1
            }
        }
        let isWrong = plan.tasks.indices.contains { counts[$0] != plan.tasks[$0].dependencyCount }
        return (before, isWrong)
    }

    mutating func run(_ index: Int) throws(PlanFault) {
        switch plan.steps[index] {
        case .zero(let buffer): try write([], to: buffer, index)
        case .mix(let terms, let count, let to):
            var sum: [Symbol] = []
            for term in try slice(plan.terms, terms, count, index) {
                sum += try read(term.buffer, index).map { symbol in
                    var symbol = symbol
                    symbol.gain *= term.gain
                    if let fade = AlignedGraph.Fade(term.fade) { symbol.fade = fade }
                    return symbol
                }
            }
            try write(sum, to: to, index)
        case .delay(let line, let from, let to):
            guard plan.delays.indices.contains(Int(line)), usedDelays.insert(line).inserted else {
                throw PlanFault(step: index, "delay line \(line) is missing or used twice")
            }
            let frames = plan.delays[Int(line)].frames
            try write(
                try read(from, index).map { symbol in
                    var symbol = symbol
                    symbol.delayFrames += frames
                    return symbol
                },
                to: to,
                index
            )
        case .deviceInput(let channel, let to):
            try node(.deviceInput(channel: Int(channel)), index, reads: [], writes: [to])
        case .deviceOutput(let channel, let from):
            try node(.deviceOutput(channel: Int(channel)), index, reads: [from], writes: [])
        case .stream(let slot, let ports, let count):
            try node(
                .stream(slot: Int(slot)),
                index,
                reads: [],
                writes: slice(plan.ports, ports, count, index)
            )
        case .eventSource(let slot, let to):
            try node(.eventSource(slot: Int(slot)), index, reads: [], writes: [], eventsOut: to)
        case .mergeEvents(let ports, let count, let to):
            var merged: [Int] = []
            for port in try slice(plan.eventPorts, ports, count, index) {
                merged += try readEvents(port, index)
            }
            try writeEvents(merged, to: to, index)
        case .process(let slot, let ports, let inputs, let outputs, let eventsIn, let eventsOut):
            try node(
                .processor(slot: Int(slot)),
                index,
                reads: slice(plan.ports, ports, Int32(inputs), index),
                writes: slice(plan.ports, ports + Int32(inputs), Int32(outputs), index),
                eventsIn: eventsIn,
                eventsOut: eventsOut
            )
        case .fader(let slot, let ports, let count):
            try node(
                .fader(slot: Int(slot)),
                index,
                reads: slice(plan.ports, ports, count, index),
                writes: slice(plan.ports, ports + count, count, index)
            )
        case .loudness(let slot, let ports, let count):
            try sink(.loudness(slot: Int(slot)), ports, count, index)
        case .recorder(let slot, let ports, let count):
            try sink(.recorder(slot: Int(slot)), ports, count, index)
        case .tap(let ports, let count): try sink(.tap, ports, count, index)
        }
    }

    mutating func finish() throws(PlanFault) {
        guard !hasWrongCounts else {
            throw PlanFault(step: 0, "a task would begin too early, or never")
        }
        for (index, node) in graph.nodes.enumerated() where !hasRun.contains(index) {
            if case .junction = node.kind { continue }
            throw PlanFault(step: plan.steps.count, "node \(index), \(node.kind), never runs")
        }
        guard plan.latencyFrames == graph.latencyFrames, plan.holdFrames == graph.holdFrames else {
            throw PlanFault(step: plan.steps.count, "the stated latency is not the graph's")
        }
    }

    private mutating func sink(
        _ kind: GraphNode.Kind,
        _ ports: Int32,
        _ count: Int32,
        _ step: Int
    ) throws(PlanFault) {
        try node(kind, step, reads: slice(plan.ports, ports, count, step), writes: [])
    }

    private mutating func node(
        _ kind: GraphNode.Kind,
        _ step: Int,
        reads: [Int32],
        writes: [Int32],
        eventsIn: Int32 = -1,
        eventsOut: Int32 = -1
    ) throws(PlanFault) {
        guard let index = nodeOf[kind], hasRun.insert(index).inserted else {
            throw PlanFault(step: step, "\(kind) runs twice, or is not in the graph")
        }
        let node = graph.nodes[index]
        guard node.inputs.count == reads.count, node.outputCount == writes.count,
            Set(reads).isDisjoint(with: writes), Set(writes).count == writes.count,
            node.events.hasOutput == (eventsOut >= 0)
        else { throw PlanFault(step: step, "\(kind) has the wrong ports, or writes what it reads") }
        for (port, buffer) in reads.enumerated() {
            let found = try read(buffer, step)
            guard found == expected(index, port) else {
                throw PlanFault(step: step, "\(kind) reads something else at input \(port)")
            }
        }
        let events = eventsIn < 0 ? [] : try readEvents(eventsIn, step)
        guard events == node.events.sources else {
            throw PlanFault(step: step, "\(kind) gets the events of \(events)")
        }
        for (port, buffer) in writes.enumerated() {
            try write([Symbol(source: GraphSource(node: index, port: port))], to: buffer, step)
        }
        if eventsOut >= 0 { try writeEvents([index], to: eventsOut, step) }
    }

    /// What the graph wants at an input, with junctions seen through.
    private func expected(_ index: Int, _ port: Int) -> [Symbol] {
        graph.nodes[index].inputs[port].flatMap { term -> [Symbol] in
            let source = graph.nodes[term.source.node]
            var symbols = [Symbol(source: term.source)]
            if case .junction = source.kind {
                symbols = expected(term.source.node, term.source.port)
            }
            return symbols.map { symbol in
                var symbol = symbol
                symbol.gain *= term.gain
                symbol.delayFrames += term.delayFrames
                if term.fade != .none { symbol.fade = term.fade }
                return symbol
            }
        }
    }

    private func slice<Element>(
        _ array: [Element],
        _ start: Int32,
        _ count: Int32,
        _ step: Int
    ) throws(PlanFault) -> [Element] {
        guard start >= 0, count >= 0, Int(start) + Int(count) <= array.count else {
            throw PlanFault(step: step, "it points outside the plan")
        }
        return Array(array[Int(start)..<Int(start + count)])
    }

    private mutating func read(_ buffer: Int32, _ step: Int) throws(PlanFault) -> [Symbol] {
        guard cells.indices.contains(Int(buffer)), let symbols = cells[Int(buffer)].symbols else {
            throw PlanFault(step: step, "buffer \(buffer) is read before it is written")
        }
        let writer = cells[Int(buffer)].writer
        guard writer == task || ended[task].contains(writer) else {
            throw PlanFault(step: step, "buffer \(buffer) may not be written yet")
        }
        cells[Int(buffer)].readers.insert(task)
        return symbols
    }

    private mutating func write(
        _ symbols: [Symbol],
        to buffer: Int32,
        _ step: Int
    ) throws(PlanFault) {
        guard cells.indices.contains(Int(buffer)) else {
            throw PlanFault(step: step, "buffer \(buffer) does not exist")
        }
        let others = cells[Int(buffer)].readers.union([cells[Int(buffer)].writer])
            .subtracting([task, -1])
        guard others.isSubset(of: ended[task]) else {
            throw PlanFault(step: step, "buffer \(buffer) may still be read or written")
        }
        cells[Int(buffer)] = Cell(symbols: symbols, writer: task)
    }

    private func readEvents(_ buffer: Int32, _ step: Int) throws(PlanFault) -> [Int] {
        guard eventCells.indices.contains(Int(buffer)), let events = eventCells[Int(buffer)] else {
            throw PlanFault(step: step, "event buffer \(buffer) is read before it is written")
        }
        return events
    }

    private mutating func writeEvents(
        _ events: [Int],
        to buffer: Int32,
        _ step: Int
    ) throws(PlanFault) {
        guard eventCells.indices.contains(Int(buffer)), eventCells[Int(buffer)] == nil else {
            throw PlanFault(step: step, "event buffer \(buffer) is missing or written twice")
        }
        eventCells[Int(buffer)] = events
    }
}

extension AlignedGraph.Fade {
    fileprivate init?(_ fade: MixTerm.Fade) {
        switch fade {
        case .none: return nil
        case .rising: self = .rising
        case .falling: self = .falling
        }
    }
}

import OutboardGraph

/// Brings the renderer from one graph to the next without a click, and says when each is heard.
///
///     change ─▶ [wanted] ── one transition at a time ──▶ fading plan ── adopted, over ──▶ settled plan
///
/// While a transition is under way, later graphs wait, and the newest of them is the next: a graph that
/// was wanted and passed over counts as reached with its successor. Where two graphs cannot be rendered
/// at once, because together they would feed back, the way goes through a third.
///
/// All methods are called from the control thread.
package final class PlanPublisher {
    /// What is to be rendered.
    private struct Wanted {
        var graph: AlignedGraph
        var locate: Int64?
        var tickets: [UInt64]
    }

    private struct Underway {
        var number: UInt64
        var graph: AlignedGraph
        var tickets: [UInt64]
        var lengthFrames: Int
        var adoptedAt: Int64?
    }

    private let renderer: Renderer
    /// What the slots of the newest graph stand for.
    private let bind: () -> PlanBinding
    /// What is heard once nothing is under way.
    private var current = AlignedGraph.empty
    private var currentBinding = PlanBinding()
    private var underway: Underway?
    /// Graphs on the way to the newest, in order.
    private var waiting: [Wanted] = []
    /// Whether the plan that is rendered still has terms that have faded out.
    private var isUnsettled = false
    private var nextTicket: UInt64 = 1
    /// Is told the number of every plan that takes another's place while it plays.
    private let published: (UInt64) -> Void
    /// `advance` does nothing, and `publishNext` says when.
    package var isHeld = false

    /// - Parameters:
    ///   - bind: asked when a plan of the newest graph is made.
    ///   - published: called with the number of each plan, but for those of `start`.
    package init(
        _ renderer: Renderer,
        bind: @escaping () -> PlanBinding,
        published: @escaping (UInt64) -> Void = { _ in }
    ) {
        self.renderer = renderer
        self.bind = bind
        self.published = published
    }

    /// Nothing is under way or waiting.
    package var isSettled: Bool { underway == nil && waiting.isEmpty && !isUnsettled }

    /// A graph waits for the end of a transition.
    package var isWaiting: Bool { !waiting.isEmpty }

    /// The latency of what is rendered, or about to be.
    package var latencyFrames: Int {
        (waiting.last?.graph ?? underway?.graph ?? current).latencyFrames
    }

    /// How late the signal is behind a node, in what is rendered or about to be. nil: there is none.
    package func latency(of kind: GraphNode.Kind) -> Int? {
        let graph = waiting.last?.graph ?? underway?.graph ?? current
        return graph.nodes.first { $0.kind == kind }.map { $0.arrivalFrames + $0.latencyFrames }
    }

    /// Makes a graph the one to render, at once.
    package func start(with graph: AlignedGraph) throws(PlanFault) {
        let binding = bind()
        try renderer.publish(RenderPlan(compiling: graph), of: graph, binding: binding)
        current = graph
        currentBinding = binding
        underway = nil
        waiting = []
        isUnsettled = false
    }

    /// Asks for a graph, and returns the ticket that `noteAdoption` will name.
    ///
    /// - Parameter locate: where the song goes when the graph is first heard.
    package func change(to graph: AlignedGraph, locate: Int64? = nil) -> UInt64 {
        let ticket = nextTicket
        nextTicket += 1
        let passedOver = waiting.flatMap(\.tickets)
        let place = locate ?? waiting.last?.locate
        waiting = [Wanted(graph: graph, locate: place, tickets: passedOver + [ticket])]
        return ticket
    }

    /// Begins what waits, where nothing is under way. Called after each change, and at each tick.
    ///
    /// - Throws: `PlanFault` where the compiler made a plan that is wrong. What is heard stays.
    package func advance() throws(PlanFault) {
        guard !isHeld else { return }
        if let now = underway {
            guard let adoptedAt = now.adoptedAt,
                renderer.frame >= adoptedAt + Int64(now.lengthFrames)
            else { return }
            underway = nil
        }
        if waiting.isEmpty {
            if isUnsettled { published(try settle()) }
        } else {
            published(try begin())
        }
    }

    /// Publishes what `advance` would once the transition under way is over, and returns its number.
    package func publishNext() throws(PlanFault) -> UInt64 {
        underway = nil
        return waiting.isEmpty ? try settle() : try begin()
    }

    private func begin() throws(PlanFault) -> UInt64 {
        let next = waiting.removeFirst()
        var path = current.path(to: next.graph)
        let target = path.removeFirst()
        // The graphs behind the first wait in front of everything else; the last of them has the tickets.
        for (position, graph) in path.enumerated().reversed() {
            let isLast = position == path.count - 1
            waiting.insert(
                Wanted(
                    graph: graph,
                    locate: isLast ? next.locate : nil,
                    tickets: isLast ? next.tickets : []
                ),
                at: 0
            )
        }
        let transition = current.transition(to: target) ?? target
        let plan = RenderPlan(compiling: transition)
        let wanted = bind()
        var binding = wanted
        binding.keep(what: currentBinding)
        binding.locate = path.isEmpty ? next.locate : nil
        let number = try renderer.publish(plan, of: transition, binding: binding)
        underway = Underway(
            number: number,
            graph: target,
            tickets: path.isEmpty ? next.tickets : [],
            lengthFrames: LoadedPlan.transitionFrames(
                plan,
                fadeFrames: renderer.configuration.fadeFrames
            ),
            adoptedAt: nil
        )
        isUnsettled = plan.hasFades || transition.nodes.count != target.nodes.count
        current = target
        currentBinding = wanted
        return number
    }

    /// Replaces the faded plan by one without the terms that are silent now.
    private func settle() throws(PlanFault) -> UInt64 {
        let plan = RenderPlan(compiling: current)
        let number = try renderer.publish(plan, of: current, binding: currentBinding)
        isUnsettled = false
        return number
    }

    /// Takes the report of an adoption, and returns the tickets of what is heard from then on.
    package func noteAdoption(plan: UInt64, frame: Int64) -> [UInt64] {
        guard underway?.number == plan else { return [] }
        underway?.adoptedAt = frame
        defer { underway?.tickets = [] }
        return underway?.tickets ?? []
    }
}

extension PlanBinding {
    /// Adds what another binding has and this one has not: a plan that fades needs both.
    fileprivate mutating func keep(what other: PlanBinding) {
        processors.merge(other.processors) { mine, _ in mine }
        streams.merge(other.streams) { mine, _ in mine }
        eventSources.merge(other.eventSources) { mine, _ in mine }
        recorders.merge(other.recorders) { mine, _ in mine }
        loudness.merge(other.loudness) { mine, _ in mine }
        owners += other.owners
    }
}

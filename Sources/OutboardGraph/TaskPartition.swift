/// Which nodes run together as one task.
///
/// A node joins the task of what feeds it, where all of that is in one task of the same lane; otherwise
/// it begins a task. So a task depends on others through its first node alone, and the order in which
/// tasks begin is an order to run them in. Device inputs and events are the first task, outputs the last
/// one: those two belong to the device's thread.
struct TaskPartition {
    /// The nodes of each task, in the graph's order.
    private(set) var tasks: [[Int]] = [[]]
    private(set) var taskOf: [Int]
    private(set) var dependencies: [Set<Int>] = [[]]
    private(set) var dependents: [[Int]] = []
    private var lanes: [Int32] = [RenderTask.prologueLane]

    init(_ graph: AlignedGraph) {
        taskOf = Array(repeating: 0, count: graph.nodes.count)
        var outputs: [Int] = []
        for index in graph.order {
            let node = graph.nodes[index]
            switch node.kind {
            case .deviceInput, .eventSource: tasks[0].append(index)
            case .deviceOutput, .tap: outputs.append(index)
            default: place(index, node)
            }
        }
        begin(lane: RenderTask.epilogueLane)
        for index in outputs { join(index, tasks.count - 1) }
        // The prologue has ended before anything else begins, and the epilogue waits for all.
        dependencies = tasks.indices.map { _ in [] }
        for index in graph.nodes.indices {
            for source in graph.nodes[index].sourceNodes where taskOf[source] != taskOf[index] {
                dependencies[taskOf[index]].insert(taskOf[source])
            }
        }
        for task in tasks.indices { dependencies[task].remove(0) }
        dependencies[tasks.count - 1] = []
        dependents = tasks.map { _ in [] }
        for task in tasks.indices {
            for dependency in dependencies[task].sorted() { dependents[dependency].append(task) }
        }
    }

    func lane(of task: Int) -> Int32 { lanes[task] }

    private mutating func place(_ index: Int, _ node: AlignedGraph.Node) {
        let feeding = Set(node.sourceNodes.map { taskOf[$0] }).subtracting([0])
        if feeding.count == 1, let task = feeding.first, lanes[task] == Int32(node.lane) {
            join(index, task)
        } else {
            begin(lane: Int32(node.lane))
            join(index, tasks.count - 1)
        }
    }

    private mutating func begin(lane: Int32) {
        tasks.append([])
        dependencies.append([])
        lanes.append(lane)
    }

    private mutating func join(_ index: Int, _ task: Int) {
        tasks[task].append(index)
        taskOf[index] = task
    }
}

/// Nodes that feed each other in a circle, in order.
struct Feedback: Error { let loop: [Int] }

/// Puts sources before what they feed, by a depth-first walk in the order of the nodes.
///
/// The order among nodes that do not depend on each other is always the same for the same graph.
/// O(nodes + edges).
///
/// - Parameter sources: for each node, the nodes that it reads from.
func topologicalOrder(sources: [[Int]]) throws(Feedback) -> [Int] {
    enum Mark { case unseen, open, done }
    var marks = [Mark](repeating: .unseen, count: sources.count)
    var order: [Int] = []
    order.reserveCapacity(sources.count)
    // A stack of our own: a chain may be longer than the thread's stack is deep.
    var path: [(node: Int, next: Int)] = []
    for root in sources.indices where marks[root] == .unseen {
        marks[root] = .open
        path.append((root, 0))
        while let top = path.last {
            guard top.next < sources[top.node].count else {
                marks[top.node] = .done
                order.append(top.node)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let source = sources[top.node][top.next]
            switch marks[source] {
            case .done: break
            case .unseen:
                marks[source] = .open
                path.append((source, 0))
            case .open:
                let start = path.firstIndex { $0.node == source }!
                throw Feedback(loop: path[start...].map(\.node))
            }
        }
    }
    return order
}

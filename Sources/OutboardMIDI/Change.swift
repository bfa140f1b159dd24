/// A value of a track that holds from its tick on.
struct Change<Value> {
    var tick: Int
    var value: Value

    /// In the order of ticks, one a tick: the one that came last. `initial` is put at tick 0 where
    /// nothing else is. O(n log n).
    static func ordered(_ changes: [Change], from initial: Value) -> [Change] {
        // Where changes stand is part of the order, so that the last one is the last one.
        let order = changes.indices.sorted { (changes[$0].tick, $0) < (changes[$1].tick, $1) }
        var result = [Change(tick: 0, value: initial)]
        for change in order.lazy.map({ changes[$0] }) {
            if result[result.count - 1].tick == change.tick { result.removeLast() }
            result.append(change)
        }
        return result
    }
}

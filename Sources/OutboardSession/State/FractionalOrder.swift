/// Places of members in what is found by id: any number between two others is a place between them, so
/// one that comes or goes moves no other.
enum FractionalOrder {
    /// Orders of members that stand in this sequence.
    ///
    /// - Parameter known: what they were. As many as can be stay; only where there is no number left
    ///   between two neighbours do all get new ones.
    static func orders<ID: Hashable>(of ids: [ID], keeping known: [ID: Double]) -> [ID: Double] {
        let kept = ascending(ids.map { known[$0] })
        var orders: [Double] = []
        orders.reserveCapacity(ids.count)
        var index = 0
        while index < ids.count {
            if kept.contains(index) {
                orders.append(known[ids[index]]!)
                index += 1
                continue
            }
            var end = index
            while end < ids.count, !kept.contains(end) { end += 1 }
            let above = end < ids.count ? known[ids[end]] : nil
            orders += between(orders.last, above, count: end - index)
            index = end
        }
        if !zip(orders, orders.dropFirst()).allSatisfy({ $0 < $1 })
            || !orders.allSatisfy(\.isFinite)
        {
            orders = (0..<ids.count).map { Double($0 + 1) }
        }
        return Dictionary(zip(ids, orders), uniquingKeysWith: { first, _ in first })
    }

    private static func between(_ low: Double?, _ high: Double?, count: Int) -> [Double] {
        switch (low, high) {
        case (let low?, let high?):
            (1...count).map { low + (high - low) * Double($0) / Double(count + 1) }
        case (nil, let high?): (0..<count).map { high - Double(count - $0) }
        default: (1...count).map { (low ?? 0) + Double($0) }
        }
    }

    /// The positions of the longest ascending part of what is known. O(n log n).
    private static func ascending(_ orders: [Double?]) -> Set<Int> {
        /// The last position of the best part of each length.
        var ends: [Int] = []
        var before: [Int: Int] = [:]
        for (position, order) in orders.enumerated() {
            guard let order else { continue }
            var low = 0
            var high = ends.count
            while low < high {
                let middle = (low + high) / 2
                if orders[ends[middle]]! < order { low = middle + 1 } else { high = middle }
            }
            before[position] = low > 0 ? ends[low - 1] : nil
            if low < ends.count { ends[low] = position } else { ends.append(position) }
        }
        var positions: Set<Int> = []
        var position = ends.last
        while let known = position {
            positions.insert(known)
            position = before[known]
        }
        return positions
    }
}

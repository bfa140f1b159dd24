import Testing

@testable import OutboardSession

struct FractionalOrderTests {
    @Test func whatStaysKeepsItsPlace() {
        let known = ["a": 1.0, "b": 2.0, "c": 3.0]
        let between = FractionalOrder.orders(of: ["a", "x", "b", "c"], keeping: known)
        #expect(between == ["a": 1, "x": 1.5, "b": 2, "c": 3])
        let ends = FractionalOrder.orders(of: ["x", "a", "c", "y"], keeping: known)
        #expect(ends == ["x": 0, "a": 1, "c": 3, "y": 4])
        #expect(
            FractionalOrder.orders(of: ["c", "a", "b"], keeping: known) == ["c": 0, "a": 1, "b": 2]
        )
        #expect(FractionalOrder.orders(of: [String](), keeping: known).isEmpty)
        #expect(FractionalOrder.orders(of: ["p", "q"], keeping: [:]) == ["p": 1, "q": 2])
    }

    @Test func allGetNewPlacesWhereNoneIsLeft() {
        var ids = ["a", "z"]
        var orders = FractionalOrder.orders(of: ids, keeping: [:])
        var renumbered = 0
        for step in 0..<200 {
            let before = orders
            ids.insert("n\(step)", at: 1)
            orders = FractionalOrder.orders(of: ids, keeping: orders)
            #expect(ids.map { orders[$0]! } == ids.map { orders[$0]! }.sorted())
            #expect(Set(orders.values).count == ids.count)
            if before.contains(where: { orders[$0.key] != $0.value }) { renumbered += 1 }
        }
        // A double halves some fifty times.
        #expect((1...5).contains(renumbered), "\(renumbered)")
    }

    @Test func anyShuffleIsInOrder() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededRandom(seed: seed)
        var orders: [Int: Double] = [:]
        for _ in 0..<300 {
            let count = Int.random(in: 0...12, using: &random)
            let ids = Array((0..<20).shuffled(using: &random).prefix(count))
            orders = FractionalOrder.orders(of: ids, keeping: orders)
            let places = ids.map { orders[$0]! }
            #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
        }
    }
}

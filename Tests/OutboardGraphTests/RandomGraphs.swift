@testable import OutboardGraph

/// A small seeded generator (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A generator with a seed of its own, which it prints.
    static func seeded() -> SplitMix {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        return SplitMix(state: seed)
    }
}

/// Device inputs through processors, junctions and faders of several lanes, to two outputs. Processors
/// keep their ports from graph to graph, as plugins do.
func randomGraph(_ random: inout SplitMix, slots: Int = 12) -> GraphDescription {
    var graph = GraphDescription()
    var sources = (0..<2).map {
        GraphSource(node: graph.add(.deviceInput(channel: $0), outputCount: 1))
    }
    func terms(_ random: inout SplitMix, _ count: ClosedRange<Int>) -> [GraphTerm] {
        sources.shuffled(using: &random).prefix(Int.random(in: count, using: &random)).map {
            GraphTerm(
                $0,
                gain: [1, 1, 1, 0.5].randomElement(using: &random)!,
                latencyFrames: [0, 0, 0, 7].randomElement(using: &random)!
            )
        }
    }
    let chosen = (0..<slots).shuffled(using: &random)
        .prefix(Int.random(in: 1...slots, using: &random))
    for slot in chosen {
        let kind: GraphNode.Kind =
            switch slot % 4 {
            case 2: .junction(slot: slot)
            case 3: .fader(slot: 2 * slot)
            default: .processor(slot: slot)
            }
        let isPlugin = if case .processor = kind { true } else { false }
        let inputs = (0..<(isPlugin ? 1 + slot / 4 % 2 : 2)).map { _ in
            // A sum of nothing but silence may be broken unnoticed.
            terms(&random, isPlugin ? 0...3 : 1...3)
        }
        let outputs = isPlugin ? 1 + slot % 2 : 2
        let node = graph.add(
            kind,
            inputs: inputs,
            outputCount: outputs,
            latencyFrames: isPlugin ? [0, 0, 0, 32, 100].randomElement(using: &random)! : 0,
            lane: slot / 3
        )
        sources += (0..<outputs).map { GraphSource(node: node, port: $0) }
    }
    // A junction that nobody reads would be sums that nobody could check.
    let junctions = sources.filter {
        if case .junction = graph.nodes[$0.node].kind { true } else { false }
    }
    for channel in 0..<2 {
        let heard = sources.suffix(Int.random(in: 1...4, using: &random)) + junctions
        _ = graph.add(.deviceOutput(channel: channel), inputs: [heard.map { GraphTerm($0) }])
    }
    return graph
}

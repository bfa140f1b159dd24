import CRealtime
import OutboardGraph
import OutboardHost
import OutboardRealtime
import Testing

@testable import OutboardRender

/// However many threads render a graph, the samples are the same to the last bit.
@Suite(.serialized)
struct ParallelTests {
    private static let quanta = [1, 17, 64, 100, 512]
    private static let combinations = (1...4).flatMap { threads in
        quanta.map { (threads, $0) }
    }
    private static let frames = 512

    @Test func parallelEqualsSerialOverACorpusOfGraphs() throws {
        var random = SplitMix(state: UInt64.random(in: .min ... .max))
        print("seed \(random.state)")
        var parallelBlocks: Int64 = 0
        for index in 0..<200 {
            let graph = try AlignedGraph(aligning: wideGraph(&random))
            let serial = try render(graph, threads: 1, quantum: 64).output
            for (threads, quantum) in Self.combinations {
                let (output, blocks) = try render(graph, threads: threads, quantum: quantum)
                #expect(output == serial, "graph \(index), \(threads) threads, \(quantum) frames")
                parallelBlocks += blocks
            }
        }
        #expect(parallelBlocks > 1_000)
    }

    @Test func smallPlansStayWithOneThread() throws {
        var random = SplitMix(state: 1)
        let graph = try AlignedGraph(aligning: wideGraph(&random))
        let (_, blocks) = try render(graph, threads: 2, quantum: 64, leastMicroseconds: 1e6)
        #expect(blocks == 0)
    }

    @Test func helpIsCalledForAFifthOfTheTimeAndNotForOneLateBlock() {
        var choice = ThreadChoice(leastTicks: 1_000)
        func isParallel(at load: Float) -> Bool { choice.next(lastLoad: load) }
        for _ in 0..<50 { choice.noteAlone(ticks: 1_500, load: 0.1) }
        #expect(isParallel(at: 0.1) == false)
        // The system kept this one for ten cycles.
        choice.noteAlone(ticks: 150_000, load: 10)
        #expect(isParallel(at: 10) == false)
        for _ in 0..<50 { choice.noteAlone(ticks: 4_000, load: 0.3) }
        #expect(isParallel(at: 0.3))
        // It stays so until there is nothing to do any more.
        for _ in 0..<2_000 { #expect(isParallel(at: 0.15)) }
        #expect(isParallel(at: 0.05) == false)
    }

    private func render(
        _ graph: AlignedGraph,
        threads: Int,
        quantum: Int,
        leastMicroseconds: Double = 0
    ) throws -> (output: [[Float]], parallelBlocks: Int64) {
        let renderer = Renderer(
            RendererConfiguration(
                blockFramesMax: 512,
                gainCapacity: 256,
                threadCount: threads,
                parallelFromMicroseconds: leastMicroseconds
            )
        )
        var filters: [Filter] = []
        var binding = PlanBinding()
        for node in graph.nodes {
            guard case .processor(let slot) = node.kind else { continue }
            let filter = Filter(latencyFrames: node.latencyFrames)
            filters.append(filter)
            binding.processors[slot] = filter.processor
        }
        for slot in 0..<128 { renderer.standGains(2 * slot, left: 0.75, right: 0.5) }
        try renderer.publish(RenderPlan(compiling: graph), of: graph, binding: binding)
        let samples = UnsafeMutablePointer<Float>.allocate(capacity: 4 * 512)
        samples.initialize(repeating: 0, count: 4 * 512)
        defer { samples.deallocate() }
        var inputs = (0..<2).map { UnsafePointer(samples + $0 * 512) }
        var outputs = (2..<4).map { samples + $0 * 512 }
        var output: [[Float]] = [[], []]
        var done = 0
        while done < Self.frames {
            let count = min(quantum, Self.frames - done)
            for channel in 0..<2 {
                for frame in 0..<count {
                    let phase = (done + frame) * (channel + 3) % 101
                    samples[channel * 512 + frame] = Float(phase) / 101 - 0.5
                }
            }
            renderer.entry(inputs: &inputs, outputs: &outputs, frames: UInt32(count))
            for channel in 0..<2 {
                output[channel] += UnsafeBufferPointer(start: outputs[channel], count: count)
            }
            done += count
        }
        return (output, renderer.threads.parallelBlocks)
    }

    /// Many lanes of processors with gains and delays, some of which read each other, into two outputs.
    private func wideGraph(_ random: inout SplitMix) -> GraphDescription {
        var graph = GraphDescription()
        var sources = (0..<2).map {
            GraphSource(node: graph.add(.deviceInput(channel: $0), outputCount: 1))
        }
        var ends: [GraphTerm] = []
        for lane in 0..<Int.random(in: 2...24, using: &random) {
            var signal = GraphTerm(sources.randomElement(using: &random)!)
            for step in 0..<Int.random(in: 1...4, using: &random) {
                var terms = [signal]
                if Int.random(in: 0..<3, using: &random) == 0 {
                    terms.append(GraphTerm(sources.randomElement(using: &random)!, gain: 0.25))
                }
                let node = graph.add(
                    .processor(slot: lane * 4 + step),
                    inputs: [terms],
                    outputCount: 1,
                    latencyFrames: [0, 0, 0, 7, 64].randomElement(using: &random)!,
                    lane: lane
                )
                signal = GraphTerm(node: node)
                sources.append(signal.source)
            }
            let fader = graph.add(
                .fader(slot: 2 * lane),
                inputs: [[signal], [signal]],
                outputCount: 2,
                lane: lane
            )
            ends.append(GraphTerm(node: fader))
        }
        let sum = graph.add(
            .junction(slot: 0),
            inputs: [ends, ends.map { GraphTerm(node: $0.source.node, port: 1) }],
            outputCount: 2,
            lane: 99
        )
        for channel in 0..<2 {
            _ = graph.add(
                .deviceOutput(channel: channel),
                inputs: [[GraphTerm(node: sum, port: channel)]]
            )
        }
        return graph
    }
}

/// Smooths its input: what it gives depends on all that it ever got, in its order.
private final class Filter {
    struct State { var last: Float = 0 }

    private let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    private let bank = ParameterBank.allocate(values: [])
    private let latency = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

    init(latencyFrames: Int) {
        state.initialize(to: State())
        latency.initialize(to: Int32(latencyFrames))
    }

    deinit {
        ParameterBank.deallocate(bank)
        latency.deallocate()
        state.deallocate()
    }

    var processor: Processor {
        Processor(context: state, function: smooth, parameters: bank, latencyFrames: latency)
    }
}

@c
private func smooth(
    _ context: UnsafeMutableRawPointer,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    let state = context.assumingMemoryBound(to: Filter.State.self)
    let offset = Int(block.pointee.offset)
    for frame in offset..<offset + Int(block.pointee.frames) {
        state.pointee.last += (block.pointee.inputs[0][frame] - state.pointee.last) * 0.3
        block.pointee.outputs[0][frame] = state.pointee.last
    }
    return 0
}

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
}

import CRealtime
import CRenderGuard
import OutboardGraph
import OutboardHost
import OutboardRealtime
import Testing

@testable import OutboardRender

/// A processor in plain Swift whose behaviour is exactly known.
final class FakeProcessor {
    struct State {
        var parameters: UnsafeMutablePointer<ParameterBank>
        var latencyFrames: UnsafeMutablePointer<Int32>
        var calls = 0
        /// Where each call began, and its length.
        var longestCall = 0
        var plant = Plant.nothing
        var nextLatency: Int32 = 0
        var isNonFinite = false
        /// Added to every sample.
        var offset: Float = 0
    }

    enum Plant { case nothing, allocation, lock }

    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    let bank = ParameterBank.allocate(values: [1])
    private let latency = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

    init() {
        latency.initialize(to: 0)
        state.initialize(to: State(parameters: bank, latencyFrames: latency))
    }

    deinit {
        ParameterBank.deallocate(bank)
        latency.deallocate()
        state.deallocate()
    }

    var processor: Processor {
        Processor(
            context: state,
            function: fakeProcess,
            parameters: bank,
            latencyFrames: latency
        )
    }
}

/// Multiplies each input with parameter 0.
@c
private func fakeProcess(
    _ context: UnsafeMutableRawPointer,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    let state = context.assumingMemoryBound(to: FakeProcessor.State.self)
    state.pointee.calls += 1
    state.pointee.longestCall = max(state.pointee.longestCall, Int(block.pointee.frames))
    state.pointee.latencyFrames.pointee = state.pointee.nextLatency
    let gain = state.pointee.parameters.pointee.values[0]
    let offset = Int(block.pointee.offset)
    for output in 0..<Int(block.pointee.output_count) {
        for frame in offset..<offset + Int(block.pointee.frames) {
            let sample = block.pointee.inputs[output][frame] * gain + state.pointee.offset
            block.pointee.outputs[output][frame] = state.pointee.isNonFinite ? .nan : sample
        }
    }
    // What a real processor marks as the plugin's own doing.
    ob_guard_foreign_enter()
    defer { ob_guard_foreign_leave() }
    switch state.pointee.plant {
    case .nothing: break
    case .allocation: ob_guard_plant_allocation()
    case .lock: ob_guard_plant_lock()
    }
    return 0
}

/// A renderer with one device input that runs through a processor and a fader to one output.
final class RenderFixture {
    let renderer: Renderer
    let processors = [FakeProcessor(), FakeProcessor()]
    private(set) var description = GraphDescription()

    init(blockFramesMax: Int = 128, commandCapacity: Int = 64, splitFrames: Int = 32) throws {
        var configuration = RendererConfiguration(
            blockFramesMax: blockFramesMax,
            gainCapacity: 16,
            commandCapacity: commandCapacity
        )
        configuration.splitFrames = splitFrames
        renderer = Renderer(configuration)
        renderer.standGains(0, left: 1, right: 1)
        try publish()
    }

    /// Publishes a graph through processor `slot`.
    func publish(slot: Int = 0) throws {
        var graph = GraphDescription()
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        let plugin = graph.add(
            .processor(slot: slot),
            inputs: [[GraphTerm(node: input)]],
            outputCount: 1
        )
        let fader = graph.add(
            .fader(slot: 0),
            inputs: [[GraphTerm(node: plugin)]],
            outputCount: 1
        )
        _ = graph.add(.deviceOutput(channel: 0), inputs: [[GraphTerm(node: fader)]])
        description = graph
        var binding = PlanBinding()
        binding.processors[slot] = processors[slot].processor
        let aligned = try AlignedGraph(aligning: graph)
        try renderer.publish(RenderPlan(compiling: aligned), of: aligned, binding: binding)
    }

    /// Renders the input in cycles of these lengths, and returns what came out.
    func render(_ input: [Float], quanta: [Int]) -> [Float] {
        precondition(quanta.reduce(0, +) == input.count, "the quanta must cover the input")
        var output = [Float](repeating: .nan, count: input.count)
        let entry = renderer.entry
        let hitsBefore = ob_guard_hits_ours()
        defer { #expect(ob_guard_hits_ours() == hitsBefore, "the render thread broke its rules") }
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { destination in
                var at = 0
                for quantum in quanta {
                    var inputs = source.baseAddress! + at
                    var outputs = destination.baseAddress! + at
                    entry(inputs: &inputs, outputs: &outputs, frames: UInt32(quantum))
                    at += quantum
                }
            }
        }
        return output
    }

    func render(_ input: [Float], quantum: Int) -> [Float] {
        let whole = input.count / quantum
        let rest = input.count - whole * quantum
        return render(
            input,
            quanta: Array(repeating: quantum, count: whole) + (rest > 0 ? [rest] : [])
        )
    }

    func reports() -> [RenderReport] {
        var reports: [RenderReport] = []
        renderer.drainReports { reports.append($0) }
        return reports
    }

    /// What was reported of outputs that were taken in hand.
    func faults() -> [OutputFault] {
        reports().compactMap { if case .contained(_, let fault, _) = $0 { fault } else { nil } }
    }
}

extension RenderFixture {
    /// A command that sends the fader's two gains on their way.
    static func gains(_ left: Float, _ right: Float, rampFrames: UInt32) -> RenderAction {
        .setGains(
            gainSlot: 0,
            level: 1,
            left: left,
            right: right,
            isSilent: false,
            rampFrames: rampFrames
        )
    }
}

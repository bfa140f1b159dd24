import CRealtime
import Glibc
import OutboardGraph
import OutboardHost
import OutboardRealtime
import OutboardRender

/// Renders some thousand blocks with everything that the render thread does, for a sanitizer to watch:
/// streams, plugins, ramps, delays, a listener, and a new plan again and again. `--plant allocation` or
/// `lock` breaks the rules once, to show that the watcher sees it.
@main
enum RenderProbe {
    static func main() {
        let plant = CommandLine.arguments.dropFirst().last
        let renderer = Renderer(RendererConfiguration(blockFramesMax: 256))
        let parameters = ParameterBank.allocate(values: [0.5])
        let latency = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        latency.initialize(to: 32)
        let ring = UnsafeMutablePointer<AudioRing>.allocate(capacity: 1)
        ring.initialize(to: AudioRing(channelCount: 2, capacityFrames: 4_096))
        var binding = PlanBinding()
        binding.streams[0] = ring
        binding.processors[0] = Processor(
            context: parameters,
            function: halve,
            parameters: parameters,
            latencyFrames: latency
        )
        renderer.openTap()
        let graph = description
        for cycle in 0..<2_000 {
            if cycle % 10 == 0 {
                do {
                    let aligned = try AlignedGraph(aligning: graph)
                    try renderer.publish(
                        RenderPlan(compiling: aligned),
                        of: aligned,
                        binding: binding
                    )
                } catch {
                    fatalError("the probe's plan is wrong: \(error)")
                }
            }
            send(renderer, cycle)
            render(renderer.entry, frames: 16 + cycle % 600)
            renderer.drainReports { _ in }
        }
        if let plant { breakTheRules(plant) }
        print("rendered \(renderer.frame) frames")
    }

    /// A file through a plugin with latency beside the dry device input, to two outputs and listeners.
    private static var description: GraphDescription {
        var graph = GraphDescription()
        let stream = graph.add(.stream(slot: 0), outputCount: 2)
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        let plugin = graph.add(
            .processor(slot: 0),
            inputs: [[GraphTerm(node: stream)]],
            outputCount: 1,
            latencyFrames: 32
        )
        let faders = (0..<2).map { side in
            GraphTerm(
                node: graph.add(
                    .fader(slot: side),
                    inputs: [[GraphTerm(node: plugin), GraphTerm(node: input)]],
                    outputCount: 1
                )
            )
        }
        for side in 0..<2 { _ = graph.add(.deviceOutput(channel: side), inputs: [[faders[side]]]) }
        _ = graph.add(.tap, inputs: faders.map { [$0] })
        return graph
    }

    private static func send(_ renderer: Renderer, _ cycle: Int) {
        let level = Float(cycle % 7) / 7
        _ = renderer.send(
            RenderCommand(
                sequence: UInt64(cycle),
                action: .setGains(gainSlot: 0, left: level, right: level, rampFrames: 480)
            )
        )
        _ = renderer.send(
            RenderCommand(
                sequence: UInt64(cycle),
                action: .setParameter(processor: 0, parameter: 0, value: level, rampFrames: 480)
            )
        )
    }

    private static func render(_ entry: RenderEntry, frames: Int) {
        let samples = UnsafeMutablePointer<Float>.allocate(capacity: 4 * frames)
        samples.initialize(repeating: 0.25, count: 4 * frames)
        defer { samples.deallocate() }
        var inputs = [UnsafePointer(samples), UnsafePointer(samples + frames)]
        var outputs = [samples + 2 * frames, samples + 3 * frames]
        entry(inputs: &inputs, outputs: &outputs, frames: UInt32(frames))
    }

    private static func breakTheRules(_ plant: String) {
        let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        ob_guard_enter()
        if plant == "lock" {
            pthread_mutex_lock(lock)
            pthread_mutex_unlock(lock)
        } else {
            free(malloc(Int(getpid()) + 64))
        }
        ob_guard_leave()
    }
}

/// Multiplies with parameter 0.
@c
private func halve(
    _ context: UnsafeMutableRawPointer,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    let gain = context.assumingMemoryBound(to: ParameterBank.self).pointee.values[0]
    let range = Int(block.pointee.offset)..<Int(block.pointee.offset + block.pointee.frames)
    for frame in range {
        block.pointee.outputs[0][frame] = block.pointee.inputs[0][frame] * gain
    }
    return 0
}

import CRealtime
import Glibc
import OutboardGraph
import OutboardHost
import OutboardRealtime
import OutboardRender

/// Renders some thousand blocks with everything that the render thread does, for a sanitizer to watch:
/// streams, plugins, notes, curves, ramps, delays, meters, recorders, a listener, workers, and graphs that
/// fade into each other again and again. `--plant allocation` or `lock` breaks the rules once, to show that
/// the watcher sees it.
@main
enum RenderProbe {
    static func main() {
        let plant = CommandLine.arguments.dropFirst().last
        render(threads: 1, cycles: 2_000)
        render(threads: 2, cycles: 500)
        if let plant { breakTheRules(plant) }
    }

    private static func render(threads: Int, cycles: Int) {
        let renderer = Renderer(
            RendererConfiguration(
                blockFramesMax: 256,
                threadCount: threads,
                parallelFromMicroseconds: 0
            )
        )
        let parts = ProbeParts()
        let publisher = PlanPublisher(renderer) { parts.binding }
        renderer.openTap()
        renderer.openJournal(inputs: parts.inputs)
        for cycle in 0..<cycles {
            do {
                if cycle == 0 {
                    try publisher.start(with: AlignedGraph(aligning: description(0)))
                } else if cycle % 10 == 0 {
                    let graph = try AlignedGraph(aligning: description(cycle / 10 % 4))
                    _ = publisher.change(to: graph, locate: cycle % 100 == 0 ? 0 : nil)
                }
                try publisher.advance()
            } catch {
                fatalError("the probe's plan is wrong: \(error)")
            }
            parts.isNonFinite = cycle % 50 > 45
            send(renderer, cycle)
            render(renderer.entry, frames: 16 + cycle % 600)
            renderer.drainReports { report in
                if case .adopted(let plan, let frame) = report {
                    _ = publisher.noteAdoption(plan: plan, frame: frame)
                }
            }
        }
        print("rendered \(renderer.frame) frames, \(renderer.threads.parallelBlocks) in parallel")
    }

    /// A file and notes through plugins with latency beside the dry device input, in forms that fade into
    /// each other: with and without a plugin, a bus, a meter, and in another order.
    private static func description(_ form: Int) -> GraphDescription {
        var graph = GraphDescription()
        let stream = graph.add(.stream(slot: 0), outputCount: 2)
        let input = graph.add(.deviceInput(channel: 0), outputCount: 1)
        let notes = graph.add(
            .eventSource(slot: 0),
            events: GraphEvents(sources: [], hasOutput: true)
        )
        var signal = GraphTerm(node: stream)
        for slot in form == 2 ? [1, 0] : form == 3 ? [0] : [0, 1] {
            signal = GraphTerm(
                node: graph.add(
                    .processor(slot: slot),
                    inputs: [[signal]],
                    outputCount: 1,
                    latencyFrames: 32 * (slot + form % 2),
                    lane: 1,
                    events: GraphEvents(sources: [notes], hasOutput: false)
                )
            )
        }
        let plain = graph.add(
            .processor(slot: 2),
            inputs: [[GraphTerm(node: input)]],
            outputCount: 1,
            lane: 2
        )
        let dry = GraphTerm(
            node: graph.add(
                .fader(slot: 2),
                inputs: [[GraphTerm(node: plain)]],
                outputCount: 1,
                lane: 2
            )
        )
        let bus = graph.add(
            .junction(slot: 0),
            inputs: [[signal, dry], [signal]],
            outputCount: 2,
            lane: 3
        )
        let master = graph.add(
            .fader(slot: 0),
            inputs: (0..<2).map { [GraphTerm(node: bus, port: $0)] },
            outputCount: 2,
            lane: 3
        )
        let sides = (0..<2).map { [GraphTerm(node: master, port: $0)] }
        for side in 0..<2 { _ = graph.add(.deviceOutput(channel: side), inputs: [sides[side]]) }
        _ = graph.add(.tap, inputs: sides)
        if form != 3 { _ = graph.add(.loudness(slot: 0), inputs: sides, lane: 3) }
        _ = graph.add(.recorder(slot: 0), inputs: sides, lane: 3)
        return graph
    }

    private static func send(_ renderer: Renderer, _ cycle: Int) {
        let level = Float(cycle % 7) / 7
        let held = AutomationLane.Target.parameter(processor: 1, parameter: 0, isStepped: false)
        let actions: [RenderAction] = [
            .setGains(
                gainSlot: 0,
                level: level,
                left: 1,
                right: 1,
                isSilent: cycle % 11 == 0,
                rampFrames: 480
            ),
            .hold(cycle % 2 == 0 ? .level(slot: 2) : held),
            .release(cycle % 3 == 0 ? .level(slot: 2) : held, glideFrames: 200),
            .setParameter(processor: 0, parameter: 0, value: level, rampFrames: 480),
            .sendEvent(source: 0, bytes: UInt32(cycle % 2 == 0 ? 0x643C90 : 0x003C80), size: 3),
            .setRolling(cycle % 40 < 30), .setOutputGain(level, rampFrames: 100),
            .setLoop(from: 0, to: Int64(cycle % 3) * 5_000),
        ]
        for action in actions {
            _ = renderer.send(RenderCommand(sequence: UInt64(cycle), action: action))
        }
    }

    private static func render(_ entry: RenderEntry, frames: Int) {
        let samples = UnsafeMutablePointer<Float>.allocate(capacity: 4 * frames)
        samples.initialize(repeating: 0.25, count: 4 * frames)
        defer { samples.deallocate() }
        var inputs = [UnsafePointer(samples), UnsafePointer(samples + frames)]
        var outputs = [samples + 2 * frames, samples + 3 * frames]
        var note = ob_event()
        note.size = 3
        note.bytes.0 = 0x90
        withUnsafePointer(to: note) {
            let events = UnsafeBufferPointer(start: $0, count: 1)
            entry(inputs: &inputs, outputs: &outputs, frames: UInt32(frames), events: events)
        }
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

/// What the probe's plans are bound to.
private final class ProbeParts {
    private let banks = [
        ParameterBank.allocate(values: [0.5]), ParameterBank.allocate(values: [1]),
        ParameterBank.allocate(values: [1]),
    ]
    /// What the journal gets of the device.
    let inputs = UnsafeMutablePointer<RecorderLane>.allocate(capacity: 1)
    private let latency = UnsafeMutablePointer<Int32>.allocate(capacity: 3)
    private let ring = UnsafeMutablePointer<AudioRing>.allocate(capacity: 1)
    private let recorder = UnsafeMutablePointer<RecorderLane>.allocate(capacity: 1)
    private let notes: UnsafeMutablePointer<EventSource>
    private let probe = LoudnessProbe.allocate(sampleRateHertz: 48_000, channelCount: 2)
    private let lanes: [UnsafeMutablePointer<AutomationLane>]
    private let tempo = TempoMap.allocate([
        TempoMap.Change(
            frame: 0,
            beat: 0,
            beatsPerFrame: 1 / 24_000,
            beatsPerMinute: 120,
            barBeat: 0,
            bar: 0,
            numerator: 4,
            denominator: 4
        )
    ])

    init() {
        latency.initialize(repeating: 32, count: 3)
        inputs.initialize(to: RecorderLane(channelCount: 2, capacityFrames: 4_096))
        ring.initialize(to: AudioRing(channelCount: 2, capacityFrames: 4_096))
        recorder.initialize(to: RecorderLane(channelCount: 2, capacityFrames: 4_096))
        notes = EventSource.allocate(
            deviceChannels: 0xFFFF,
            song: (0..<100).map { EventSource.SongEvent(frame: $0 * 500, event: ob_event()) }
        )
        let points = (0..<50).map {
            AutomationLane.Point(frame: $0 * 300, value: Float($0 % 2), second: Float($0 % 3))
        }
        lanes = [
            AutomationLane.allocate(.level(slot: 2), points: points, tolerance: 1e-4),
            AutomationLane.allocate(.pan(slot: 2), points: points, tolerance: 1e-4),
            AutomationLane.allocate(
                .parameter(processor: 1, parameter: 0, isStepped: false),
                points: points,
                tolerance: 1e-5
            ),
        ]
    }

    /// Has the second plugin give samples that are not numbers.
    var isNonFinite: Bool {
        get { banks[1].pointee.values[0].isNaN }
        set { banks[1].pointee.values[0] = newValue ? .nan : 1 }
    }

    var binding: PlanBinding {
        var binding = PlanBinding()
        binding.streams[0] = .init(ring: ring)
        binding.recorders[0] = recorder
        binding.eventSources[0] = notes
        binding.loudness[0] = probe
        binding.automation = lanes
        binding.tempoMap = tempo
        for slot in 0..<3 {
            binding.processors[slot] = Processor(
                context: banks[slot],
                function: halve,
                parameters: banks[slot],
                latencyFrames: latency + slot,
                plain: slot == 2 ? Processor.Plain(function: leave, plugin: banks[2]) : nil
            )
        }
        binding.owners = [self]
        return binding
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

/// A plugin that is called straight, and leaves its output as it was.
@c
private func leave(_ plugin: UnsafeMutableRawPointer, _ frames: UInt32) {
    let bank = plugin.assumingMemoryBound(to: ParameterBank.self)
    bank.pointee.values[0] = frames > 64 ? 1 : 0.5
}

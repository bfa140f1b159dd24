import CBareLoop
import OutboardGraph
import OutboardHost
import OutboardHostLV2
import OutboardModel
import OutboardRender

/// The chains in a plan: device input, plugins, faders with meters, sum, device output.
final class RenderedChains {
    private let renderer: Renderer
    private let instances: [any PluginInstance]
    private let frames: Int
    private let samples: UnsafeMutablePointer<Float>
    private let song = TempoMap.allocate([
        TempoMap.Change(
            frame: 0,
            beat: 0,
            beatsPerFrame: 2.0 / 48_000,
            beatsPerMinute: 120,
            barBeat: 0,
            bar: 0,
            numerator: 4,
            denominator: 4
        )
    ])
    private var inputs: [UnsafePointer<Float>]
    private var outputs: [UnsafeMutablePointer<Float>]

    init(
        _ tracks: [[PluginID]],
        host: PluginLibrary,
        frames: Int,
        channels: Int = 2,
        hasSong: Bool = false,
        threads: Int = 1
    ) throws {
        self.frames = frames
        let configuration = ProcessConfiguration(
            sampleRateHertz: 48_000,
            blockFramesMax: frames,
            isOffline: false
        )
        renderer = Renderer(
            RendererConfiguration(
                blockFramesMax: frames,
                threadCount: threads,
                parallelFromMicroseconds: 0
            )
        )
        instances = try tracks.joined().map {
            let instance = try host.instantiate($0, configuration: configuration)
            try instance.activate()
            return instance
        }
        samples = .allocate(capacity: 4 * frames)
        for frame in 0..<4 * frames { samples[frame] = Float(frame % 61) / 61 - 0.5 }
        inputs = [UnsafePointer(samples), UnsafePointer(samples + frames)]
        outputs = [samples + 2 * frames, samples + 3 * frames]
        let graph = try AlignedGraph(aligning: Self.description(tracks, channels: channels))
        var binding = PlanBinding()
        for (slot, instance) in instances.enumerated() {
            binding.processors[slot] = instance.processor
        }
        if hasSong {
            binding.tempoMap = song
            _ = renderer.send(RenderCommand(sequence: 1, action: .standRolling(true)))
        }
        for strip in tracks.indices { renderer.standGains(2 * strip, left: 0.5, right: 0.5) }
        try renderer.publish(RenderPlan(compiling: graph), of: graph, binding: binding)
    }

    deinit {
        for instance in instances { instance.deactivate() }
        samples.deallocate()
        TempoMap.deallocate(song)
    }

    func run(blocks: Int) {
        let entry = renderer.entry
        for _ in 0..<blocks {
            entry(inputs: &inputs, outputs: &outputs, frames: UInt32(frames))
        }
        renderer.drainReports { _ in }
    }

    /// What the device got in the last block.
    func output(_ channel: Int) -> UnsafePointer<Float> { UnsafePointer(outputs[channel]) }

    private static func description(
        _ tracks: [[PluginID]],
        channels: Int
    ) -> GraphDescription {
        var graph = GraphDescription()
        let device = (0..<channels).map {
            GraphTerm(node: graph.add(.deviceInput(channel: $0), outputCount: 1))
        }
        var slot = 0
        var sums = [[GraphTerm]](repeating: [], count: channels)
        for (strip, track) in tracks.enumerated() {
            var signal = device
            for _ in track {
                let node = graph.add(
                    .processor(slot: slot),
                    inputs: signal.map { [$0] },
                    outputCount: channels,
                    lane: strip
                )
                signal = (0..<channels).map { GraphTerm(node: node, port: $0) }
                slot += 1
            }
            let fader = graph.add(
                .fader(slot: 2 * strip),
                inputs: signal.map { [$0] },
                outputCount: channels,
                lane: strip
            )
            for channel in 0..<channels {
                sums[channel].append(GraphTerm(node: fader, port: channel))
            }
        }
        for channel in 0..<channels {
            _ = graph.add(.deviceOutput(channel: channel), inputs: [sums[channel]])
        }
        return graph
    }
}

/// The same plugins, instantiated by lilv, their ports connected once.
final class BareChains {
    private let chains: OpaquePointer

    init(_ tracks: [[PluginID]], frames: Int) throws {
        let count = tracks.joined().count
        guard let chains = ob_bare_open(Int32(count), UInt32(frames), 48_000) else {
            preconditionFailure("no memory")
        }
        self.chains = chains
        for side in 0..<2 {
            let samples = ob_bare_input(chains, Int32(side))!
            for frame in 0..<frames { samples[frame] = Float(frame % 61) / 61 - 0.5 }
        }
        for track in tracks {
            ob_bare_begin_chain(chains)
            for plugin in track where !ob_bare_add(chains, plugin.text) {
                throw NotInstalled(id: plugin.text)
            }
        }
    }

    deinit { ob_bare_close(chains) }

    func run(blocks: Int) { ob_bare_run(chains, Int32(blocks)) }
}

/// `make bench` installs what it measures with; this is a machine where that was skipped.
struct NotInstalled: Error { let id: String }

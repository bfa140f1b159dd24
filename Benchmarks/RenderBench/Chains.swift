import CBareLoop
import CLilv
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
    private var inputs: [UnsafePointer<Float>]
    private var outputs: [UnsafeMutablePointer<Float>]

    init(_ tracks: [[PluginID]], host: LV2Host, frames: Int, threads: Int = 1) throws {
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
        let graph = try AlignedGraph(aligning: Self.description(tracks))
        var binding = PlanBinding()
        for (slot, instance) in instances.enumerated() {
            binding.processors[slot] = instance.processor
        }
        for strip in tracks.indices { renderer.standGains(2 * strip, left: 0.5, right: 0.5) }
        try renderer.publish(RenderPlan(compiling: graph), of: graph, binding: binding)
    }

    deinit {
        for instance in instances { instance.deactivate() }
        samples.deallocate()
    }

    func run(blocks: Int) {
        let entry = renderer.entry
        for _ in 0..<blocks {
            entry(inputs: &inputs, outputs: &outputs, frames: UInt32(frames))
        }
        renderer.drainReports { _ in }
    }

    private static func description(_ tracks: [[PluginID]]) -> GraphDescription {
        var graph = GraphDescription()
        let device = (0..<2).map {
            GraphTerm(node: graph.add(.deviceInput(channel: $0), outputCount: 1))
        }
        var slot = 0
        var sums: [[GraphTerm]] = [[], []]
        for (strip, track) in tracks.enumerated() {
            var signal = device
            for _ in track {
                let node = graph.add(
                    .processor(slot: slot),
                    inputs: signal.map { [$0] },
                    outputCount: 2,
                    lane: strip
                )
                signal = (0..<2).map { GraphTerm(node: node, port: $0) }
                slot += 1
            }
            let fader = graph.add(
                .fader(slot: 2 * strip),
                inputs: signal.map { [$0] },
                outputCount: 2,
                lane: strip
            )
            for side in 0..<2 { sums[side].append(GraphTerm(node: fader, port: side)) }
        }
        for side in 0..<2 { _ = graph.add(.deviceOutput(channel: side), inputs: [sums[side]]) }
        return graph
    }
}

/// The same plugins, instantiated by lilv, their ports connected once.
final class BareChains {
    private let world: OpaquePointer
    private var plugins: [ob_bare_plugin] = []
    private var instances: [UnsafeMutablePointer<LilvInstance>] = []
    private var memory: [UnsafeMutablePointer<Float>] = []
    private let frames: Int

    init(_ tracks: [[PluginID]], frames: Int) throws {
        self.frames = frames
        world = lilv_world_new()
        lilv_world_load_all(world)
        for track in tracks {
            var signal = [buffer(seeded: true), buffer(seeded: true)]
            for plugin in track { signal = try add(plugin, reading: signal) }
        }
    }

    deinit {
        for instance in instances {
            lilv_instance_deactivate(instance)
            lilv_instance_free(instance)
        }
        lilv_world_free(world)
        for buffer in memory { buffer.deallocate() }
    }

    func run(blocks: Int) {
        ob_bare_loop(plugins, Int32(plugins.count), Int32(blocks), UInt32(frames))
    }

    private func buffer(seeded: Bool = false) -> UnsafeMutablePointer<Float> {
        let buffer = UnsafeMutablePointer<Float>.allocate(capacity: frames)
        for frame in 0..<frames { buffer[frame] = seeded ? Float(frame % 61) / 61 - 0.5 : 0 }
        memory.append(buffer)
        return buffer
    }

    private func add(
        _ id: PluginID,
        reading signal: [UnsafeMutablePointer<Float>]
    ) throws -> [UnsafeMutablePointer<Float>] {
        guard let plugin = find(id), let instance = lilv_plugin_instantiate(plugin, 48_000, nil)
        else { throw NotInstalled(id: id.text) }
        let outputs = connect(instance, of: plugin, reading: signal)
        lilv_instance_activate(instance)
        instances.append(instance)
        plugins.append(
            ob_bare_plugin(
                run: instance.pointee.lv2_descriptor.pointee.run,
                handle: instance.pointee.lv2_handle
            )
        )
        return outputs
    }

    private func find(_ id: PluginID) -> OpaquePointer? {
        let uri = lilv_new_uri(world, id.text)
        let plugin = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), uri)
        lilv_node_free(uri)
        return plugin
    }

    /// Connects every port once, controls at their defaults, and returns the audio outputs' buffers.
    private func connect(
        _ instance: UnsafeMutablePointer<LilvInstance>,
        of plugin: OpaquePointer,
        reading signal: [UnsafeMutablePointer<Float>]
    ) -> [UnsafeMutablePointer<Float>] {
        let audio = lilv_new_uri(world, LILV_URI_AUDIO_PORT)
        let input = lilv_new_uri(world, LILV_URI_INPUT_PORT)
        let count = lilv_plugin_get_num_ports(plugin)
        var defaults = [Float](repeating: 0, count: Int(count))
        lilv_plugin_get_port_ranges_float(plugin, nil, nil, &defaults)
        var reads = 0
        var outputs: [UnsafeMutablePointer<Float>] = []
        for index in 0..<count {
            let port = lilv_plugin_get_port_by_index(plugin, index)
            let isAudio = lilv_port_is_a(plugin, port, audio)
            let isInput = lilv_port_is_a(plugin, port, input)
            let place: UnsafeMutablePointer<Float>
            if isAudio && isInput {
                place = signal[min(reads, 1)]
                reads += 1
            } else {
                place = buffer(seeded: false)
                if isAudio { outputs.append(place) } else { place[0] = value(defaults[Int(index)]) }
            }
            lilv_instance_connect_port(instance, index, place)
        }
        lilv_node_free(audio)
        lilv_node_free(input)
        return outputs
    }

    private func value(_ number: Float) -> Float { number.isFinite ? number : 0 }
}

/// `make bench` installs what it measures with; this is a machine where that was skipped.
struct NotInstalled: Error { let id: String }

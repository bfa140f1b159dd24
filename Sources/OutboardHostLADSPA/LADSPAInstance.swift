import CLADSPA
import CRealtime
import OutboardHost
import OutboardModel

/// The control half of a loaded LADSPA plugin.
package final class LADSPAInstance: PluginInstance {
    package let descriptor: PluginDescriptor
    /// Keeps the plugin's code where it is.
    private let library: LADSPALibrary
    private let plugin: UnsafePointer<ob_ladspa_descriptor>
    private let handle: ob_ladspa_handle
    private let ports: LADSPAPorts
    private let description: LADSPADescription
    private let configuration: ProcessConfiguration
    private let context: UnsafeMutablePointer<LADSPARenderContext>
    private var isActive = false
    private var probedLatencyFrames: Int?

    init(
        library: LADSPALibrary,
        plugin: UnsafePointer<ob_ladspa_descriptor>,
        description: LADSPADescription,
        configuration: ProcessConfiguration
    ) throws(HostError) {
        self.library = library
        self.plugin = plugin
        self.description = description
        self.configuration = configuration
        descriptor = description.descriptor
        // The description was refused if one of these functions was missing.
        guard let connect = plugin.pointee.connect_port, let run = plugin.pointee.run,
            let handle = plugin.pointee.instantiate?(plugin, UInt(configuration.sampleRateHertz))
        else {
            throw HostError(
                .instantiationFailed,
                subject: description.descriptor.id.text,
                message: "the plugin refused to load at \(configuration.sampleRateHertz) Hz"
            )
        }
        self.handle = handle
        ports = LADSPAPorts(description, configuration: configuration)
        ports.connectAll(handle, connect)
        context = ports.makeContext(handle, connect: connect, run: run)
    }

    /// The plugin must be out of every plan.
    deinit {
        deactivate()
        plugin.pointee.cleanup?(handle)
        LADSPAPorts.deallocateContext(context)
    }

    package var processor: Processor {
        Processor(
            context: context,
            function: ladspaProcess,
            parameters: ports.parameters,
            latencyFrames: ports.latencyFrames,
            // The latency is read after each block.
            plain: description.reportsLatency
                ? nil : Processor.Plain(function: ladspaRun, plugin: context)
        )
    }

    /// Asked of a second instance with the same parameter values, which runs one block of silence:
    /// LADSPA plugins say their latency in `run` alone, and this one's delay lines stay untouched. The
    /// answer is kept until a state is restored.
    package var initialLatencyFrames: Int {
        guard description.reportsLatency else { return 0 }
        if let probedLatencyFrames { return probedLatencyFrames }
        let frames = probeLatency()
        probedLatencyFrames = frames
        return frames
    }

    package func activate() throws(HostError) {
        guard !isActive else { return }
        plugin.pointee.activate?(handle)
        isActive = true
    }

    package func deactivate() {
        guard isActive else { return }
        plugin.pointee.deactivate?(handle)
        isActive = false
    }

    package func text(of parameter: Int, value: Double) -> String {
        descriptor.parameters[parameter].text(of: value)
    }

    package func value(of parameter: Int, text: String) -> Double? {
        descriptor.parameters[parameter].value(text: text)
    }

    /// It does nothing by itself.
    package func attend() -> [PluginNotice] { [] }

    package func saveState() throws(HostError) -> [UInt8] {
        LADSPAState(
            plugin: descriptor.id.text,
            controls: descriptor.parameters.enumerated().map {
                ($1.symbol, ports.parameters.pointee.values[$0])
            }
        ).bytes
    }

    package func restoreState(_ state: [UInt8]) throws(HostError) {
        let fresh = try LADSPAState(state, plugin: descriptor.id.text)
        for (symbol, value) in fresh.controls {
            guard let index = descriptor.parameters.firstIndex(where: { $0.symbol == symbol })
            else { continue }
            let allowed = descriptor.parameters[index].standing(for: value)
            ports.parameters.pointee.set(index, to: allowed, rampFrames: 0)
        }
        probedLatencyFrames = nil
    }

    /// It has no port for events, and is given none.
    package var droppedEvents: Int { 0 }

    /// The format knows no state but the parameters.
    package var hasState: Bool { false }

    /// LADSPA has no log.
    package func takeLog() -> [PluginLogEntry] { [] }

    private func probeLatency() -> Int {
        guard
            let probe = try? LADSPAInstance(
                library: library,
                plugin: plugin,
                description: description,
                configuration: configuration
            )
        else { return 0 }
        for index in descriptor.parameters.indices {
            probe.ports.parameters.pointee.values[index] = ports.parameters.pointee.values[index]
        }
        try? probe.activate()
        probe.processor.runSilence(frames: min(64, configuration.blockFramesMax))
        probe.deactivate()
        return Int(probe.ports.latencyFrames.pointee)
    }
}

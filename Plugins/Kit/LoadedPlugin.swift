import CCLAP
import CPluginKit

/// What a plugin's pointer leads to: CLAP's own table first, and all that belongs to this one plugin.
struct PluginContext {
    var table: ob_clap_plugin
    var render: RenderHalf
    var calls: HostCalls
    /// Held by this context alone.
    let object: Unmanaged<LoadedPlugin>
}

/// The control half of a loaded plugin: everything but audio, on the host's main thread.
final class LoadedPlugin {
    let definition: PluginDefinition
    let parameters: [ParameterDefinition]
    let context: UnsafeMutablePointer<PluginContext>
    private let host: UnsafePointer<ob_clap_host>
    private var hostParameters: UnsafePointer<ob_clap_host_params>?
    private var hostLatency: UnsafePointer<ob_clap_host_latency>?
    private var hostPresets: UnsafePointer<ob_clap_host_preset_load>?
    private(set) var isActive = false
    private var sampleRateHertz = 48_000.0
    private var toldLatencyFrames: Int?

    /// Everything stands at its default. The host may not be called yet.
    init(
        _ definition: PluginDefinition,
        descriptor: UnsafePointer<ob_clap_descriptor>,
        host: UnsafePointer<ob_clap_host>
    ) {
        self.definition = definition
        self.host = host
        parameters = definition.allParameters
        context = .allocate(capacity: 1)
        context.initialize(
            to: PluginContext(
                table: pluginTable(descriptor, data: context),
                render: RenderHalf(definition),
                calls: HostCalls(host: host, tail: nil),
                object: Unmanaged.passRetained(self)
            )
        )
    }

    /// Takes the plugin's memory back; the context goes with it.
    func destroy() {
        deactivate()
        context.pointee.render.deallocate()
        let object = context.pointee.object
        context.deinitialize(count: 1)
        context.deallocate()
        object.release()
    }

    func initialize() {
        hostParameters = hostTable(OB_CLAP_EXT_PARAMS)
        hostLatency = hostTable(OB_CLAP_EXT_LATENCY)
        hostPresets = hostTable(OB_CLAP_EXT_PRESET_LOAD) ?? hostTable(OB_CLAP_EXT_PRESET_LOAD_DRAFT)
        context.pointee.calls.tail = hostTable(OB_CLAP_EXT_TAIL)
    }

    private func hostTable<Table>(_ name: String) -> UnsafePointer<Table>? {
        host.pointee.get_extension?(host, name)?.assumingMemoryBound(to: Table.self)
    }

    // MARK: Activity

    /// false: these numbers make no sense.
    func activate(sampleRateHertz: Double, framesMax: UInt32) -> Bool {
        guard !isActive, sampleRateHertz.isFinite, (1000...1_000_000).contains(sampleRateHertz),
            framesMax >= 1, framesMax <= UInt32(Int32.max)
        else { return false }
        self.sampleRateHertz = sampleRateHertz
        let setup = self.setup()
        let latencyFrames = definition.kernel.latencyFrames(setup)
        let render = self.render
        render.pointee.kernel = definition.kernel.make(setup)
        render.pointee.sampleRateHertz = sampleRateHertz
        render.pointee.framesMax = Int(framesMax)
        render.pointee.hasAskedForRestart = false
        for (index, parameter) in definition.parameters.enumerated() where parameter.setsLatency {
            render.pointee.latencyValues[index] = setup.values[index]
        }
        render.pointee.bypass.activate(
            latencyFrames: latencyFrames,
            sampleRateHertz: sampleRateHertz
        )
        render.pointee.forget()
        isActive = true
        if let told = toldLatencyFrames, told != latencyFrames {
            hostLatency?.pointee.changed?(host)
        }
        toldLatencyFrames = latencyFrames
        return true
    }

    func deactivate() {
        guard isActive else { return }
        isActive = false
        let render = self.render
        if let kernel = render.pointee.kernel { definition.kernel.free(kernel) }
        render.pointee.kernel = nil
        render.pointee.isProcessing = false
        render.pointee.bypass.deactivate()
    }

    private var render: UnsafeMutablePointer<RenderHalf> {
        context.pointer(to: \.render)!
    }

    private func setup() -> KernelSetup {
        KernelSetup(
            sampleRateHertz: sampleRateHertz,
            values: definition.parameters.indices.map { Float(value($0)) }
        )
    }

    var latencyFrames: Int {
        isActive
            ? context.pointee.render.bypass.latencyFrames
            : definition.kernel.latencyFrames(setup())
    }

    // MARK: Parameters

    func index(of id: UInt32) -> Int? { parameters.firstIndex { $0.id == id } }

    func value(_ index: Int) -> Double { context.pointee.render.bank.target(index) }

    /// Sets all parameters but the meters: by their ids, and those that are absent to their defaults.
    private func set(_ values: [UInt32: Double]) {
        let bank = context.pointee.render.bank
        for (index, parameter) in parameters.enumerated() where !parameter.isMeter {
            bank.set(index, values[parameter.id].flatMap(parameter.legal) ?? parameter.default)
        }
        bank.announce()
        let wantsRestart =
            isActive
            && definition.parameters.indices.contains { index in
                let made = context.pointee.render.latencyValues[index]
                return !made.isNaN && made != Float(value(index))
            }
        if wantsRestart { host.pointee.request_restart?(host) }
        // A plugin that sleeps would go on as it was.
        if isActive { host.pointee.request_process?(host) }
    }

    // MARK: State and presets

    func saveState() -> [UInt8] {
        let entries = parameters.indices.compactMap { index in
            parameters[index].isMeter
                ? nil : PluginState.Entry(id: parameters[index].id, value: value(index))
        }
        return PluginState(plugin: definition.id, entries: entries).bytes
    }

    /// false: it is no state of this plugin, or it is damaged; nothing has changed.
    func restoreState(_ bytes: [UInt8]) -> Bool {
        guard let state = PluginState(bytes), state.plugin == definition.id else { return false }
        set(Dictionary(state.entries.map { ($0.id, $0.value) }) { first, _ in first })
        hostParameters?.pointee.rescan?(host, UInt32(OB_CLAP_PARAM_RESCAN_VALUES))
        return true
    }

    /// Sets what a factory preset says, and the rest but bypass to its default. false: there is none of
    /// that name, and the host knows.
    func loadPreset(kind: UInt32, location: UnsafePointer<CChar>?, key: UnsafePointer<CChar>?)
        -> Bool
    {
        let id = key.map { String(cString: $0) }
        guard kind == UInt32(OB_CLAP_PRESET_LOCATION_PLUGIN),
            let preset = definition.presets.first(where: { $0.id == id })
        else {
            hostPresets?.pointee.on_error?(host, kind, location, key, 0, "there is no such preset")
            return false
        }
        var values: [UInt32: Double] = [:]
        for parameter in definition.parameters {
            values[parameter.id] = preset.values[parameter.symbol] ?? parameter.default
        }
        if let bypass = index(of: PluginDefinition.bypassID) {
            values[PluginDefinition.bypassID] = value(bypass)
        }
        set(values)
        hostParameters?.pointee.rescan?(host, UInt32(OB_CLAP_PARAM_RESCAN_VALUES))
        hostPresets?.pointee.loaded?(host, kind, location, key)
        return true
    }
}

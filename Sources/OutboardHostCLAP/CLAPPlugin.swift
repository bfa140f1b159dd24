import CCLAP
import OutboardHost
import OutboardModel

/// One plugin that was created and initialized, with its host. Destroyed with this object. [control]
final class CLAPPlugin {
    let id: PluginID
    let pointer: UnsafePointer<ob_clap_plugin>
    let descriptor: UnsafePointer<ob_clap_descriptor>
    let hostMemory: CLAPHostMemory
    /// Keeps the plugin's code where it is.
    private let library: CLAPLibrary

    let params: UnsafePointer<ob_clap_plugin_params>?
    let audioPorts: UnsafePointer<ob_clap_plugin_audio_ports>?
    let notePorts: UnsafePointer<ob_clap_plugin_note_ports>?
    let latency: UnsafePointer<ob_clap_plugin_latency>?
    let tail: UnsafePointer<ob_clap_plugin_tail>?
    let state: UnsafePointer<ob_clap_plugin_state>?
    let stateContext: UnsafePointer<ob_clap_plugin_state_context>?
    let render: UnsafePointer<ob_clap_plugin_render>?
    let timers: UnsafePointer<ob_clap_plugin_timer_support>?
    let files: UnsafePointer<ob_clap_plugin_posix_fd_support>?
    let presetLoad: UnsafePointer<ob_clap_plugin_preset_load>?

    /// - Throws: `notInstalled` where the library has no such plugin, `instantiationFailed` where it does
    ///   not load, `unsupported` where it lacks what each must have.
    init(_ id: PluginID, in library: CLAPLibrary) throws(HostError) {
        func refusal(_ code: HostError.Code, _ why: String) -> HostError {
            HostError(code, subject: id.text, message: why)
        }
        guard id.format == .clap, let entry = library.plugin(id.text) else {
            throw refusal(.notInstalled, "there is no such plugin in \(library.path)")
        }
        let hostMemory = CLAPHostMemory()
        guard
            let factory = library.factory(
                OB_CLAP_PLUGIN_FACTORY,
                as: ob_clap_plugin_factory.self
            ),
            let pointer = factory.pointee.create?(factory, hostMemory.host, id.text)
        else { throw refusal(.instantiationFailed, "the library does not make the plugin") }
        let plugin = pointer.pointee
        guard plugin.process != nil, plugin.activate != nil, plugin.deactivate != nil,
            plugin.initialize?(pointer) ?? true
        else {
            plugin.destroy?(pointer)
            let words = hostMemory.state.pointee.log.takeEntries().last.map {
                "; it says: \($0.text)"
            }
            throw refusal(.instantiationFailed, "the plugin refused to load" + (words ?? ""))
        }
        func find<Table>(_ names: String..., as type: Table.Type) -> UnsafePointer<Table>? {
            for name in names {
                if let table = plugin.get_extension?(pointer, name) {
                    // SAFETY: this is what CLAP has behind that name.
                    return table.assumingMemoryBound(to: type)
                }
            }
            return nil
        }
        self.id = id
        self.library = library
        self.hostMemory = hostMemory
        self.pointer = pointer
        descriptor = entry.descriptor
        params = find(OB_CLAP_EXT_PARAMS, as: ob_clap_plugin_params.self)
        audioPorts = find(OB_CLAP_EXT_AUDIO_PORTS, as: ob_clap_plugin_audio_ports.self)
        notePorts = find(OB_CLAP_EXT_NOTE_PORTS, as: ob_clap_plugin_note_ports.self)
        latency = find(OB_CLAP_EXT_LATENCY, as: ob_clap_plugin_latency.self)
        tail = find(OB_CLAP_EXT_TAIL, as: ob_clap_plugin_tail.self)
        state = find(OB_CLAP_EXT_STATE, as: ob_clap_plugin_state.self)
        stateContext = find(OB_CLAP_EXT_STATE_CONTEXT, as: ob_clap_plugin_state_context.self)
        render = find(OB_CLAP_EXT_RENDER, as: ob_clap_plugin_render.self)
        timers = find(OB_CLAP_EXT_TIMER_SUPPORT, as: ob_clap_plugin_timer_support.self)
        files = find(OB_CLAP_EXT_POSIX_FD_SUPPORT, as: ob_clap_plugin_posix_fd_support.self)
        presetLoad = find(
            OB_CLAP_EXT_PRESET_LOAD,
            OB_CLAP_EXT_PRESET_LOAD_DRAFT,
            as: ob_clap_plugin_preset_load.self
        )
    }

    /// It must be inactive.
    deinit { pointer.pointee.destroy?(pointer) }

    /// A parameter's plain value. nil: the plugin does not say, or says no number.
    func value(of parameter: UInt32) -> Double? {
        var value = Double.nan
        guard params?.pointee.get_value?(pointer, parameter, &value) == true, value.isFinite else {
            return nil
        }
        return value
    }

    /// The text that the plugin has for a plain value. nil: none.
    func text(of parameter: UInt32, value: Double) -> String? {
        guard let write = params?.pointee.value_to_text else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            buffer.initialize(repeating: 0)
            guard write(pointer, parameter, value, buffer.baseAddress!, UInt32(buffer.count)) else {
                return nil
            }
            let words = OutboardHostCLAP.text(buffer.baseAddress!, size: buffer.count)
            return words.isEmpty ? nil : words
        }
    }

    /// The plain value that the plugin reads out of a text. nil: none.
    func value(of parameter: UInt32, text: String) -> Double? {
        var value = Double.nan
        guard params?.pointee.text_to_value?(pointer, parameter, text, &value) == true,
            value.isFinite
        else { return nil }
        return value
    }
}

import CCLAP
import CPluginKit

// CLAP's functions of a plugin. What follows finds the plugin and calls it; it decides nothing.

/// The context of a plugin that a host holds.
@_noLocks @inline(__always)
private func context(
    _ plugin: UnsafePointer<ob_clap_plugin>
) -> UnsafeMutablePointer<PluginContext> {
    plugin.pointee.plugin_data!.assumingMemoryBound(to: PluginContext.self)
}

/// The control half of a plugin that a host holds. [control]
func loaded(_ plugin: UnsafePointer<ob_clap_plugin>) -> LoadedPlugin {
    context(plugin).pointee.object.takeUnretainedValue()
}

@c func obKitInitialize(_ plugin: UnsafePointer<ob_clap_plugin>) -> Bool {
    loaded(plugin).initialize()
    return true
}

@c func obKitDestroy(_ plugin: UnsafePointer<ob_clap_plugin>) {
    loaded(plugin).destroy()
}

@c func obKitActivate(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ sampleRateHertz: Double,
    _ framesMin: UInt32,
    _ framesMax: UInt32
) -> Bool {
    loaded(plugin).activate(sampleRateHertz: sampleRateHertz, framesMax: framesMax)
}

@c func obKitDeactivate(_ plugin: UnsafePointer<ob_clap_plugin>) {
    loaded(plugin).deactivate()
}

@c @_noLocks
func obKitStart(_ plugin: UnsafePointer<ob_clap_plugin>) -> Bool {
    guard context(plugin).pointee.render.kernel != nil else { return false }
    context(plugin).pointee.render.isProcessing = true
    return true
}

@c @_noLocks
func obKitStop(_ plugin: UnsafePointer<ob_clap_plugin>) {
    context(plugin).pointee.render.isProcessing = false
}

@c @_noLocks
func obKitReset(_ plugin: UnsafePointer<ob_clap_plugin>) {
    context(plugin).pointee.render.forget()
}

@c @_noLocks
func obKitProcess(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ block: UnsafePointer<ob_clap_process>
) -> Int32 {
    let context = context(plugin)
    return context.pointee.render.run(block, context.pointee.calls)
}

@c func obKitMainThread(_ plugin: UnsafePointer<ob_clap_plugin>) {}

@c func obKitExtension(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ name: UnsafePointer<CChar>
) -> UnsafeRawPointer? {
    Extensions.table(String(cString: name), of: loaded(plugin).definition)
}

/// A plugin's table, whose `plugin_data` is its context. [control]
func pluginTable(
    _ descriptor: UnsafePointer<ob_clap_descriptor>,
    data: UnsafeMutablePointer<PluginContext>
) -> ob_clap_plugin {
    ob_clap_plugin(
        descriptor: descriptor,
        plugin_data: data,
        initialize: obKitInitialize,
        destroy: obKitDestroy,
        activate: obKitActivate,
        deactivate: obKitDeactivate,
        start_processing: obKitStart,
        stop_processing: obKitStop,
        reset: obKitReset,
        process: obKitProcess,
        get_extension: obKitExtension,
        on_main_thread: obKitMainThread
    )
}

@c @_noLocks
func obKitFlush(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ input: UnsafePointer<ob_clap_input_events>,
    _ output: UnsafePointer<ob_clap_output_events>
) {
    let context = context(plugin)
    context.pointee.render.flush(input, context.pointee.calls)
}

@c @_noLocks
func obKitTail(_ plugin: UnsafePointer<ob_clap_plugin>) -> UInt32 {
    context(plugin).pointee.render.tail.frames
}

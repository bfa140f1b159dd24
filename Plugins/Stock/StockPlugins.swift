import PluginKit

/// Outboard's own plugins: what `outboard.clap` has in it.
package enum StockPlugins {
    package static let all: [PluginDefinition] = [
        gain, utility, equalizer, compressor, gate, limiter,
        delay, reverb, saturator, generator, analyser, synth,
    ]

    package static let library = PluginCollection(all, vendor: "Outboard", version: "1.0.0")
}

/// What `clap_entry` calls.
@c func obStockFactory(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    StockPlugins.library.factory(id)
}

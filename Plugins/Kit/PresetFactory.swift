import CCLAP

/// CLAP's table of the presets' provider, and whose it is behind it. There is one provider, of all
/// plugins' factory presets.
struct PresetFactory {
    var table = ob_clap_preset_discovery_factory(
        count: obKitProviderCount,
        get_descriptor: obKitProviderDescriptor,
        create: obKitProvider
    )
    let library: Unmanaged<PluginCollection>
    let descriptor: UnsafePointer<ob_clap_preset_provider_descriptor>

    init(library: Unmanaged<PluginCollection>) {
        self.library = library
        let vendor = library.takeUnretainedValue().vendor
        let descriptor = UnsafeMutablePointer<ob_clap_preset_provider_descriptor>.allocate(
            capacity: 1
        )
        descriptor.initialize(
            to: ob_clap_preset_provider_descriptor(
                version: clapVersion,
                id: Text.kept("outboard.factory-presets"),
                name: Text.kept("Factory presets"),
                vendor: Text.kept(vendor)
            )
        )
        self.descriptor = UnsafePointer(descriptor)
    }
}

private struct Provider {
    var table: ob_clap_preset_provider
    let library: Unmanaged<PluginCollection>
    let indexer: UnsafePointer<ob_clap_preset_indexer>
}

private func box(
    _ factory: UnsafePointer<ob_clap_preset_discovery_factory>
) -> UnsafePointer<PresetFactory> {
    UnsafeRawPointer(factory).assumingMemoryBound(to: PresetFactory.self)
}

private func box(
    _ provider: UnsafePointer<ob_clap_preset_provider>
) -> UnsafeMutablePointer<Provider> {
    UnsafeMutableRawPointer(mutating: provider).assumingMemoryBound(to: Provider.self)
}

@c func obKitProviderCount(
    _ factory: UnsafePointer<ob_clap_preset_discovery_factory>
) -> UInt32 { 1 }

@c func obKitProviderDescriptor(
    _ factory: UnsafePointer<ob_clap_preset_discovery_factory>,
    _ index: UInt32
) -> UnsafePointer<ob_clap_preset_provider_descriptor>? {
    index == 0 ? box(factory).pointee.descriptor : nil
}

@c func obKitProvider(
    _ factory: UnsafePointer<ob_clap_preset_discovery_factory>,
    _ indexer: UnsafePointer<ob_clap_preset_indexer>,
    _ id: UnsafePointer<CChar>
) -> UnsafePointer<ob_clap_preset_provider>? {
    let factory = box(factory)
    guard let own = factory.pointee.descriptor.pointee.id,
        String(cString: id) == String(cString: own)
    else { return nil }
    let provider = UnsafeMutablePointer<Provider>.allocate(capacity: 1)
    provider.initialize(
        to: Provider(
            table: ob_clap_preset_provider(
                descriptor: factory.pointee.descriptor,
                provider_data: nil,
                initialize: obKitProviderInitialize,
                destroy: obKitProviderDestroy,
                get_metadata: obKitProviderTell,
                get_extension: obKitProviderExtension
            ),
            library: factory.pointee.library,
            indexer: indexer
        )
    )
    return UnsafePointer(provider.pointer(to: \.table)!)
}

@c func obKitProviderInitialize(_ provider: UnsafePointer<ob_clap_preset_provider>) -> Bool {
    let indexer = box(provider).pointee.indexer
    guard let declare = indexer.pointee.declare_location else { return false }
    return "Factory presets".withCString { name in
        var location = ob_clap_preset_location(
            flags: UInt32(OB_CLAP_PRESET_IS_FACTORY_CONTENT),
            name: name,
            kind: UInt32(OB_CLAP_PRESET_LOCATION_PLUGIN),
            location: nil
        )
        return declare(indexer, &location)
    }
}

@c func obKitProviderDestroy(_ provider: UnsafePointer<ob_clap_preset_provider>) {
    box(provider).deallocate()
}

@c func obKitProviderExtension(
    _ provider: UnsafePointer<ob_clap_preset_provider>,
    _ name: UnsafePointer<CChar>
) -> UnsafeRawPointer? { nil }

@c func obKitProviderTell(
    _ provider: UnsafePointer<ob_clap_preset_provider>,
    _ kind: UInt32,
    _ location: UnsafePointer<CChar>?,
    _ receiver: UnsafePointer<ob_clap_preset_receiver>
) -> Bool {
    guard kind == UInt32(OB_CLAP_PRESET_LOCATION_PLUGIN) else { return false }
    let library = box(provider).pointee.library.takeUnretainedValue()
    let calls = receiver.pointee
    for definition in library.definitions {
        for preset in definition.presets {
            guard calls.begin_preset?(receiver, preset.name, preset.id) == true else { return true }
            definition.id.withCString { id in
                "clap".withCString { abi in
                    var universal = ob_clap_universal_plugin_id(abi: abi, id: id)
                    calls.add_plugin_id?(receiver, &universal)
                }
            }
            calls.set_flags?(receiver, UInt32(OB_CLAP_PRESET_IS_FACTORY_CONTENT))
            calls.add_creator?(receiver, library.vendor)
            if !preset.summary.isEmpty { calls.set_description?(receiver, preset.summary) }
            for feature in definition.features { calls.add_feature?(receiver, feature) }
        }
    }
    return true
}

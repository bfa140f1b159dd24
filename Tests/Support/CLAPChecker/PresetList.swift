import CCLAP

extension CheckedPlugin {
    /// Loads one of the presets that are within the library.
    package func loadPreset(_ key: String) -> Bool {
        table(OB_CLAP_EXT_PRESET_LOAD, ob_clap_plugin_preset_load.self)?.pointee.from_location?(
            plugin,
            UInt32(OB_CLAP_PRESET_LOCATION_PLUGIN),
            nil,
            key
        ) == true
    }
}

/// What a library says of its presets, as a host gathers it.
package enum PresetList {
    private final class Gathered {
        var locations: [UInt32] = []
        var lines: [String] = []
        var pending: (name: String, key: String)?
    }

    /// A line for each: plugin's id, load key, name.
    package static func read(_ library: CLAPLibrary) -> [String] {
        guard
            let factory = library.factory(named: OB_CLAP_PRESET_DISCOVERY_FACTORY)?
                .assumingMemoryBound(to: ob_clap_preset_discovery_factory.self)
        else { return [] }
        let gathered = Gathered()
        let own = Unmanaged.passUnretained(gathered).toOpaque()
        // A provider keeps where its indexer is.
        let memory = UnsafeMutablePointer<ob_clap_preset_indexer>.allocate(capacity: 1)
        defer { memory.deallocate() }
        var indexer = ob_clap_preset_indexer()
        indexer.version = ob_clap_version(major: 1, minor: 2, revision: 0)
        indexer.indexer_data = own
        indexer.declare_filetype = { _, _ in true }
        indexer.declare_soundpack = { _, _ in true }
        indexer.get_extension = { _, _ in nil }
        indexer.declare_location = { indexer, location in
            guard let location else { return false }
            PresetList.gathered(indexer.pointee.indexer_data).locations.append(
                location.pointee.kind
            )
            return true
        }
        memory.initialize(to: indexer)
        var receiver = ob_clap_preset_receiver()
        receiver.receiver_data = own
        receiver.begin_preset = { receiver, name, key in
            PresetList.gathered(receiver.pointee.receiver_data).pending = (
                name.map { String(cString: $0) } ?? "", key.map { String(cString: $0) } ?? ""
            )
            return true
        }
        receiver.add_plugin_id = { receiver, id in
            let gathered = PresetList.gathered(receiver.pointee.receiver_data)
            guard let id = id?.pointee.id, let pending = gathered.pending else { return }
            gathered.lines.append("\(String(cString: id)) \(pending.key) \(pending.name)")
        }
        for index in 0..<(factory.pointee.count?(factory) ?? 0) {
            guard let id = factory.pointee.get_descriptor?(factory, index)?.pointee.id,
                let provider = factory.pointee.create?(factory, memory, id)
            else { continue }
            gathered.locations = []
            if provider.pointee.initialize?(provider) == true {
                for kind in gathered.locations {
                    _ = provider.pointee.get_metadata?(provider, kind, nil, &receiver)
                }
            }
            provider.pointee.destroy?(provider)
        }
        return withExtendedLifetime(gathered) { gathered.lines }
    }

    private static func gathered(_ raw: UnsafeMutableRawPointer?) -> Gathered {
        Unmanaged<Gathered>.fromOpaque(raw!).takeUnretainedValue()
    }
}

import CCLAP
import Glibc
import OutboardHost
import OutboardModel

/// A preset of a CLAP plugin, and how the plugin finds it.
struct CLAPPreset: Equatable {
    var name: String
    var kind: UInt32
    /// nil within the library.
    var location: String?
    /// Tells presets of one place apart.
    var key: String?
    /// CLAP's identifiers.
    var plugins: [String] = []

    /// Readable, and the same at each crawl: a path or "plugin", and the key behind "#".
    var id: PresetID {
        PresetID((location ?? "plugin") + (key.map { "#" + $0 } ?? ""))
    }
}

/// Asks a library where its presets are, and reads what they are. [control]
///
/// The library's providers open the files themselves: what they do not like is left out.
final class CLAPPresetCrawl {
    private(set) var presets: [CLAPPreset] = []
    private var extensions: Set<String> = []
    private var locations: [(kind: UInt32, path: String?)] = []
    private var isUnderway = false
    private var place: (kind: UInt32, path: String?) = (0, nil)

    private static let presetCountMax = 100_000
    private static let fileCountMax = 20_000
    private static let depthMax = 8

    /// All that the library's providers tell of, in their order.
    static func presets(in library: CLAPLibrary) -> [CLAPPreset] {
        let factory =
            library.factory(
                OB_CLAP_PRESET_DISCOVERY_FACTORY,
                as: ob_clap_preset_discovery_factory.self
            )
            ?? library.factory(
                OB_CLAP_PRESET_DISCOVERY_FACTORY_DRAFT,
                as: ob_clap_preset_discovery_factory.self
            )
        guard let factory, let count = factory.pointee.count,
            let get = factory.pointee.get_descriptor
        else { return [] }
        var found: [CLAPPreset] = []
        for index in 0..<min(count(factory), 256) {
            guard let id = get(factory, index)?.pointee.id else { continue }
            let crawl = CLAPPresetCrawl()
            crawl.run(factory, provider: id)
            found += crawl.presets
        }
        return found
    }

    private func run(
        _ factory: UnsafePointer<ob_clap_preset_discovery_factory>,
        provider id: UnsafePointer<CChar>
    ) {
        let texts = ["Outboard", "Outboard", "", "1"].map(makeCString)
        defer { for text in texts { text.deallocate() } }
        let context = Unmanaged.passUnretained(self).toOpaque()
        // SAFETY: a provider keeps these until it is destroyed, which is before they are gone.
        let indexer = UnsafeMutablePointer<ob_clap_preset_indexer>.allocate(capacity: 1)
        defer { indexer.deallocate() }
        indexer.initialize(
            to: ob_clap_preset_indexer(
                version: clapVersion,
                name: texts[0],
                vendor: texts[1],
                url: texts[2],
                host_version: texts[3],
                indexer_data: context,
                declare_filetype: clapDeclareFiletype,
                declare_location: clapDeclareLocation,
                declare_soundpack: { _, _ in true },
                get_extension: { _, _ in nil }
            )
        )
        guard let provider = factory.pointee.create?(factory, indexer, id) else { return }
        defer { provider.pointee.destroy?(provider) }
        guard provider.pointee.initialize?(provider) ?? true else { return }
        let receiver = UnsafeMutablePointer<ob_clap_preset_receiver>.allocate(capacity: 1)
        defer { receiver.deallocate() }
        receiver.initialize(to: Self.receiver(context))
        for location in locations { read(location, provider, receiver) }
    }

    private func read(
        _ location: (kind: UInt32, path: String?),
        _ provider: UnsafePointer<ob_clap_preset_provider>,
        _ receiver: UnsafePointer<ob_clap_preset_receiver>
    ) {
        guard let get = provider.pointee.get_metadata else { return }
        guard Int(location.kind) == OB_CLAP_PRESET_LOCATION_FILE else {
            place = (location.kind, nil)
            isUnderway = false
            _ = get(provider, location.kind, nil, receiver)
            return
        }
        guard let path = location.path, path.hasPrefix("/") else { return }
        var files: [String] = []
        collect(path, depth: 0, into: &files)
        for file in files {
            place = (location.kind, file)
            isUnderway = false
            _ = get(provider, location.kind, file, receiver)
        }
    }

    /// Files of the declared types, by name; the location itself may be one.
    private func collect(_ path: String, depth: Int, into files: inout [String]) {
        var status = stat()
        guard files.count < Self.fileCountMax, depth <= Self.depthMax, stat(path, &status) == 0
        else { return }
        switch status.st_mode & S_IFMT {
        case S_IFREG: if isOfType(path) { files.append(path) }
        case S_IFDIR:
            for name in directoryNames(path) {
                collect(path + "/" + name, depth: depth + 1, into: &files)
            }
        default: return
        }
    }

    private func isOfType(_ path: String) -> Bool {
        extensions.isEmpty || extensions.contains("")
            || extensions.contains { path.lowercased().hasSuffix("." + $0.lowercased()) }
    }

    fileprivate func declare(_ filetype: ob_clap_preset_filetype) -> Bool {
        guard extensions.count < 256 else { return false }
        extensions.insert(text(filetype.extension) ?? "")
        return true
    }

    fileprivate func declare(_ location: ob_clap_preset_location) -> Bool {
        guard locations.count < 1_024,
            [OB_CLAP_PRESET_LOCATION_FILE, OB_CLAP_PRESET_LOCATION_PLUGIN]
                .contains(Int(location.kind))
        else { return false }
        locations.append((location.kind, text(location.location)))
        return true
    }

    fileprivate func begin(_ name: String?, key: String?) -> Bool {
        guard presets.count < Self.presetCountMax else { return false }
        isUnderway = true
        presets.append(
            CLAPPreset(
                name: name ?? key ?? place.path ?? "",
                kind: place.kind,
                location: place.path,
                key: key
            )
        )
        return true
    }

    fileprivate func add(_ plugin: ob_clap_universal_plugin_id) {
        guard isUnderway, text(plugin.abi) == "clap", let id = text(plugin.id) else { return }
        presets[presets.count - 1].plugins.append(id)
    }

    private static func receiver(_ context: UnsafeMutableRawPointer) -> ob_clap_preset_receiver {
        ob_clap_preset_receiver(
            receiver_data: context,
            on_error: { _, _, _ in },
            begin_preset: clapBeginPreset,
            add_plugin_id: clapAddPlugin,
            set_soundpack_id: { _, _ in },
            set_flags: { _, _ in },
            add_creator: { _, _ in },
            set_description: { _, _ in },
            set_timestamps: { _, _, _ in },
            add_feature: { _, _ in },
            add_extra_info: { _, _, _ in }
        )
    }
}

/// Names of a directory's entries, without those that begin with a dot, sorted.
func directoryNames(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}

// SAFETY of the next four: the context is the crawl that calls the provider.

private func crawl(_ context: UnsafeMutableRawPointer?) -> CLAPPresetCrawl? {
    context.map { Unmanaged<CLAPPresetCrawl>.fromOpaque($0).takeUnretainedValue() }
}

@c private func clapDeclareFiletype(
    _ indexer: UnsafePointer<ob_clap_preset_indexer>,
    _ filetype: UnsafePointer<ob_clap_preset_filetype>?
) -> Bool {
    guard let filetype else { return false }
    return crawl(indexer.pointee.indexer_data)?.declare(filetype.pointee) ?? false
}

@c private func clapDeclareLocation(
    _ indexer: UnsafePointer<ob_clap_preset_indexer>,
    _ location: UnsafePointer<ob_clap_preset_location>?
) -> Bool {
    guard let location else { return false }
    return crawl(indexer.pointee.indexer_data)?.declare(location.pointee) ?? false
}

@c private func clapBeginPreset(
    _ receiver: UnsafePointer<ob_clap_preset_receiver>,
    _ name: UnsafePointer<CChar>?,
    _ key: UnsafePointer<CChar>?
) -> Bool {
    crawl(receiver.pointee.receiver_data)?.begin(text(name), key: text(key)) ?? false
}

@c private func clapAddPlugin(
    _ receiver: UnsafePointer<ob_clap_preset_receiver>,
    _ plugin: UnsafePointer<ob_clap_universal_plugin_id>?
) {
    if let plugin { crawl(receiver.pointee.receiver_data)?.add(plugin.pointee) }
}

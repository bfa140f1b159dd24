import CCLAP
import Glibc

/// The plugins of one library, as CLAP's factories give them. It lives as long as the program.
package final class PluginCollection: @unchecked Sendable {
    // SAFETY: everything is written in `init` and only read from there on.
    let definitions: [PluginDefinition]
    let vendor: String
    let descriptors: [UnsafePointer<ob_clap_descriptor>]
    private let plugins: UnsafeMutablePointer<PluginFactory>
    private let presets: UnsafeMutablePointer<PresetFactory>

    /// [control]
    package init(_ definitions: [PluginDefinition], vendor: String, version: String) {
        precondition(Set(definitions.map(\.id)).count == definitions.count, "an id is there twice")
        self.definitions = definitions
        self.vendor = vendor
        descriptors = definitions.map { Text.descriptor($0, vendor: vendor, version: version) }
        plugins = .allocate(capacity: 1)
        presets = .allocate(capacity: 1)
        plugins.initialize(to: PluginFactory(library: Unmanaged.passUnretained(self)))
        presets.initialize(to: PresetFactory(library: Unmanaged.passUnretained(self)))
    }

    /// nil: it has no factory of that name. [any]
    package func factory(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
        switch String(cString: id) {
        case OB_CLAP_PLUGIN_FACTORY: UnsafeRawPointer(plugins)
        case OB_CLAP_PRESET_DISCOVERY_FACTORY, OB_CLAP_PRESET_DISCOVERY_FACTORY_DRAFT:
            UnsafeRawPointer(presets)
        default: nil
        }
    }
}

/// CLAP's table, and whose it is behind it.
struct PluginFactory {
    var table = ob_clap_plugin_factory(
        count: obKitPluginCount,
        get_descriptor: obKitDescriptor,
        create: obKitCreate
    )
    let library: Unmanaged<PluginCollection>
}

private func library(_ factory: UnsafePointer<ob_clap_plugin_factory>) -> PluginCollection {
    UnsafeRawPointer(factory).assumingMemoryBound(to: PluginFactory.self)
        .pointee.library.takeUnretainedValue()
}

@c func obKitPluginCount(_ factory: UnsafePointer<ob_clap_plugin_factory>) -> UInt32 {
    UInt32(library(factory).definitions.count)
}

@c func obKitDescriptor(
    _ factory: UnsafePointer<ob_clap_plugin_factory>,
    _ index: UInt32
) -> UnsafePointer<ob_clap_descriptor>? {
    let library = library(factory)
    return index < library.descriptors.count ? library.descriptors[Int(index)] : nil
}

@c func obKitCreate(
    _ factory: UnsafePointer<ob_clap_plugin_factory>,
    _ host: UnsafePointer<ob_clap_host>,
    _ id: UnsafePointer<CChar>
) -> UnsafePointer<ob_clap_plugin>? {
    let library = library(factory)
    let id = String(cString: id)
    guard let index = library.definitions.firstIndex(where: { $0.id == id }),
        host.pointee.version.major >= 1
    else { return nil }
    let plugin = LoadedPlugin(
        library.definitions[index],
        descriptor: library.descriptors[index],
        host: host
    )
    return UnsafePointer(plugin.context.pointer(to: \.table)!)
}

/// Text that CLAP's tables point to, for as long as the program lives.
enum Text {
    static func kept(_ text: String) -> UnsafePointer<CChar> {
        UnsafePointer(strdup(text)!)
    }

    // SAFETY: written once, when first asked for, and only read from there on.
    private nonisolated(unsafe) static let mono = kept(OB_CLAP_PORT_MONO)
    // SAFETY: as above.
    private nonisolated(unsafe) static let stereo = kept(OB_CLAP_PORT_STEREO)

    static func portType(channels: Int) -> UnsafePointer<CChar>? {
        switch channels {
        case 1: mono
        case 2: stereo
        default: nil
        }
    }

    static func descriptor(
        _ definition: PluginDefinition,
        vendor: String,
        version: String
    ) -> UnsafePointer<ob_clap_descriptor> {
        let features = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(
            capacity: definition.features.count + 1
        )
        for (index, feature) in definition.features.enumerated() {
            (features + index).initialize(to: kept(feature))
        }
        (features + definition.features.count).initialize(to: nil)
        let descriptor = UnsafeMutablePointer<ob_clap_descriptor>.allocate(capacity: 1)
        descriptor.initialize(
            to: ob_clap_descriptor(
                version: clapVersion,
                id: kept(definition.id),
                name: kept(definition.name),
                vendor: kept(vendor),
                url: kept(""),
                manual_url: kept(""),
                support_url: kept(""),
                plugin_version: kept(version),
                description: kept(definition.summary),
                features: UnsafePointer(features)
            )
        )
        return UnsafePointer(descriptor)
    }
}

let clapVersion = ob_clap_version(
    major: UInt32(OB_CLAP_MAJOR),
    minor: UInt32(OB_CLAP_MINOR),
    revision: UInt32(OB_CLAP_REVISION)
)

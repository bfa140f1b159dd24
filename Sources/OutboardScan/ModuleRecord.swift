import OutboardHost
import OutboardModel

/// What a scan found in a module, and what the module's files were then.
package struct ModuleRecord: Sendable, Equatable {
    package var module: PluginModule
    /// See `Fingerprint`.
    package var fingerprint: UInt64
    package var plugins: [ScannedPlugin]
    package var blocked: [BlockedPlugin]
    /// By the plugin that they are for, which may be in another module; by name.
    package var presets: [PluginID: [InstalledPreset]]
    /// Why the presets are not known. Empty: they are.
    package var presetProblem = ""

    package init(
        module: PluginModule,
        fingerprint: UInt64,
        plugins: [ScannedPlugin] = [],
        blocked: [BlockedPlugin] = [],
        presets: [PluginID: [InstalledPreset]] = [:]
    ) {
        self.module = module
        self.fingerprint = fingerprint
        self.plugins = plugins
        self.blocked = blocked
        self.presets = presets
    }
}

/// A plugin that passed. Its parameters and properties stay encoded until somebody asks: there are a thousand of some,
/// and an index holds a thousand plugins.
package struct ScannedPlugin: Sendable, Equatable {
    /// Without parameters and properties.
    package let outline: PluginDescriptor
    package let parameterCount: Int
    /// What it did when it was closed, after it had passed. Empty: nothing of note.
    package internal(set) var note = ""
    /// Parameters, then properties.
    let details: ArraySlice<UInt8>

    package init(_ descriptor: PluginDescriptor) {
        var outline = descriptor
        outline.parameters = []
        outline.properties = []
        self.outline = outline
        parameterCount = descriptor.parameters.count
        var writer = ByteWriter()
        writer.add(each: descriptor.parameters) { $0.add($1) }
        writer.add(each: descriptor.properties) { $0.add($1) }
        details = writer.bytes[...]
    }

    init(outline: PluginDescriptor, parameterCount: Int, note: String, _ bytes: ArraySlice<UInt8>) {
        self.outline = outline
        self.parameterCount = parameterCount
        self.note = note
        details = bytes
    }

    /// nil: what was written is not what is read. O(parameters).
    package var descriptor: PluginDescriptor? {
        var reader = ByteReader(details)
        var descriptor = outline
        do {
            descriptor.parameters = try reader.list { (reader) throws(ByteReader.Damaged) in
                try reader.parameter()
            }
            descriptor.properties = try reader.list { (reader) throws(ByteReader.Damaged) in
                try reader.property()
            }
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
        return descriptor
    }
}

/// What must not be loaded.
package struct BlockedPlugin: Sendable, Equatable {
    package let module: PluginModule
    /// nil: the module, whatever is in it.
    package let id: PluginID?
    package let failure: ScanFailure

    package init(module: PluginModule, id: PluginID?, failure: ScanFailure) {
        self.module = module
        self.id = id
        self.failure = failure
    }
}

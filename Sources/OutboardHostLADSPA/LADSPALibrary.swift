import CLADSPA
import Glibc
import OutboardHost
import Synchronization

/// An open library of LADSPA plugins. It is closed with the last plugin and host that hold it.
final class LADSPALibrary {
    /// The file's name without ".so".
    let name: String
    /// In the library's order. They live as long as it is open.
    let plugins: [UnsafePointer<ob_ladspa_descriptor>]
    private let handle: UnsafeMutableRawPointer

    /// Some libraries make their descriptions when they are asked for the first time.
    private static let reading = Mutex(())
    /// What never says that there are no more would be read for ever.
    private static let pluginCountMax: UInt = 4096

    /// Opens the library: with everything that it uses bound at once, so that nothing is looked up while
    /// it renders. One that lacks something is refused: a plugin that called it would end the engine.
    ///
    /// - Throws: `instantiationFailed` for what is no library, or none of LADSPA plugins.
    init(path: String) throws(HostError) {
        let file = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        let name = String(file.hasSuffix(".so") ? file.dropLast(3) : file)
        self.name = name
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw HostError(
                .instantiationFailed,
                subject: name,
                message: "the library does not open: \(Self.lastError)"
            )
        }
        guard let entry = dlsym(handle, "ladspa_descriptor") else {
            dlclose(handle)
            throw HostError(
                .instantiationFailed,
                subject: name,
                message: "\(path) is no library of LADSPA plugins: it has no ladspa_descriptor"
            )
        }
        self.handle = handle
        // SAFETY: this is what LADSPA has behind that name.
        let descriptor = unsafeBitCast(entry, to: ob_ladspa_entry.self)
        var plugins: [UnsafePointer<ob_ladspa_descriptor>] = []
        Self.reading.withLock { _ in
            var index: UInt = 0
            while index < Self.pluginCountMax, let plugin = descriptor(index) {
                plugins.append(plugin)
                index += 1
            }
        }
        self.plugins = plugins
    }

    deinit { dlclose(handle) }

    /// The plugin of that label; the first, where there are several.
    func plugin(label: String) -> UnsafePointer<ob_ladspa_descriptor>? {
        plugins.first { $0.pointee.label.map { String(cString: $0) } == label }
    }

    private static var lastError: String {
        dlerror().map { String(cString: $0) } ?? "for a reason that the system does not tell"
    }
}

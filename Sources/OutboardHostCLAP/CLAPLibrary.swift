import CCLAP
import Glibc
import OutboardHost
import Synchronization

/// An open library of CLAP plugins. A file is opened and initialized once in a process, whoever asks for
/// it, and closed with the last plugin and host that hold it.
final class CLAPLibrary {
    let path: String
    /// In the library's order; each identifier once. They live as long as it is open.
    var plugins: [Entry] { opened.plugins }
    private let opened: Opened
    private let key: String

    struct Entry {
        let id: String
        let descriptor: UnsafePointer<ob_clap_descriptor>
    }

    private struct Opened: @unchecked Sendable {
        // SAFETY: what it points to does not change while the library is open; `users` is only touched
        // while the mutex is held.
        let handle: UnsafeMutableRawPointer
        let entry: UnsafePointer<ob_clap_entry>
        let plugins: [Entry]
        var users = 1
    }

    /// By the path that links lead to. A library's first and last call must not be beside any other call into it, also where
    /// several threads have a host each.
    private static let open = Mutex<[String: Opened]>([:])
    private static let pluginCountMax: UInt32 = 4_096

    /// - Throws: `instantiationFailed` for what is no library, or none of CLAP plugins.
    init(_ path: String) throws(HostError) {
        self.path = path
        let key = Self.resolved(path)
        self.key = key
        let result = Self.open.withLock { open -> Result<Opened, HostError> in
            if let opened = open[key] {
                open[key]!.users += 1
                return .success(opened)
            }
            let result = Self.load(path)
            if case .success(let opened) = result { open[key] = opened }
            return result
        }
        opened = try result.get()
    }

    deinit {
        Self.open.withLock { open in
            open[key]!.users -= 1
            guard open[key]!.users == 0 else { return }
            open[key] = nil
            opened.entry.pointee.deinitialize?()
            dlclose(opened.handle)
        }
    }

    func plugin(_ id: String) -> Entry? { plugins.first { $0.id == id } }

    /// One of the library's factories, by its name.
    func factory<Factory>(_ name: String, as type: Factory.Type) -> UnsafePointer<Factory>? {
        opened.entry.pointee.get_factory?(name)?.assumingMemoryBound(to: type)
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Opens the library with everything that it uses bound at once, so that nothing is looked up while it
    /// renders.
    private static func load(_ path: String) -> Result<Opened, HostError> {
        func refusal(_ why: String) -> Result<Opened, HostError> {
            .failure(HostError(.instantiationFailed, subject: path, message: why))
        }
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            return refusal("the library does not open: \(lastError)")
        }
        guard let symbol = dlsym(handle, OB_CLAP_ENTRY_SYMBOL) else {
            dlclose(handle)
            return refusal("this is no library of CLAP plugins: it has no \(OB_CLAP_ENTRY_SYMBOL)")
        }
        // SAFETY: this is what CLAP has behind that name.
        let entry = UnsafePointer(symbol.assumingMemoryBound(to: ob_clap_entry.self))
        guard entry.pointee.version.major >= 1 else {
            dlclose(handle)
            return refusal("the library is of a CLAP before the first")
        }
        guard let get = entry.pointee.get_factory, entry.pointee.initialize?(path) ?? true else {
            dlclose(handle)
            return refusal("the library refused to initialize")
        }
        let plugins = get(OB_CLAP_PLUGIN_FACTORY).map(entries) ?? []
        return .success(Opened(handle: handle, entry: entry, plugins: plugins))
    }

    private static func entries(_ factory: UnsafeRawPointer) -> [Entry] {
        let factory = factory.assumingMemoryBound(to: ob_clap_plugin_factory.self)
        guard let count = factory.pointee.count, let get = factory.pointee.get_descriptor else {
            return []
        }
        var entries: [Entry] = []
        for index in 0..<min(count(factory), pluginCountMax) {
            guard let descriptor = get(factory, index),
                descriptor.pointee.version.major >= 1,
                let id = text(descriptor.pointee.id), !id.isEmpty,
                !entries.contains(where: { $0.id == id })
            else { continue }
            entries.append(Entry(id: id, descriptor: descriptor))
        }
        return entries
    }

    private static var lastError: String {
        dlerror().map { String(cString: $0) } ?? "for a reason that the system does not tell"
    }
}

/// A plugin's text. nil: it gives none.
func text(_ text: UnsafePointer<CChar>?) -> String? { text.map { String(cString: $0) } }

/// Text in a field of that size, which need not end within it.
func text(_ field: UnsafePointer<CChar>, size: Int) -> String {
    let bytes = UnsafeRawBufferPointer(start: field, count: strnlen(field, size))
    return String(decoding: bytes, as: UTF8.self)
}

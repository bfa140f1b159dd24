import CCLAP
import CRealtime
import Glibc

/// A `.clap` file that is open, from outside: nothing of it is known but CLAP's own header.
package final class CLAPLibrary: @unchecked Sendable {
    // SAFETY: nothing changes after `init`, and what is called of the library may be called anywhere.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    package let path: String
    private let handle: UnsafeMutableRawPointer
    private let entry: UnsafePointer<ob_clap_entry>
    package let factory: UnsafePointer<ob_clap_plugin_factory>

    package init(path: String) throws(Refusal) {
        self.path = path
        // Libraries made with -ffast-math flush subnormal numbers for whoever loads them.
        let mode = ob_flush_subnormals()
        defer { ob_restore_float_mode(mode) }
        ob_restore_float_mode(mode)
        guard let handle = dlopen(path, RTLD_LOCAL | RTLD_NOW) else {
            throw Refusal(description: String(cString: dlerror()))
        }
        guard let symbol = dlsym(handle, OB_CLAP_ENTRY_SYMBOL) else {
            throw Refusal(description: "\(path) has no \(OB_CLAP_ENTRY_SYMBOL)")
        }
        let entry = UnsafeRawPointer(symbol).assumingMemoryBound(to: ob_clap_entry.self)
        guard entry.pointee.version.major >= 1, entry.pointee.initialize?(path) == true,
            let factory = entry.pointee.get_factory?(OB_CLAP_PLUGIN_FACTORY)
        else { throw Refusal(description: "\(path) does not initialize, or has no plugins") }
        self.handle = handle
        self.entry = entry
        self.factory = factory.assumingMemoryBound(to: ob_clap_plugin_factory.self)
    }

    // Never closed: Swift's and others' run times do not bear it.
    deinit { entry.pointee.deinitialize?() }

    /// Null where there is none of that name.
    package func factory(named name: String) -> UnsafeRawPointer? {
        entry.pointee.get_factory?(name)
    }

    package var descriptors: [UnsafePointer<ob_clap_descriptor>] {
        (0..<(factory.pointee.count?(factory) ?? 0)).compactMap {
            factory.pointee.get_descriptor?(factory, $0)
        }
    }

    package var pluginIDs: [String] {
        descriptors.compactMap { $0.pointee.id.map { String(cString: $0) } }
    }

    /// The library that a build of this package puts beside the test program.
    package static func built(_ product: String) throws(Refusal) -> CLAPLibrary {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw Refusal(description: "/proc/self/exe cannot be read") }
        let program = String(
            decoding: buffer[..<count].map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        let folder = program[..<program.lastIndex(of: "/")!]
        return try CLAPLibrary(path: "\(folder)/lib\(product).so")
    }
}

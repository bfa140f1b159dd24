import CLilv
import Glibc

/// The library that a plugin is in, for when lilv gives no instance and no reason.
struct LV2Library {
    let path: String

    init?(of plugin: OpaquePointer) {
        guard let uri = lilv_plugin_get_library_uri(plugin),
            let path = lilv_node_get_path(uri, nil)
        else { return nil }
        defer { lilv_free(path) }
        self.path = String(cString: path)
    }

    /// Why it does not open; nil: it does.
    var fault: Fault? {
        if let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) {
            dlclose(handle)
            return nil
        }
        return Fault(
            message: dlerror().map { String(cString: $0) } ?? "the system does not say why"
        )
    }

    struct Fault {
        let message: String

        /// Libraries that plugins call and were not linked with, by how their functions are called. Hosts
        /// that use them themselves have hidden that.
        private static let forgotten = [
            "undefined symbol: fftwf_": "libfftw3f.so.3",
            "undefined symbol: fftw_": "libfftw3.so.3",
        ]

        /// Opens what is missing for all, where it is installed. Whether to try again.
        func supply() -> Bool {
            Self.forgotten.contains { words, library in
                message.contains(words) && dlopen(library, RTLD_NOW | RTLD_GLOBAL) != nil
            }
        }
    }
}

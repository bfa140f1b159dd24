import Glibc

/// The directories in which libraries of LADSPA plugins lie.
struct LADSPAFolders {
    static let usual = "/usr/lib/ladspa:/usr/local/lib/ladspa"

    private let folders: [String]

    /// - Parameter searchPath: directories, separated by colons; nil takes `LADSPA_PATH` or else the
    ///   usual places.
    init(searchPath: String?) {
        let path = searchPath ?? getenv("LADSPA_PATH").map { String(cString: $0) } ?? Self.usual
        folders = path.split(separator: ":").map(String.init)
    }

    /// The files that end with ".so", by what comes before. Of two with one name, that in the earlier
    /// directory.
    func libraries() -> [String: String] {
        var paths: [String: String] = [:]
        for folder in folders {
            guard let directory = opendir(folder) else { continue }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let file = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard file.hasSuffix(".so"), file.count > 3 else { continue }
                let name = String(file.dropLast(3))
                if paths[name] == nil { paths[name] = folder + "/" + file }
            }
        }
        return paths
    }
}

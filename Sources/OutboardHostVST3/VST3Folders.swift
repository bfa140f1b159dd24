import Glibc

/// Where VST3 modules and presets lie.
struct VST3Folders {
    /// What this machine's modules have their library in.
    #if arch(x86_64)
        static let architecture = "x86_64-linux"
    #elseif arch(arm64)
        static let architecture = "aarch64-linux"
    #else
        #error("modules for this processor have no name here")
    #endif

    /// Deeper trees are links in a circle.
    private static let depthMax = 16

    private let modules: [String]
    private let presets: [String]

    /// - Parameters:
    ///   - searchPath: directories, separated by colons; nil takes `VST3_PATH` or else the usual places.
    ///   - presetPath: the same for presets; nil takes `presets` in the usual places.
    init(searchPath: String?, presetPath: String?) {
        let home = getenv("HOME").map { String(cString: $0) } ?? ""
        let own = home.isEmpty ? [] : [home + "/.vst3"]
        let path = searchPath ?? getenv("VST3_PATH").map { String(cString: $0) }
        modules =
            path.map { $0.split(separator: ":").map(String.init) }
            ?? own + ["/usr/lib/vst3", "/usr/local/lib/vst3"]
        presets =
            presetPath.map { $0.split(separator: ":").map(String.init) }
            ?? own.map { $0 + "/presets" }
            + ["/usr/share/vst3/presets", "/usr/local/share/vst3/presets"]
    }

    /// The library's file in a bundle.
    static func library(of bundle: String) -> String {
        let name = bundle[
            (bundle.lastIndex(of: "/").map(bundle.index(after:)) ?? bundle.startIndex)...
        ]
        return "\(bundle)/Contents/\(architecture)/\(name.dropLast(".vst3".count)).so"
    }

    /// Bundles with a library for this machine, in the order of the search path and by name.
    func bundles() -> [String] {
        var found: [String] = []
        for folder in modules { Self.walk(folder, depth: 0) { Self.take($0, $1, &found) } }
        return found
    }

    /// Files of presets, in the order of the search path and by name.
    func presetFiles() -> [String] {
        var found: [String] = []
        for folder in presets {
            Self.walk(folder, depth: 0) { path, isFolder in
                if !isFolder, path.hasSuffix(".vstpreset") { found.append(path) }
                return true
            }
        }
        return found
    }

    /// Whether the walk goes on within.
    private static func take(_ path: String, _ isFolder: Bool, _ found: inout [String]) -> Bool {
        guard isFolder, path.hasSuffix(".vst3") else { return true }
        if access(library(of: path), R_OK) == 0, !found.contains(path) { found.append(path) }
        return false
    }

    private static func walk(
        _ folder: String,
        depth: Int,
        _ visit: (_ path: String, _ isFolder: Bool) -> Bool
    ) {
        guard depth < depthMax, let directory = opendir(folder) else { return }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        closedir(directory)
        for name in names.sorted() {
            let path = folder + "/" + name
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            if visit(path, isFolder), isFolder { walk(path, depth: depth + 1, visit) }
        }
    }
}

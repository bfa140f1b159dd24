import Foundation

/// Where sessions, presets and the dashboard lie.
struct DataDirectory: Sendable {
    let path: String

    var sessions: String { path + "/Presets/Sessions" }
    var factoryPresets: String { path + "/Presets/Factory" }
    /// Those that people save.
    var userPresets: String { path + "/Presets/User" }
    var dashboard: String { path + "/Dashboard" }

    /// The one that is named, or the first that has a `Presets`: OUTBOARD_DATA, the working directory,
    /// a directory above the program (a build in its checkout), then where a package installs it.
    ///
    /// - Throws: `CommandError` with the places that were tried.
    static func find(_ named: String?) throws -> DataDirectory {
        let environment = ProcessInfo.processInfo.environment["OUTBOARD_DATA"]
        let candidates = (named ?? environment).map { [$0] } ?? usualPlaces
        for place in candidates
        where FileManager.default.fileExists(atPath: place + "/Presets/Sessions") {
            return DataDirectory(path: place)
        }
        throw CommandError(
            .configuration,
            "no Presets/Sessions in \(candidates.joined(separator: ", ")); name the directory with --data"
        )
    }

    private static var usualPlaces: [String] {
        var places = [FileManager.default.currentDirectoryPath]
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        var above = URL(fileURLWithPath: program).deletingLastPathComponent()
        while above.path != "/" {
            places.append(above.path)
            above.deleteLastPathComponent()
        }
        return places + ["/usr/local/share/outboard", "/usr/share/outboard"]
    }
}

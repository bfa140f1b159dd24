import Foundation

/// The plugin that does wrong what it is told to, in every format: `Scripts/build-faults` builds it beside
/// the test program, where it is not there yet.
package enum FaultPlugins {
    /// Has `ladspa`, `lv2`, `clap` and `vst3`, each a search path.
    ///
    /// - Throws: what the script says.
    package static func directory() throws -> String { try built.get() }

    private static let built = Result { () throws -> String in
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let directory = URL(fileURLWithPath: program).deletingLastPathComponent()
            .appendingPathComponent("faults").path
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Scripts/build-faults").standardizedFileURL
        let process = Process()
        let errors = Pipe()
        process.executableURL = script
        process.arguments = [directory]
        process.standardError = errors
        try process.run()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BuildFailure(text: String(decoding: said, as: UTF8.self))
        }
        return directory
    }

    private struct BuildFailure: Error {
        let text: String
    }
}

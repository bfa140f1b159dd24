import OutboardModel

/// How plugins are scanned.
package struct ScanConfiguration: Sendable {
    /// The program that works, and its arguments before those that the scanner adds.
    package var program: String
    package var arguments: [String]
    /// What workers have in their environment beside what this process has.
    package var environment: [String: String] = [:]
    /// The index file. nil: what is found is kept in memory alone.
    package var cachePath: String?
    /// What made the records, so that another version makes them anew.
    package var generation: String
    /// Workers side by side.
    package var workersMax = 1
    /// How far workers stand back behind everything else.
    package var niceness: Int32 = 10
    /// How long a plugin may take for one step. One that waits for a processor in vain, because others
    /// need it, gets four times as much.
    package var silenceMilliseconds = 15_000
    /// Modules that one worker opens one after another, where nothing goes wrong. Libraries of LADSPA are
    /// small, and LV2 reads all manifests before anything else.
    package var batches: [PluginFormat: Int] = [.ladspa: 32, .lv2: 16]

    package init(program: String, arguments: [String], generation: String) {
        self.program = program
        self.arguments = arguments
        self.generation = generation
    }
}

import Glibc
import OutboardHost
import OutboardModel
import OutboardStore
import Synchronization

/// Which plugins are installed and may be loaded: learned by trying each in a process of its own, and kept
/// in a file. [any]
package final class PluginScan: Sendable {
    package let configuration: ScanConfiguration
    private let file: IndexFile?
    /// The modules that are there, by nothing but the names of files.
    private let listModules: @Sendable () -> [PluginModule]
    private let known = Mutex<Known>(Known())

    private struct Known {
        /// Also of modules that are not there now.
        var records: [PluginModule: ModuleRecord] = [:]
        var index = ScanIndex.empty
    }

    /// What is tried.
    package enum Scope: Sendable, Equatable {
        /// What is new, and what has changed.
        case changed
        /// That, and what is blocked.
        case blocked
        case all
        /// Of these, what is new and what has changed.
        case modules([PluginModule])
    }

    /// - Parameter listModules: is called from whichever thread looks what is there.
    package init(
        configuration: ScanConfiguration,
        listModules: @escaping @Sendable () -> [PluginModule]
    ) {
        self.configuration = configuration
        self.listModules = listModules
        file = configuration.cachePath.map {
            IndexFile(path: $0, generation: configuration.generation)
        }
    }

    /// As it was found last. O(1).
    package var index: ScanIndex { known.withLock { $0.index } }

    /// Reads the file, and compares what it says with what is there. Opens no module.
    @discardableResult
    package func load() -> ScanIndex {
        let read = file?.read() ?? [:]
        return refresh { records in records.merge(read) { own, _ in own } }
    }

    /// Tries what the scope says, and returns when that is done or the scan is cancelled. What is done is
    /// in the index at once. Several may be at it at a time.
    ///
    /// - Parameter progress: is called from this thread, at the beginning and with each module.
    /// - Throws: where no worker works. What was known stays so.
    package func scan(
        _ scope: Scope,
        progress: @escaping (ScanProgress) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws(ScanError) {
        let present = refresh { _ in }
        let modules = wanted(scope, present)
        var state = ScanProgress(total: modules.count)
        progress(state)
        var loop = ScanLoop(modules, configuration) { [self] record in
            keep(record)
            state.done += 1
            state.module = record.module.path
            state.found += record.plugins.count
            state.blocked += record.blocked.count
            progress(state)
        }
        defer { refresh { _ in } }
        try loop.run(isCancelled: isCancelled)
        tidy()
    }

    private func wanted(_ scope: Scope, _ present: ScanIndex) -> [PluginModule] {
        let unscanned = present.unscanned.sorted { $0.path < $1.path }
        switch scope {
        case .changed: return unscanned
        case .blocked:
            return unscanned + present.records.filter { !$0.blocked.isEmpty }.map(\.module)
        case .all: return unscanned + present.records.map(\.module)
        case .modules(let modules): return modules.filter { present.unscanned.contains($0) }
        }
    }

    // MARK: What is kept

    private func keep(_ record: ModuleRecord) {
        known.withLock { known in
            known.records[record.module] = record
            // Whoever needs this one does not wait for the others.
            let others = known.index.records.filter { $0.module != record.module }
            known.index = ScanIndex(
                others + [record],
                unscanned: known.index.unscanned.subtracting([record.module])
            )
        }
        // What cannot be written is found anew by the next start.
        try? file?.append([record])
    }

    /// Leaves one record a module in the file, and none of modules that are gone.
    private func tidy() {
        try? file?.compact { access($0.path, F_OK) == 0 }
    }

    /// Makes the index of those records that are of the modules as they are now.
    @discardableResult
    private func refresh(_ change: (inout [PluginModule: ModuleRecord]) -> Void) -> ScanIndex {
        let present = listModules().map { ($0, Fingerprint.of($0.path)) }
        return known.withLock { known in
            change(&known.records)
            var valid: [ModuleRecord] = []
            var unscanned: Set<PluginModule> = []
            for (module, fingerprint) in present {
                if let record = known.records[module], record.fingerprint == fingerprint {
                    valid.append(record)
                } else {
                    unscanned.insert(module)
                }
            }
            known.index = ScanIndex(valid, unscanned: unscanned)
            return known.index
        }
    }
}

/// How far a scan is.
package struct ScanProgress: Sendable, Equatable {
    /// Modules.
    package var done = 0
    package var total: Int
    /// The one that was done last. Empty: none yet.
    package var module = ""
    /// Plugins that passed, and that did not, in this scan.
    package var found = 0
    package var blocked = 0

    package init(total: Int) { self.total = total }
}

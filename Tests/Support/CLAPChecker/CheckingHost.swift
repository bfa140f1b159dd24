import CCLAP
import Glibc

/// A host that notes what a plugin does to it.
package final class CheckingHost {
    /// On whose behalf the plugin is called right now. Both are symbolic: it is one thread.
    package enum Role { case main, audio, activation }

    package var role = Role.main
    package var isInitialized = false
    package var restarts = 0
    package var processes = 0
    package var callbacks = 0
    package var rescans: [UInt32] = []
    package var latencyChanges = 0
    package var loadedPresets: [String] = []
    package var presetErrors: [String] = []
    /// Calls that CLAP forbids where they were made.
    package var violations: [String] = []
    package let table: UnsafeMutablePointer<ob_clap_host>
    private let tables: HostTables

    package init() {
        table = .allocate(capacity: 1)
        tables = HostTables()
        table.initialize(
            to: ob_clap_host(
                version: ob_clap_version(major: 1, minor: 2, revision: 0),
                host_data: nil,
                name: HostTables.name,
                vendor: HostTables.name,
                url: HostTables.name,
                host_version: HostTables.name,
                get_extension: obCheckerExtension,
                request_restart: { checking($0).restarts += 1 },
                request_process: { checking($0).processes += 1 },
                request_callback: { checking($0).callbacks += 1 }
            )
        )
        table.pointee.host_data = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit { table.deallocate() }

    // These allocate only where there is something to say: what they do counts as the plugin's.
    fileprivate func expectMain(_ name: String) {
        if role == .audio { violations.append("\(name) was called as audio") }
    }
    fileprivate func expect(_ role: Role, _ name: String) {
        if self.role != role { violations.append("\(name) was called as \(self.role)") }
    }

    fileprivate func table(named name: String) -> UnsafeRawPointer? {
        if !isInitialized { violations.append("get_extension before initialize") }
        return tables.table(named: name)
    }
}

/// The tables that the host gives, each in memory of its own.
private final class HostTables {
    // SAFETY: written once, when first asked for, and only read from there on.
    nonisolated(unsafe) static let name = UnsafePointer(strdup("checker")!)
    private let log = kept(ob_clap_host_log(log: { _, _, _ in }))
    private let threads = kept(
        ob_clap_host_thread_check(
            is_main_thread: { checking($0).role != .audio },
            is_audio_thread: { checking($0).role == .audio }
        )
    )
    private let parameters = kept(
        ob_clap_host_params(
            rescan: { host, flags in
                checking(host).expectMain("params.rescan")
                checking(host).rescans.append(flags)
            },
            clear: { host, _, _ in checking(host).expectMain("params.clear") },
            request_flush: { host in
                if checking(host).role == .audio {
                    checking(host).violations.append("params.request_flush was called as audio")
                }
            }
        )
    )
    private let latency = kept(
        ob_clap_host_latency(changed: { host in
            checking(host).expect(.activation, "latency.changed")
            checking(host).latencyChanges += 1
        })
    )
    private let tail = kept(
        ob_clap_host_tail(changed: { checking($0).expect(.audio, "tail.changed") })
    )
    private let state = kept(
        ob_clap_host_state(mark_dirty: { checking($0).expectMain("state.mark_dirty") })
    )
    private let presets = kept(
        ob_clap_host_preset_load(
            on_error: { host, _, _, key, _, _ in
                checking(host).presetErrors.append(key.map { String(cString: $0) } ?? "")
            },
            loaded: { host, _, _, key in
                checking(host).expectMain("preset_load.loaded")
                checking(host).loadedPresets.append(key.map { String(cString: $0) } ?? "")
            }
        )
    )

    private static func kept<Table>(_ table: Table) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        memory.initialize(to: table)
        return UnsafeMutableRawPointer(memory)
    }

    deinit {
        for table in [log, threads, parameters, latency, tail, state, presets] {
            table.deallocate()
        }
    }

    func table(named name: String) -> UnsafeRawPointer? {
        switch name {
        case OB_CLAP_EXT_LOG: UnsafeRawPointer(log)
        case OB_CLAP_EXT_THREAD_CHECK: UnsafeRawPointer(threads)
        case OB_CLAP_EXT_PARAMS: UnsafeRawPointer(parameters)
        case OB_CLAP_EXT_LATENCY: UnsafeRawPointer(latency)
        case OB_CLAP_EXT_TAIL: UnsafeRawPointer(tail)
        case OB_CLAP_EXT_STATE: UnsafeRawPointer(state)
        case OB_CLAP_EXT_PRESET_LOAD: UnsafeRawPointer(presets)
        default: nil
        }
    }
}

private func checking(_ host: UnsafePointer<ob_clap_host>) -> CheckingHost {
    Unmanaged<CheckingHost>.fromOpaque(host.pointee.host_data!).takeUnretainedValue()
}

@c func obCheckerExtension(
    _ host: UnsafePointer<ob_clap_host>,
    _ name: UnsafePointer<CChar>
) -> UnsafeRawPointer? {
    checking(host).table(named: String(cString: name))
}

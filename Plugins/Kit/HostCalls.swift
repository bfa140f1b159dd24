import CCLAP

/// The host, as far as the audio half may call it.
struct HostCalls: BitwiseCopyable {
    let host: UnsafePointer<ob_clap_host>
    /// Known from the plugin's initialization on.
    var tail: UnsafePointer<ob_clap_host_tail>?

    @_noLocks
    func requestRestart() {
        if host.pointee.request_restart != nil { ob_clap_request_restart(host) }
    }

    @_noLocks
    func tailChanged() {
        if let tail, tail.pointee.changed != nil { ob_clap_tail_changed(tail, host) }
    }
}

import CCLAP
import Glibc
import OutboardHost

// What a plugin calls of its host. [any] unless CLAP says otherwise: then a call from another thread does
// nothing but leave a line in the log.

/// A table of functions that plugins may ask for by name.
struct CLAPHostExtension {
    let name: UnsafePointer<CChar>
    let table: UnsafeRawPointer

    /// They live as long as the process.
    // SAFETY: made once, and never changed.
    nonisolated(unsafe) static let all: UnsafeBufferPointer<CLAPHostExtension> = {
        let list = CLAPHostTables.make()
        let memory = UnsafeMutableBufferPointer<CLAPHostExtension>.allocate(capacity: list.count)
        _ = memory.initialize(from: list)
        return UnsafeBufferPointer(memory)
    }()
}

typealias CLAPHostPointer = UnsafePointer<ob_clap_host>

@inline(__always)
func hostState(_ host: CLAPHostPointer) -> UnsafeMutablePointer<CLAPHostState> {
    // SAFETY: only hosts that `CLAPHostMemory` made have these functions.
    host.pointee.host_data!.assumingMemoryBound(to: CLAPHostState.self)
}

/// nil: this is not the main thread.
func mainCalls(_ host: CLAPHostPointer, _ call: StaticString) -> CLAPMainCalls? {
    let state = hostState(host)
    guard state.pointee.isMainThread() else {
        logMisuse(state, call)
        return nil
    }
    // SAFETY: the plugin is destroyed before the owner lets go of it.
    return state.pointee.main.takeUnretainedValue()
}

/// Neither allocates nor waits: a plugin may be wrong on the render thread too.
private func logMisuse(_ state: UnsafeMutablePointer<CLAPHostState>, _ call: StaticString) {
    state.pointee.log.write(call.utf8Start, size: call.utf8CodeUnitCount, level: .warning)
}

@c func clapHostGetExtension(
    _ host: CLAPHostPointer,
    _ id: UnsafePointer<CChar>
) -> UnsafeRawPointer? {
    for offer in hostState(host).pointee.extensions where strcmp(offer.name, id) == 0 {
        return offer.table
    }
    return nil
}

@c func clapHostRequestRestart(_ host: CLAPHostPointer) {
    hostState(host).pointee.wantsRestart.store(true, ordering: .relaxed)
}

@c func clapHostRequestProcess(_ host: CLAPHostPointer) {
    hostState(host).pointee.wantsProcess.store(true, ordering: .relaxed)
}

@c func clapHostRequestCallback(_ host: CLAPHostPointer) {
    // Pairs with `attend`: what the plugin wrote before is seen by its `on_main_thread`.
    hostState(host).pointee.wantsCallback.store(true, ordering: .releasing)
}

@c func clapHostLog(_ host: CLAPHostPointer, _ severity: Int32, _ text: UnsafePointer<CChar>?) {
    guard let text else { return }
    let level: LogLevelCode =
        switch Int(severity) {
        case OB_CLAP_LOG_DEBUG: .trace
        case OB_CLAP_LOG_INFO: .note
        case OB_CLAP_LOG_WARNING, OB_CLAP_LOG_HOST_MISBEHAVING: .warning
        default: .error
        }
    let size = strnlen(text, LogRing.lineBytesMax)
    hostState(host).pointee.log.write(text, size: size, level: level)
}

@c func clapHostIsMainThread(_ host: CLAPHostPointer) -> Bool {
    hostState(host).pointee.isMainThread()
}

@c func clapHostIsAudioThread(_ host: CLAPHostPointer) -> Bool {
    hostState(host).pointee.isAudioThread()
}

@c func clapHostParamsRescan(_ host: CLAPHostPointer, _ flags: UInt32) {
    mainCalls(host, "params.rescan was called on another thread")?.news.parameterRescan |= flags
}

/// Curves and what else refers to a parameter are the session's to keep.
@c func clapHostParamsClear(_ host: CLAPHostPointer, _ id: UInt32, _ flags: UInt32) {
    _ = mainCalls(host, "params.clear was called on another thread")
}

@c func clapHostParamsRequestFlush(_ host: CLAPHostPointer) {
    hostState(host).pointee.wantsFlush.store(true, ordering: .relaxed)
}

/// Who is being activated is asked for its latency behind that; who is active needs a restart for it.
@c func clapHostLatencyChanged(_ host: CLAPHostPointer) {
    guard let main = mainCalls(host, "latency.changed was called on another thread") else { return }
    if main.isActive, !main.isActivating { main.news.wantsRestart = true }
}

/// The tail is asked for whenever it is needed.
@c func clapHostTailChanged(_ host: CLAPHostPointer) {}

@c func clapHostStateMarkDirty(_ host: CLAPHostPointer) {
    mainCalls(host, "state.mark_dirty was called on another thread")?.news.stateChanged = true
}

@c func clapHostAudioPortsSupportsRescan(_ host: CLAPHostPointer, _ flag: UInt32) -> Bool { true }

@c func clapHostAudioPortsRescan(_ host: CLAPHostPointer, _ flags: UInt32) {
    guard let main = mainCalls(host, "audio_ports.rescan was called on another thread") else {
        return
    }
    if flags & ~UInt32(OB_CLAP_AUDIO_PORTS_RESCAN_NAMES) != 0 { main.news.wantsRestart = true }
}

@c func clapHostAudioPortsConfigRescan(_ host: CLAPHostPointer) {
    mainCalls(host, "audio_ports_config.rescan was called on another thread")?
        .news.wantsRestart = true
}

@c func clapHostNotePortsDialects(_ host: CLAPHostPointer) -> UInt32 {
    UInt32(OB_CLAP_NOTE_DIALECT_CLAP | OB_CLAP_NOTE_DIALECT_MIDI)
}

@c func clapHostNotePortsRescan(_ host: CLAPHostPointer, _ flags: UInt32) {
    guard let main = mainCalls(host, "note_ports.rescan was called on another thread") else {
        return
    }
    if flags & UInt32(OB_CLAP_NOTE_PORTS_RESCAN_ALL) != 0 { main.news.wantsRestart = true }
}

@c func clapHostRegisterTimer(
    _ host: CLAPHostPointer,
    _ period: UInt32,
    _ id: UnsafeMutablePointer<UInt32>
) -> Bool {
    let timer = mainCalls(host, "register_timer was called on another thread")?
        .addTimer(periodMilliseconds: period)
    id.pointee = timer ?? OB_CLAP_INVALID_ID
    return timer != nil
}

@c func clapHostUnregisterTimer(_ host: CLAPHostPointer, _ id: UInt32) -> Bool {
    mainCalls(host, "unregister_timer was called on another thread")?.removeTimer(id) ?? false
}

@c func clapHostRegisterFile(_ host: CLAPHostPointer, _ file: Int32, _ flags: UInt32) -> Bool {
    mainCalls(host, "register_fd was called on another thread")?.addFile(file, flags: flags)
        ?? false
}

@c func clapHostModifyFile(_ host: CLAPHostPointer, _ file: Int32, _ flags: UInt32) -> Bool {
    mainCalls(host, "modify_fd was called on another thread")?.modifyFile(file, flags: flags)
        ?? false
}

@c func clapHostUnregisterFile(_ host: CLAPHostPointer, _ file: Int32) -> Bool {
    mainCalls(host, "unregister_fd was called on another thread")?.removeFile(file) ?? false
}

/// There are no events but those of CLAP itself.
@c func clapHostQueryEvents(
    _ host: CLAPHostPointer,
    _ name: UnsafePointer<CChar>?,
    _ id: UnsafeMutablePointer<UInt16>
) -> Bool {
    id.pointee = .max
    return false
}

@c func clapHostPresetError(
    _ host: CLAPHostPointer,
    _ kind: UInt32,
    _ location: UnsafePointer<CChar>?,
    _ key: UnsafePointer<CChar>?,
    _ code: Int32,
    _ message: UnsafePointer<CChar>?
) {
    mainCalls(host, "preset_load.on_error was called on another thread")?
        .presetError = text(message) ?? "error \(code)"
}

@c func clapHostPresetLoaded(
    _ host: CLAPHostPointer,
    _ kind: UInt32,
    _ location: UnsafePointer<CChar>?,
    _ key: UnsafePointer<CChar>?
) {}

/// Pages of controls, names of notes and counts of voices are shown nowhere yet that would have to change.
@c func clapHostDetailsChanged(_ host: CLAPHostPointer) {}

@c func clapHostSuggestPage(_ host: CLAPHostPointer, _ page: UInt32) {}

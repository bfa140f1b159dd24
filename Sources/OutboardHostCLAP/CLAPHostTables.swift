import CCLAP

/// The tables that this host has for plugins.
///
/// There is no thread pool: a plugin does its work in `process` itself then, as CLAP has it do where the
/// pool is busy. There is no window.
enum CLAPHostTables {
    /// For the life of the process.
    static func make() -> [CLAPHostExtension] {
        func offer<Table>(_ table: Table, _ names: String...) -> [CLAPHostExtension] {
            let memory = UnsafeMutablePointer<Table>.allocate(capacity: 1)
            memory.initialize(to: table)
            return names.map {
                CLAPHostExtension(
                    name: UnsafePointer(makeCString($0)),
                    table: UnsafeRawPointer(memory)
                )
            }
        }
        return offer(ob_clap_host_log(log: clapHostLog), OB_CLAP_EXT_LOG)
            + offer(
                ob_clap_host_thread_check(
                    is_main_thread: clapHostIsMainThread,
                    is_audio_thread: clapHostIsAudioThread
                ),
                OB_CLAP_EXT_THREAD_CHECK
            )
            + offer(
                ob_clap_host_params(
                    rescan: clapHostParamsRescan,
                    clear: clapHostParamsClear,
                    request_flush: clapHostParamsRequestFlush
                ),
                OB_CLAP_EXT_PARAMS
            )
            + offer(ob_clap_host_latency(changed: clapHostLatencyChanged), OB_CLAP_EXT_LATENCY)
            + offer(ob_clap_host_tail(changed: clapHostTailChanged), OB_CLAP_EXT_TAIL)
            + offer(ob_clap_host_state(mark_dirty: clapHostStateMarkDirty), OB_CLAP_EXT_STATE)
            + offer(
                ob_clap_host_audio_ports(
                    is_rescan_flag_supported: clapHostAudioPortsSupportsRescan,
                    rescan: clapHostAudioPortsRescan
                ),
                OB_CLAP_EXT_AUDIO_PORTS
            )
            + offer(
                ob_clap_host_audio_ports_config(rescan: clapHostAudioPortsConfigRescan),
                OB_CLAP_EXT_AUDIO_PORTS_CONFIG
            )
            + offer(
                ob_clap_host_note_ports(
                    supported_dialects: clapHostNotePortsDialects,
                    rescan: clapHostNotePortsRescan
                ),
                OB_CLAP_EXT_NOTE_PORTS
            )
            + offer(
                ob_clap_host_timer_support(
                    register_timer: clapHostRegisterTimer,
                    unregister_timer: clapHostUnregisterTimer
                ),
                OB_CLAP_EXT_TIMER_SUPPORT
            )
            + offer(
                ob_clap_host_posix_fd_support(
                    register_fd: clapHostRegisterFile,
                    modify_fd: clapHostModifyFile,
                    unregister_fd: clapHostUnregisterFile
                ),
                OB_CLAP_EXT_POSIX_FD_SUPPORT
            )
            + offer(
                ob_clap_host_event_registry(query: clapHostQueryEvents),
                OB_CLAP_EXT_EVENT_REGISTRY
            )
            + offer(
                ob_clap_host_preset_load(
                    on_error: clapHostPresetError,
                    loaded: clapHostPresetLoaded
                ),
                OB_CLAP_EXT_PRESET_LOAD,
                OB_CLAP_EXT_PRESET_LOAD_DRAFT
            )
            + offer(
                ob_clap_host_remote_controls(
                    changed: clapHostDetailsChanged,
                    suggest_page: clapHostSuggestPage
                ),
                OB_CLAP_EXT_REMOTE_CONTROLS,
                OB_CLAP_EXT_REMOTE_CONTROLS_DRAFT
            )
            + offer(
                ob_clap_host_note_name(changed: clapHostDetailsChanged),
                OB_CLAP_EXT_NOTE_NAME
            )
            + offer(
                ob_clap_host_voice_info(changed: clapHostDetailsChanged),
                OB_CLAP_EXT_VOICE_INFO
            )
    }
}

// Tables of functions that a plugin and its host give each other by name: what plugins are made of.
// Included by clap_abi.h. Rarer ones are in clap_more_extensions.h.
//
// `_plugin_` tables are the plugin's, `_host_` tables the host's. Names that end with _DRAFT are older
// ones of the same table.
#pragma once

// MARK: Audio ports. They change only while the plugin is not active.

#define OB_CLAP_EXT_AUDIO_PORTS "clap.audio-ports"
#define OB_CLAP_PORT_MONO "mono"
#define OB_CLAP_PORT_STEREO "stereo"

enum {
    OB_CLAP_AUDIO_PORT_IS_MAIN = 1 << 0,  // one at the most in each direction, at index 0
    OB_CLAP_AUDIO_PORT_SUPPORTS_64_BITS = 1 << 1,
    OB_CLAP_AUDIO_PORT_PREFERS_64_BITS = 1 << 2,
    OB_CLAP_AUDIO_PORT_REQUIRES_COMMON_SAMPLE_SIZE = 1 << 3,
};

typedef struct ob_clap_audio_port_info {
    ob_clap_id id;  // unique among inputs, and among outputs
    char name[OB_CLAP_NAME_SIZE];
    uint32_t flags;
    uint32_t channel_count;
    const char *_Nullable port_type;  // null: not said
    ob_clap_id in_place_pair;  // the port that may have the same memory; OB_CLAP_INVALID_ID: none
} ob_clap_audio_port_info;

typedef struct ob_clap_plugin_audio_ports {
    uint32_t (*_Nullable count)(const ob_clap_plugin *_Nonnull plugin, bool is_input);  // [main]
    bool (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t index, bool is_input,
        ob_clap_audio_port_info *_Nonnull info);  // [main]
} ob_clap_plugin_audio_ports;

enum {
    OB_CLAP_AUDIO_PORTS_RESCAN_NAMES = 1 << 0,  // the only one that may come while active
    OB_CLAP_AUDIO_PORTS_RESCAN_FLAGS = 1 << 1,
    OB_CLAP_AUDIO_PORTS_RESCAN_CHANNEL_COUNT = 1 << 2,
    OB_CLAP_AUDIO_PORTS_RESCAN_PORT_TYPE = 1 << 3,
    OB_CLAP_AUDIO_PORTS_RESCAN_IN_PLACE_PAIR = 1 << 4,
    OB_CLAP_AUDIO_PORTS_RESCAN_LIST = 1 << 5,
};

typedef struct ob_clap_host_audio_ports {
    bool (*_Nullable is_rescan_flag_supported)(
        const ob_clap_host *_Nonnull host, uint32_t flag);  // [main]
    void (*_Nullable rescan)(const ob_clap_host *_Nonnull host, uint32_t flags);  // [main]
} ob_clap_host_audio_ports;

// MARK: Note ports

#define OB_CLAP_EXT_NOTE_PORTS "clap.note-ports"

enum {
    OB_CLAP_NOTE_DIALECT_CLAP = 1 << 0,  // note and expression events
    OB_CLAP_NOTE_DIALECT_MIDI = 1 << 1,
    OB_CLAP_NOTE_DIALECT_MIDI_MPE = 1 << 2,
    OB_CLAP_NOTE_DIALECT_MIDI2 = 1 << 3,
};

typedef struct ob_clap_note_port_info {
    ob_clap_id id;
    uint32_t supported_dialects;
    uint32_t preferred_dialect;  // one of them
    char name[OB_CLAP_NAME_SIZE];
} ob_clap_note_port_info;

typedef struct ob_clap_plugin_note_ports {
    uint32_t (*_Nullable count)(const ob_clap_plugin *_Nonnull plugin, bool is_input);  // [main]
    bool (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t index, bool is_input,
        ob_clap_note_port_info *_Nonnull info);  // [main]
} ob_clap_plugin_note_ports;

enum {
    OB_CLAP_NOTE_PORTS_RESCAN_ALL = 1 << 0,
    OB_CLAP_NOTE_PORTS_RESCAN_NAMES = 1 << 1,
};

typedef struct ob_clap_host_note_ports {
    uint32_t (*_Nullable supported_dialects)(const ob_clap_host *_Nonnull host);  // [main]
    void (*_Nullable rescan)(const ob_clap_host *_Nonnull host, uint32_t flags);  // [main]
} ob_clap_host_note_ports;

// MARK: Parameters, in plain values

#define OB_CLAP_EXT_PARAMS "clap.params"

enum {
    OB_CLAP_PARAM_IS_STEPPED = 1 << 0,  // whole numbers: a fraction is cut off
    OB_CLAP_PARAM_IS_PERIODIC = 1 << 1,  // such as a phase
    OB_CLAP_PARAM_IS_HIDDEN = 1 << 2,
    OB_CLAP_PARAM_IS_READONLY = 1 << 3,
    OB_CLAP_PARAM_IS_BYPASS = 1 << 4,  // one at the most; 1 is bypassed
    OB_CLAP_PARAM_IS_AUTOMATABLE = 1 << 5,
    OB_CLAP_PARAM_IS_AUTOMATABLE_PER_NOTE_ID = 1 << 6,
    OB_CLAP_PARAM_IS_AUTOMATABLE_PER_KEY = 1 << 7,
    OB_CLAP_PARAM_IS_AUTOMATABLE_PER_CHANNEL = 1 << 8,
    OB_CLAP_PARAM_IS_AUTOMATABLE_PER_PORT = 1 << 9,
    OB_CLAP_PARAM_IS_MODULATABLE = 1 << 10,
    OB_CLAP_PARAM_IS_MODULATABLE_PER_NOTE_ID = 1 << 11,
    OB_CLAP_PARAM_IS_MODULATABLE_PER_KEY = 1 << 12,
    OB_CLAP_PARAM_IS_MODULATABLE_PER_CHANNEL = 1 << 13,
    OB_CLAP_PARAM_IS_MODULATABLE_PER_PORT = 1 << 14,
    OB_CLAP_PARAM_REQUIRES_PROCESS = 1 << 15,  // a change is heard, so wake for it
    OB_CLAP_PARAM_IS_ENUM = 1 << 16,  // stepped, and each step has a name
};

typedef struct ob_clap_param_info {
    ob_clap_id id;
    uint32_t flags;
    void *_Nullable cookie;  // goes back with events, to save the plugin a search
    char name[OB_CLAP_NAME_SIZE];
    char module[OB_CLAP_PATH_SIZE];  // where it is in a tree: "oscillators/1"
    double min_value;
    double max_value;
    double default_value;
} ob_clap_param_info;

typedef struct ob_clap_plugin_params {
    uint32_t (*_Nullable count)(const ob_clap_plugin *_Nonnull plugin);  // [main]
    bool (*_Nullable get_info)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t index,
        ob_clap_param_info *_Nonnull info);  // [main]
    bool (*_Nullable get_value)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_id param_id,
        double *_Nonnull value);  // [main]
    bool (*_Nullable value_to_text)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_id param_id, double value,
        char *_Nonnull text, uint32_t text_size);  // [main]
    bool (*_Nullable text_to_value)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_id param_id, const char *_Nonnull text,
        double *_Nonnull value);  // [main]
    // As `process` does without audio, and never beside it. [active ? audio : main]
    void (*_Nullable flush)(
        const ob_clap_plugin *_Nonnull plugin, const ob_clap_input_events *_Nonnull in,
        const ob_clap_output_events *_Nonnull out);
} ob_clap_plugin_params;

enum {
    OB_CLAP_PARAM_RESCAN_VALUES = 1 << 0,
    OB_CLAP_PARAM_RESCAN_TEXT = 1 << 1,
    OB_CLAP_PARAM_RESCAN_INFO = 1 << 2,  // names, flags but for a few
    OB_CLAP_PARAM_RESCAN_ALL = 1 << 3,  // anything; while not active only
};

enum {
    OB_CLAP_PARAM_CLEAR_ALL = 1 << 0,
    OB_CLAP_PARAM_CLEAR_AUTOMATIONS = 1 << 1,
    OB_CLAP_PARAM_CLEAR_MODULATIONS = 1 << 2,
};

typedef struct ob_clap_host_params {
    void (*_Nullable rescan)(const ob_clap_host *_Nonnull host, uint32_t flags);  // [main]
    void (*_Nullable clear)(
        const ob_clap_host *_Nonnull host, ob_clap_id param_id, uint32_t flags);  // [main]
    void (*_Nullable request_flush)(const ob_clap_host *_Nonnull host);  // [any & !audio]
} ob_clap_host_params;

// MARK: Latency in frames, and tail

#define OB_CLAP_EXT_LATENCY "clap.latency"
#define OB_CLAP_EXT_TAIL "clap.tail"

typedef struct ob_clap_plugin_latency {
    uint32_t (*_Nullable get)(const ob_clap_plugin *_Nonnull plugin);  // [main & being or active]
} ob_clap_plugin_latency;

typedef struct ob_clap_host_latency {
    void (*_Nullable changed)(const ob_clap_host *_Nonnull host);  // [main & being activated]
} ob_clap_host_latency;

typedef struct ob_clap_plugin_tail {
    uint32_t (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin);  // INT32_MAX and above: for ever. [main, audio]
} ob_clap_plugin_tail;

typedef struct ob_clap_host_tail {
    void (*_Nullable changed)(const ob_clap_host *_Nonnull host);  // [audio]
} ob_clap_host_tail;

// MARK: State

#define OB_CLAP_EXT_STATE "clap.state"
#define OB_CLAP_EXT_STATE_CONTEXT "clap.state-context/2"

// How many bytes were read, which may be fewer than were asked for; 0: the end; -1: an error.
typedef struct ob_clap_input_stream {
    void *_Nullable context;
    int64_t (*_Nullable read)(
        const struct ob_clap_input_stream *_Nonnull stream, void *_Nonnull buffer, uint64_t size);
} ob_clap_input_stream;

// How many bytes were written, which may be fewer than were given; -1: an error.
typedef struct ob_clap_output_stream {
    void *_Nullable context;
    int64_t (*_Nullable write)(
        const struct ob_clap_output_stream *_Nonnull stream, const void *_Nonnull buffer,
        uint64_t size);
} ob_clap_output_stream;

typedef struct ob_clap_plugin_state {
    bool (*_Nullable save)(
        const ob_clap_plugin *_Nonnull plugin, const ob_clap_output_stream *_Nonnull stream);  // [main]
    bool (*_Nullable load)(
        const ob_clap_plugin *_Nonnull plugin, const ob_clap_input_stream *_Nonnull stream);  // [main]
} ob_clap_plugin_state;

typedef struct ob_clap_host_state {
    void (*_Nullable mark_dirty)(const ob_clap_host *_Nonnull host);  // [main]
} ob_clap_host_state;

enum {
    OB_CLAP_STATE_CONTEXT_FOR_PRESET = 1,
    OB_CLAP_STATE_CONTEXT_FOR_DUPLICATE = 2,
    OB_CLAP_STATE_CONTEXT_FOR_PROJECT = 3,
};

typedef struct ob_clap_plugin_state_context {
    bool (*_Nullable save)(
        const ob_clap_plugin *_Nonnull plugin, const ob_clap_output_stream *_Nonnull stream,
        uint32_t context);  // [main]
    bool (*_Nullable load)(
        const ob_clap_plugin *_Nonnull plugin, const ob_clap_input_stream *_Nonnull stream,
        uint32_t context);  // [main]
} ob_clap_plugin_state_context;

// MARK: Log and threads

#define OB_CLAP_EXT_LOG "clap.log"
#define OB_CLAP_EXT_THREAD_CHECK "clap.thread-check"
#define OB_CLAP_EXT_THREAD_POOL "clap.thread-pool"

enum {
    OB_CLAP_LOG_DEBUG = 0,
    OB_CLAP_LOG_INFO = 1,
    OB_CLAP_LOG_WARNING = 2,
    OB_CLAP_LOG_ERROR = 3,
    OB_CLAP_LOG_FATAL = 4,
    OB_CLAP_LOG_HOST_MISBEHAVING = 5,
    OB_CLAP_LOG_PLUGIN_MISBEHAVING = 6,
};

typedef struct ob_clap_host_log {
    void (*_Nullable log)(
        const ob_clap_host *_Nonnull host, int32_t severity, const char *_Nullable message);  // [any]
} ob_clap_host_log;

typedef struct ob_clap_host_thread_check {
    bool (*_Nullable is_main_thread)(const ob_clap_host *_Nonnull host);  // [any]
    bool (*_Nullable is_audio_thread)(const ob_clap_host *_Nonnull host);  // [any]
} ob_clap_host_thread_check;

typedef struct ob_clap_plugin_thread_pool {
    void (*_Nullable execute)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t task_index);  // by the pool
} ob_clap_plugin_thread_pool;

typedef struct ob_clap_host_thread_pool {
    // true: all tasks are done. false: none was begun. Within `process`. [audio]
    bool (*_Nullable request_execute)(const ob_clap_host *_Nonnull host, uint32_t task_count);
} ob_clap_host_thread_pool;

// MARK: The main thread's timers and files

#define OB_CLAP_EXT_TIMER_SUPPORT "clap.timer-support"
#define OB_CLAP_EXT_POSIX_FD_SUPPORT "clap.posix-fd-support"

typedef struct ob_clap_plugin_timer_support {
    void (*_Nullable on_timer)(const ob_clap_plugin *_Nonnull plugin, ob_clap_id timer_id);  // [main]
} ob_clap_plugin_timer_support;

typedef struct ob_clap_host_timer_support {
    bool (*_Nullable register_timer)(
        const ob_clap_host *_Nonnull host, uint32_t period_milliseconds,
        ob_clap_id *_Nonnull timer_id);  // [main]
    bool (*_Nullable unregister_timer)(const ob_clap_host *_Nonnull host, ob_clap_id timer_id);  // [main]
} ob_clap_host_timer_support;

enum {
    OB_CLAP_POSIX_FD_READ = 1 << 0,
    OB_CLAP_POSIX_FD_WRITE = 1 << 1,
    OB_CLAP_POSIX_FD_ERROR = 1 << 2,
};

// Level-triggered.
typedef struct ob_clap_plugin_posix_fd_support {
    void (*_Nullable on_fd)(const ob_clap_plugin *_Nonnull plugin, int fd, uint32_t flags);  // [main]
} ob_clap_plugin_posix_fd_support;

typedef struct ob_clap_host_posix_fd_support {
    bool (*_Nullable register_fd)(const ob_clap_host *_Nonnull host, int fd, uint32_t flags);  // [main]
    bool (*_Nullable modify_fd)(const ob_clap_host *_Nonnull host, int fd, uint32_t flags);  // [main]
    bool (*_Nullable unregister_fd)(const ob_clap_host *_Nonnull host, int fd);  // [main]
} ob_clap_host_posix_fd_support;

OB_CLAP_ASSERT_SIZE(ob_clap_audio_port_info, 288);
OB_CLAP_ASSERT_SIZE(ob_clap_note_port_info, 268);
OB_CLAP_ASSERT_SIZE(ob_clap_param_info, 1320);
OB_CLAP_ASSERT_SIZE(ob_clap_plugin_params, 48);
OB_CLAP_ASSERT_SIZE(ob_clap_host_params, 24);
OB_CLAP_ASSERT_SIZE(ob_clap_input_stream, 16);
OB_CLAP_ASSERT_SIZE(ob_clap_output_stream, 16);
OB_CLAP_ASSERT_SIZE(ob_clap_host_posix_fd_support, 24);

#include "clap_more_extensions.h"

// The binary interface of CLAP 1.2 on 64-bit Linux, in our own words: host and plugin side.
//
//     library ── ob_clap_entry ── get_factory ──▶ ob_clap_plugin_factory ── create ──▶ ob_clap_plugin
//
// A library has one symbol, `clap_entry`, which is an `ob_clap_entry`. Plugins and hosts find what the
// other one can by `get_extension` and a name; the answer is a table of functions, or null. A table and
// its text live as long as who gave them.
//
// Ends of comments say where a function may be called: [main], the one thread that the plugin knows for
// all its life; [audio], whichever thread renders, one at a time; [any].
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "clap_events.h"

#define OB_CLAP_ENTRY_SYMBOL "clap_entry"
#define OB_CLAP_PLUGIN_FACTORY "clap.plugin-factory"

enum { OB_CLAP_MAJOR = 1, OB_CLAP_MINOR = 2, OB_CLAP_REVISION = 10 };
// Bytes of text in the tables below, the end's zero included.
enum { OB_CLAP_NAME_SIZE = 256, OB_CLAP_PATH_SIZE = 1024 };

// Everything from 1.0.0 on goes together.
typedef struct ob_clap_version {
    uint32_t major;
    uint32_t minor;
    uint32_t revision;
} ob_clap_version;

// MARK: Library

// `initialize` and `deinitialize` come in pairs, and never beside another call into the library. Nothing
// else may be called before the first or after the last.
typedef struct ob_clap_entry {
    ob_clap_version version;
    bool (*_Nullable initialize)(const char *_Nonnull library_path);
    void (*_Nullable deinitialize)(void);
    const void *_Nullable (*_Nullable get_factory)(const char *_Nonnull factory_id);  // [any]
} ob_clap_entry;

typedef struct ob_clap_descriptor {
    ob_clap_version version;
    const char *_Nullable id;  // must be there, as must the name
    const char *_Nullable name;
    const char *_Nullable vendor;
    const char *_Nullable url;
    const char *_Nullable manual_url;
    const char *_Nullable support_url;
    const char *_Nullable plugin_version;
    const char *_Nullable description;
    const char *_Nullable const *_Nullable features;  // ends with a null
} ob_clap_descriptor;

// Words for `features`; a plugin may have words of its own.
#define OB_CLAP_FEATURE_INSTRUMENT "instrument"
#define OB_CLAP_FEATURE_AUDIO_EFFECT "audio-effect"
#define OB_CLAP_FEATURE_NOTE_EFFECT "note-effect"
#define OB_CLAP_FEATURE_NOTE_DETECTOR "note-detector"
#define OB_CLAP_FEATURE_ANALYZER "analyzer"
#define OB_CLAP_FEATURE_SYNTHESIZER "synthesizer"
#define OB_CLAP_FEATURE_SAMPLER "sampler"
#define OB_CLAP_FEATURE_DRUM "drum"
#define OB_CLAP_FEATURE_DRUM_MACHINE "drum-machine"
#define OB_CLAP_FEATURE_FILTER "filter"
#define OB_CLAP_FEATURE_PHASER "phaser"
#define OB_CLAP_FEATURE_EQUALIZER "equalizer"
#define OB_CLAP_FEATURE_DEESSER "de-esser"
#define OB_CLAP_FEATURE_PHASE_VOCODER "phase-vocoder"
#define OB_CLAP_FEATURE_GRANULAR "granular"
#define OB_CLAP_FEATURE_FREQUENCY_SHIFTER "frequency-shifter"
#define OB_CLAP_FEATURE_PITCH_SHIFTER "pitch-shifter"
#define OB_CLAP_FEATURE_DISTORTION "distortion"
#define OB_CLAP_FEATURE_TRANSIENT_SHAPER "transient-shaper"
#define OB_CLAP_FEATURE_COMPRESSOR "compressor"
#define OB_CLAP_FEATURE_EXPANDER "expander"
#define OB_CLAP_FEATURE_GATE "gate"
#define OB_CLAP_FEATURE_LIMITER "limiter"
#define OB_CLAP_FEATURE_FLANGER "flanger"
#define OB_CLAP_FEATURE_CHORUS "chorus"
#define OB_CLAP_FEATURE_DELAY "delay"
#define OB_CLAP_FEATURE_REVERB "reverb"
#define OB_CLAP_FEATURE_TREMOLO "tremolo"
#define OB_CLAP_FEATURE_GLITCH "glitch"
#define OB_CLAP_FEATURE_UTILITY "utility"
#define OB_CLAP_FEATURE_PITCH_CORRECTION "pitch-correction"
#define OB_CLAP_FEATURE_RESTORATION "restoration"
#define OB_CLAP_FEATURE_MULTI_EFFECTS "multi-effects"
#define OB_CLAP_FEATURE_MIXING "mixing"
#define OB_CLAP_FEATURE_MASTERING "mastering"
#define OB_CLAP_FEATURE_MONO "mono"
#define OB_CLAP_FEATURE_STEREO "stereo"
#define OB_CLAP_FEATURE_SURROUND "surround"
#define OB_CLAP_FEATURE_AMBISONIC "ambisonic"

// MARK: Host

// What a plugin gets of its host. Alive and unchanged until the plugin is destroyed.
typedef struct ob_clap_host {
    ob_clap_version version;
    void *_Nullable host_data;  // the host's own
    const char *_Nullable name;
    const char *_Nullable vendor;
    const char *_Nullable url;
    const char *_Nullable host_version;
    // Not before the plugin's `initialize`. [any]
    const void *_Nullable (*_Nullable get_extension)(
        const struct ob_clap_host *_Nonnull host, const char *_Nonnull extension_id);
    // Please deactivate and activate. [any]
    void (*_Nullable request_restart)(const struct ob_clap_host *_Nonnull host);
    // Please process, even if the plugin sleeps or is not active. [any]
    void (*_Nullable request_process)(const struct ob_clap_host *_Nonnull host);
    // Please call `on_main_thread` soon. [any]
    void (*_Nullable request_callback)(const struct ob_clap_host *_Nonnull host);
} ob_clap_host;

// MARK: Process

// Channels of one port. Either data32 or data64 is there. A bit of constant_mask says that all samples of
// that channel are the same; the buffer is filled all the same.
typedef struct ob_clap_audio_buffer {
    float *_Nullable *_Nullable data32;
    double *_Nullable *_Nullable data64;
    uint32_t channel_count;
    uint32_t latency;  // frames from or to the device
    uint64_t constant_mask;
} ob_clap_audio_buffer;

enum {
    OB_CLAP_PROCESS_ERROR = 0,  // what was written is to be thrown away
    OB_CLAP_PROCESS_CONTINUE = 1,
    OB_CLAP_PROCESS_CONTINUE_IF_NOT_QUIET = 2,
    OB_CLAP_PROCESS_TAIL = 3,  // go on for as long as the tail says
    OB_CLAP_PROCESS_SLEEP = 4,  // need not be called until an event or other input comes
};

typedef struct ob_clap_process {
    int64_t steady_time;  // frames that only ever go up, by at least frames_count; -1: not known
    uint32_t frames_count;
    const ob_clap_event_transport *_Nullable transport;  // null: free running
    const ob_clap_audio_buffer *_Nullable audio_inputs;  // as many as the plugin has ports
    ob_clap_audio_buffer *_Nullable audio_outputs;
    uint32_t audio_inputs_count;
    uint32_t audio_outputs_count;
    const ob_clap_input_events *_Nullable in_events;  // sorted by time
    const ob_clap_output_events *_Nullable out_events;  // the plugin sorts them by time
} ob_clap_process;

// MARK: Plugin

//     create ─▶ initialize ─▶ activate ─▶ start_processing ─▶ process ... ─▶ stop_processing
//                                ▲                                                  │
//            destroy ◀───────────┴──────────────── deactivate ◀─────────────────────┘
typedef struct ob_clap_plugin {
    const ob_clap_descriptor *_Nullable descriptor;
    void *_Nullable plugin_data;  // the plugin's own
    // Once, directly after creation. Where it fails, only `destroy` may follow. [main]
    bool (*_Nullable initialize)(const struct ob_clap_plugin *_Nonnull plugin);
    void (*_Nullable destroy)(const struct ob_clap_plugin *_Nonnull plugin);  // [main & !active]
    // Latency and ports stay as they are from here until `deactivate`. [main & !active]
    bool (*_Nullable activate)(
        const struct ob_clap_plugin *_Nonnull plugin, double sample_rate_hertz, uint32_t frames_min,
        uint32_t frames_max);
    void (*_Nullable deactivate)(const struct ob_clap_plugin *_Nonnull plugin);  // [main & active]
    // [audio & active & !processing]
    bool (*_Nullable start_processing)(const struct ob_clap_plugin *_Nonnull plugin);
    // [audio & active & processing]
    void (*_Nullable stop_processing)(const struct ob_clap_plugin *_Nonnull plugin);
    // Forgets what is in delay lines and ends all voices. [audio & active]
    void (*_Nullable reset)(const struct ob_clap_plugin *_Nonnull plugin);
    // One of OB_CLAP_PROCESS_*. [audio & active & processing]
    int32_t (*_Nullable process)(
        const struct ob_clap_plugin *_Nonnull plugin, const ob_clap_process *_Nonnull process);
    // Not before `initialize`. [any]
    const void *_Nullable (*_Nullable get_extension)(
        const struct ob_clap_plugin *_Nonnull plugin, const char *_Nonnull extension_id);
    // After the host's request_callback. [main]
    void (*_Nullable on_main_thread)(const struct ob_clap_plugin *_Nonnull plugin);
} ob_clap_plugin;

typedef struct ob_clap_plugin_factory {
    uint32_t (*_Nullable count)(const struct ob_clap_plugin_factory *_Nonnull factory);  // [any]
    const ob_clap_descriptor *_Nullable (*_Nullable get_descriptor)(
        const struct ob_clap_plugin_factory *_Nonnull factory, uint32_t index);  // [any]
    // The host must not be called back before `initialize`. [any]
    const ob_clap_plugin *_Nullable (*_Nullable create)(
        const struct ob_clap_plugin_factory *_Nonnull factory, const ob_clap_host *_Nonnull host,
        const char *_Nonnull plugin_id);
} ob_clap_plugin_factory;

#define OB_CLAP_ASSERT_SIZE(type, size) \
    _Static_assert(sizeof(type) == (size), #type " is not laid out as CLAP says")

OB_CLAP_ASSERT_SIZE(ob_clap_version, 12);
OB_CLAP_ASSERT_SIZE(ob_clap_entry, 40);
OB_CLAP_ASSERT_SIZE(ob_clap_descriptor, 88);
OB_CLAP_ASSERT_SIZE(ob_clap_host, 88);
OB_CLAP_ASSERT_SIZE(ob_clap_audio_buffer, 32);
OB_CLAP_ASSERT_SIZE(ob_clap_process, 64);
OB_CLAP_ASSERT_SIZE(ob_clap_plugin, 96);
OB_CLAP_ASSERT_SIZE(ob_clap_plugin_factory, 24);
OB_CLAP_ASSERT_SIZE(ob_clap_event_header, 16);
OB_CLAP_ASSERT_SIZE(ob_clap_event_note, 40);
OB_CLAP_ASSERT_SIZE(ob_clap_event_note_expression, 40);
OB_CLAP_ASSERT_SIZE(ob_clap_event_param_value, 56);
OB_CLAP_ASSERT_SIZE(ob_clap_event_param_mod, 56);
OB_CLAP_ASSERT_SIZE(ob_clap_event_param_gesture, 20);
OB_CLAP_ASSERT_SIZE(ob_clap_event_transport, 104);
OB_CLAP_ASSERT_SIZE(ob_clap_event_midi, 24);
OB_CLAP_ASSERT_SIZE(ob_clap_event_midi_sysex, 40);
OB_CLAP_ASSERT_SIZE(ob_clap_event_midi2, 36);
OB_CLAP_ASSERT_SIZE(ob_clap_input_events, 24);
OB_CLAP_ASSERT_SIZE(ob_clap_output_events, 16);

#include "clap_discovery.h"
#include "clap_extensions.h"

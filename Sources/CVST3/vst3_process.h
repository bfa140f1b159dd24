// What passes between host and plugin with each block.
#pragma once
#include "vst3_base.h"

// MARK: Parameters' changes

typedef struct ob_vst3_queue_methods {
    ob_vst3_unknown_methods unknown;
    uint32_t (*_Nonnull get_parameter)(void *_Nonnull object);
    int32_t (*_Nonnull count)(void *_Nonnull object);
    int32_t (*_Nonnull get_point)(
        void *_Nonnull object, int32_t index, int32_t *_Nullable frame, double *_Nullable value);
    int32_t (*_Nonnull add_point)(
        void *_Nonnull object, int32_t frame, double value, int32_t *_Nullable index);
} ob_vst3_queue_methods;
typedef struct ob_vst3_queue {
    const ob_vst3_queue_methods *_Nonnull methods;
} ob_vst3_queue;
static const ob_vst3_id ob_vst3_queue_id = OB_VST3_ID(0x01263A18, 0xED074F6F, 0x98C9D356, 0x4686F9BA);

typedef struct ob_vst3_changes_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull count)(void *_Nonnull object);
    void *_Nullable (*_Nonnull get_queue)(void *_Nonnull object, int32_t index);
    void *_Nullable (*_Nonnull add_queue)(
        void *_Nonnull object, const uint32_t *_Nullable id, int32_t *_Nullable index);
} ob_vst3_changes_methods;
typedef struct ob_vst3_changes {
    const ob_vst3_changes_methods *_Nonnull methods;
} ob_vst3_changes;
static const ob_vst3_id ob_vst3_changes_id =
    OB_VST3_ID(0xA4779663, 0x0BB64A56, 0xB44384A8, 0x466FEB9D);

// MARK: Events

enum {
    OB_VST3_NOTE_ON = 0,
    OB_VST3_NOTE_OFF = 1,
    OB_VST3_DATA = 2,
    OB_VST3_POLY_PRESSURE_EVENT = 3,
    OB_VST3_CONTROLLER_OUT = 65535,
};
enum { OB_VST3_EVENT_LIVE = 1 << 0 };

typedef struct ob_vst3_note_on {
    int16_t channel;
    int16_t pitch;
    float tuning;  // cents
    float velocity;  // 0...1
    int32_t frames;  // 0: it is not known how long it will be
    int32_t note;  // -1: it has no identifier
} ob_vst3_note_on;
typedef struct ob_vst3_note_off {
    int16_t channel;
    int16_t pitch;
    float velocity;
    int32_t note;
    float tuning;
} ob_vst3_note_off;
typedef struct ob_vst3_data {
    uint32_t size;
    uint32_t kind;  // 0: MIDI system exclusive
    const uint8_t *_Nullable bytes;
} ob_vst3_data;
typedef struct ob_vst3_poly_pressure {
    int16_t channel;
    int16_t pitch;
    float pressure;
    int32_t note;
} ob_vst3_poly_pressure;
typedef struct ob_vst3_controller_out {
    uint8_t controller;  // as those that are mapped, and program change, poly pressure, quarter frame
    int8_t channel;
    int8_t value;
    int8_t value_2;
} ob_vst3_controller_out;

typedef struct ob_vst3_event {
    int32_t bus;
    int32_t frame;
    double beat;
    uint16_t flags;
    uint16_t type;
    union {
        ob_vst3_note_on note_on;
        ob_vst3_note_off note_off;
        ob_vst3_data data;
        ob_vst3_poly_pressure poly_pressure;
        ob_vst3_controller_out controller_out;
        struct {
            uint64_t words[3];  // others are as long as this
        } other;
    } as;
} ob_vst3_event;

typedef struct ob_vst3_events_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull count)(void *_Nonnull object);
    int32_t (*_Nonnull get)(void *_Nonnull object, int32_t index, ob_vst3_event *_Nullable event);
    int32_t (*_Nonnull add)(void *_Nonnull object, ob_vst3_event *_Nullable event);
} ob_vst3_events_methods;
typedef struct ob_vst3_events {
    const ob_vst3_events_methods *_Nonnull methods;
} ob_vst3_events;
static const ob_vst3_id ob_vst3_events_id = OB_VST3_ID(0x3A2C4214, 0x346349FE, 0xB2C4F397, 0xB9695A44);

// MARK: Where the song is

enum {
    OB_VST3_PLAYING = 1 << 1,
    OB_VST3_SYSTEM_TIME_VALID = 1 << 8,
    OB_VST3_BEAT_VALID = 1 << 9,
    OB_VST3_TEMPO_VALID = 1 << 10,
    OB_VST3_BAR_VALID = 1 << 11,
    OB_VST3_SIGNATURE_VALID = 1 << 13,
    OB_VST3_CONTINUOUS_VALID = 1 << 17,
};

typedef struct ob_vst3_context {
    uint32_t state;
    double sample_rate;
    int64_t song_frame;
    int64_t system_nanoseconds;
    int64_t continuous_frame;  // goes on where the song jumps
    double beat;
    double bar_beat;
    double loop_from_beat;
    double loop_to_beat;
    double beats_per_minute;
    int32_t numerator;
    int32_t denominator;
    struct {
        uint8_t key;
        uint8_t root;
        int16_t mask;
    } chord;
    int32_t smpte_subframes;
    struct {
        uint32_t frames_per_second;
        uint32_t flags;
    } frame_rate;
    int32_t frames_to_clock;
} ob_vst3_context;

enum {
    OB_VST3_NEEDS_SYSTEM_TIME = 1 << 0,
    OB_VST3_NEEDS_CONTINUOUS = 1 << 1,
    OB_VST3_NEEDS_BEAT = 1 << 2,
    OB_VST3_NEEDS_BAR = 1 << 3,
    OB_VST3_NEEDS_TEMPO = 1 << 6,
    OB_VST3_NEEDS_SIGNATURE = 1 << 7,
    OB_VST3_NEEDS_PLAYING = 1 << 10,
};

typedef struct ob_vst3_requirements_methods {
    ob_vst3_unknown_methods unknown;
    uint32_t (*_Nonnull get)(void *_Nonnull object);
} ob_vst3_requirements_methods;
typedef struct ob_vst3_requirements {
    const ob_vst3_requirements_methods *_Nonnull methods;
} ob_vst3_requirements;
static const ob_vst3_id ob_vst3_requirements_id =
    OB_VST3_ID(0x2A654303, 0xEF764E3D, 0x95B5FE83, 0x730EF6D0);

// MARK: A block

enum { OB_VST3_REALTIME = 0, OB_VST3_OFFLINE = 2 };
enum { OB_VST3_FLOATS = 0 };
enum { OB_VST3_STEREO = 3, OB_VST3_MONO = 1 << 19 };

typedef struct ob_vst3_setup {
    int32_t mode;
    int32_t sample_size;
    int32_t frames_max;
    double sample_rate;
} ob_vst3_setup;

typedef struct ob_vst3_buffers {
    int32_t channels;
    uint64_t silence;  // a bit for each channel that has nothing but zeros
    float *_Nullable *_Nullable samples;
} ob_vst3_buffers;

typedef struct ob_vst3_block {
    int32_t mode;
    int32_t sample_size;
    int32_t frames;
    int32_t input_count;
    int32_t output_count;
    ob_vst3_buffers *_Nullable inputs;
    ob_vst3_buffers *_Nullable outputs;
    void *_Nullable input_changes;
    void *_Nullable output_changes;
    void *_Nullable input_events;
    void *_Nullable output_events;
    ob_vst3_context *_Nullable context;
} ob_vst3_block;

typedef struct ob_vst3_processor_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull set_arrangements)(
        void *_Nonnull object, uint64_t *_Nullable inputs, int32_t input_count,
        uint64_t *_Nullable outputs, int32_t output_count);
    int32_t (*_Nonnull get_arrangement)(
        void *_Nonnull object, int32_t direction, int32_t index, uint64_t *_Nonnull arrangement);
    int32_t (*_Nonnull can_process)(void *_Nonnull object, int32_t sample_size);
    uint32_t (*_Nonnull get_latency)(void *_Nonnull object);
    int32_t (*_Nonnull setup)(void *_Nonnull object, ob_vst3_setup *_Nonnull setup);
    int32_t (*_Nonnull set_processing)(void *_Nonnull object, uint8_t on);
    int32_t (*_Nonnull process)(void *_Nonnull object, ob_vst3_block *_Nonnull block);
    uint32_t (*_Nonnull get_tail)(void *_Nonnull object);
} ob_vst3_processor_methods;
typedef struct ob_vst3_processor {
    const ob_vst3_processor_methods *_Nonnull methods;
} ob_vst3_processor;
static const ob_vst3_id ob_vst3_processor_id =
    OB_VST3_ID(0x42043F99, 0xB7DA453C, 0xA569E79D, 0x9AAEC33D);

// RT-SAFETY: enters the plugin, of which VST3 demands that it can be called here; as bounded as the
// plugin is.
__attribute__((swift_attr("@_noLocks"))) static inline int32_t ob_vst3_call_process(
    ob_vst3_processor *_Nonnull processor, ob_vst3_block *_Nonnull block) {
    return processor->methods->process(processor, block);
}

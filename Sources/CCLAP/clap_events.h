// What goes to a plugin with a block, and comes back from it, beside audio. Included by clap_abi.h.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Of parameters, ports, timers and pages: chosen by who has them, and the same for ever.
typedef uint32_t ob_clap_id;
#define OB_CLAP_INVALID_ID 0xFFFFFFFFu

// Beats (quarter notes) and seconds on a time line are whole parts of 2^31.
#define OB_CLAP_TIME_FACTOR 2147483648.0
typedef int64_t ob_clap_time;

// The first part of each event.
typedef struct ob_clap_event_header {
    uint32_t size;  // bytes, this part included
    uint32_t time;  // frame within the block
    uint16_t space_id;  // who gives `type` its meaning
    uint16_t type;
    uint32_t flags;
} ob_clap_event_header;

#define OB_CLAP_CORE_EVENT_SPACE 0

enum {
    OB_CLAP_EVENT_IS_LIVE = 1 << 0,  // by a hand, not from the song
    OB_CLAP_EVENT_DONT_RECORD = 1 << 1,
};

enum {
    OB_CLAP_EVENT_NOTE_ON = 0,
    OB_CLAP_EVENT_NOTE_OFF = 1,
    OB_CLAP_EVENT_NOTE_CHOKE = 2,  // silent at once
    OB_CLAP_EVENT_NOTE_END = 3,  // plugin to host: the voice is over
    OB_CLAP_EVENT_NOTE_EXPRESSION = 4,
    OB_CLAP_EVENT_PARAM_VALUE = 5,
    OB_CLAP_EVENT_PARAM_MOD = 6,
    OB_CLAP_EVENT_PARAM_GESTURE_BEGIN = 7,
    OB_CLAP_EVENT_PARAM_GESTURE_END = 8,
    OB_CLAP_EVENT_TRANSPORT = 9,
    OB_CLAP_EVENT_MIDI = 10,
    OB_CLAP_EVENT_MIDI_SYSEX = 11,
    OB_CLAP_EVENT_MIDI2 = 12,
};

// In the next four, -1 as note, port, channel or key means all of them.

// On, off, choke and end.
typedef struct ob_clap_event_note {
    ob_clap_event_header header;
    int32_t note_id;
    int16_t port_index;
    int16_t channel;  // 0...15
    int16_t key;  // 0...127, 60 is middle C
    double velocity;  // 0...1
} ob_clap_event_note;

enum {
    OB_CLAP_NOTE_EXPRESSION_VOLUME = 0,  // linear, 0...4
    OB_CLAP_NOTE_EXPRESSION_PAN = 1,  // 0 left, 0.5, 1 right
    OB_CLAP_NOTE_EXPRESSION_TUNING = 2,  // semitones, -120...120
    OB_CLAP_NOTE_EXPRESSION_VIBRATO = 3,  // from here on 0...1
    OB_CLAP_NOTE_EXPRESSION_EXPRESSION = 4,
    OB_CLAP_NOTE_EXPRESSION_BRIGHTNESS = 5,
    OB_CLAP_NOTE_EXPRESSION_PRESSURE = 6,
};

typedef struct ob_clap_event_note_expression {
    ob_clap_event_header header;
    int32_t expression_id;
    int32_t note_id;
    int16_t port_index;
    int16_t channel;
    int16_t key;
    double value;
} ob_clap_event_note_expression;

typedef struct ob_clap_event_param_value {
    ob_clap_event_header header;
    ob_clap_id param_id;
    void *_Nullable cookie;  // from the parameter's description, or null
    int32_t note_id;
    int16_t port_index;
    int16_t channel;
    int16_t key;
    double value;  // plain
} ob_clap_event_param_value;

typedef struct ob_clap_event_param_mod {
    ob_clap_event_header header;
    ob_clap_id param_id;
    void *_Nullable cookie;
    int32_t note_id;
    int16_t port_index;
    int16_t channel;
    int16_t key;
    double amount;  // plain, added to the value
} ob_clap_event_param_mod;

// Begin and end.
typedef struct ob_clap_event_param_gesture {
    ob_clap_event_header header;
    ob_clap_id param_id;
} ob_clap_event_param_gesture;

enum {
    OB_CLAP_TRANSPORT_HAS_TEMPO = 1 << 0,
    OB_CLAP_TRANSPORT_HAS_BEATS = 1 << 1,
    OB_CLAP_TRANSPORT_HAS_SECONDS = 1 << 2,
    OB_CLAP_TRANSPORT_HAS_SIGNATURE = 1 << 3,
    OB_CLAP_TRANSPORT_IS_PLAYING = 1 << 4,
    OB_CLAP_TRANSPORT_IS_RECORDING = 1 << 5,
    OB_CLAP_TRANSPORT_IS_LOOPING = 1 << 6,
    OB_CLAP_TRANSPORT_IS_WITHIN_PRE_ROLL = 1 << 7,
};

typedef struct ob_clap_event_transport {
    ob_clap_event_header header;
    uint32_t flags;
    ob_clap_time song_beats;
    ob_clap_time song_seconds;
    double tempo;  // beats a minute
    double tempo_increment;  // a frame, until the next such event
    ob_clap_time loop_start_beats;
    ob_clap_time loop_end_beats;
    ob_clap_time loop_start_seconds;
    ob_clap_time loop_end_seconds;
    ob_clap_time bar_start;  // beats
    int32_t bar_number;  // the one at beat 0 is 0
    uint16_t signature_numerator;
    uint16_t signature_denominator;
} ob_clap_event_transport;

typedef struct ob_clap_event_midi {
    ob_clap_event_header header;
    uint16_t port_index;
    uint8_t data[3];
} ob_clap_event_midi;

// The bytes are alive for the call only.
typedef struct ob_clap_event_midi_sysex {
    ob_clap_event_header header;
    uint16_t port_index;
    const uint8_t *_Nullable buffer;
    uint32_t size;
} ob_clap_event_midi_sysex;

typedef struct ob_clap_event_midi2 {
    ob_clap_event_header header;
    uint16_t port_index;
    uint32_t data[4];
} ob_clap_event_midi2;

// Of the host, sorted by time. Where its owner calls: with a block [audio], with a flush as that.
typedef struct ob_clap_input_events {
    void *_Nullable context;
    uint32_t (*_Nullable count)(const struct ob_clap_input_events *_Nonnull list);
    const ob_clap_event_header *_Nullable (*_Nullable get)(
        const struct ob_clap_input_events *_Nonnull list, uint32_t index);
} ob_clap_input_events;

// Takes copies. false: there is no room, and nothing was taken.
typedef struct ob_clap_output_events {
    void *_Nullable context;
    bool (*_Nullable try_push)(
        const struct ob_clap_output_events *_Nonnull list, const ob_clap_event_header *_Nonnull event);
} ob_clap_output_events;

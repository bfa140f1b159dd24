// What crosses the border between the plugin kit and the audio half of a plugin, and the arithmetic that
// Swift's `@_noLocks` check would refuse because it is C.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#define OB_KIT_SAFE __attribute__((swift_attr("@_noLocks")))

// MARK: Events

typedef enum ob_kit_event_kind {
    OB_KIT_NOTE_ON,
    OB_KIT_NOTE_OFF,
    OB_KIT_NOTE_CHOKE,
    OB_KIT_CONTROLLER,  // number: MIDI's; value 0...1
    OB_KIT_PITCH_BEND,  // value -1...1
    OB_KIT_PRESSURE,  // of a channel; value 0...1
    OB_KIT_EXPRESSION,  // number: CLAP's; value as there
} ob_kit_event_kind;

// A note event at the first frame of a piece. -1 in a field of a note means: any.
typedef struct ob_kit_event {
    ob_kit_event_kind kind;
    int16_t port;
    int16_t channel;  // 0...15
    int16_t key;  // 0...127, 60 is the middle C
    int32_t note_id;
    int32_t number;  // of a controller or an expression
    double value;  // velocity 0...1, or as the kind says
} ob_kit_event;

// Notes whose voice has ended, for the host to forget. Who writes stops at `capacity`.
typedef struct ob_kit_ended {
    ob_kit_event *_Nonnull notes;
    uint32_t count;
    uint32_t capacity;
} ob_kit_ended;

// How the song stands at the first frame of a piece.
typedef struct ob_kit_transport {
    double beat;  // quarter notes since the song's start; only while has_beats
    double beats_per_minute;  // 120 where the host does not say
    uint8_t has_beats;
    uint8_t is_rolling;
} ob_kit_transport;

// MARK: Pieces

#define OB_KIT_CELL 16
#define OB_KIT_PIECE_FRAMES_MAX 256

// A piece of a block: no event lies within it, and no parameter moves within it. `frames` may be 0, when
// there are more events at one frame than fit into one list, and is OB_KIT_PIECE_FRAMES_MAX at the most.
//
// Inputs are never the same memory as outputs. Every output is written completely.
typedef struct ob_kit_piece {
    const float *_Nonnull const *_Nonnull inputs;  // main channels
    float *_Nonnull const *_Nonnull outputs;  // main channels
    const float *_Nonnull const *_Nonnull side_chain;  // its channels, silent where nothing is connected
    uint32_t frames;
    uint32_t event_count;
    const ob_kit_event *_Nonnull events;
    // Plain values by the parameter's place in the definition. Smoothed ones go to a new value in steps
    // of OB_KIT_CELL frames; `values[i]` is what is to be reached at the end of the step.
    float *_Nonnull values;
    // Parameters whose value is another than in the piece before: bit i of word i / 64.
    const uint64_t *_Nonnull changed;
    ob_kit_ended *_Nonnull ended;
    const ob_kit_transport *_Nonnull transport;
    uint32_t *_Nonnull tail_frames;  // for the audio half to say how long it rings: UINT32_MAX for ever
} ob_kit_piece;


typedef void (*ob_kit_process)(void *_Nonnull kernel, const ob_kit_piece *_Nonnull piece);
typedef void (*ob_kit_reset)(void *_Nonnull kernel);

// RT-SAFETY: these enter the audio half of one of our own plugins, which the compiler has checked.
OB_KIT_SAFE static inline void ob_kit_call_process(
    ob_kit_process _Nonnull function, void *_Nonnull kernel, const ob_kit_piece *_Nonnull piece) {
    function(kernel, piece);
}
OB_KIT_SAFE static inline void ob_kit_call_reset(
    ob_kit_reset _Nonnull function, void *_Nonnull kernel) {
    function(kernel);
}

// MARK: Arithmetic

// RT-SAFETY: libm's functions compute; they neither allocate nor lock.
OB_KIT_SAFE static inline float ob_kit_exp2f(float x) { return exp2f(x); }
OB_KIT_SAFE static inline float ob_kit_log2f(float x) { return log2f(x); }
OB_KIT_SAFE static inline float ob_kit_tanhf(float x) { return tanhf(x); }
OB_KIT_SAFE static inline float ob_kit_sinf(float x) { return sinf(x); }
OB_KIT_SAFE static inline float ob_kit_sqrtf(float x) { return sqrtf(x); }
OB_KIT_SAFE static inline float ob_kit_floorf(float x) { return floorf(x); }
OB_KIT_SAFE static inline double ob_kit_exp(double x) { return exp(x); }
OB_KIT_SAFE static inline double ob_kit_exp2(double x) { return exp2(x); }
OB_KIT_SAFE static inline double ob_kit_log2(double x) { return log2(x); }
OB_KIT_SAFE static inline double ob_kit_sin(double x) { return sin(x); }
OB_KIT_SAFE static inline double ob_kit_cos(double x) { return cos(x); }
OB_KIT_SAFE static inline double ob_kit_tan(double x) { return tan(x); }
OB_KIT_SAFE static inline double ob_kit_pow(double x, double y) { return pow(x, y); }
OB_KIT_SAFE static inline double ob_kit_sqrt(double x) { return sqrt(x); }
OB_KIT_SAFE static inline double ob_kit_floor(double x) { return floor(x); }
OB_KIT_SAFE static inline double ob_kit_round(double x) { return round(x); }

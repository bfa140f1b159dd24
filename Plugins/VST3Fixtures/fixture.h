#pragma once
#include "../../Sources/CVST3/vst3_host.h"
#include "../../Sources/CVST3/vst3_plugin.h"
#include "../../Sources/CVST3/vst3_process.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "VST3Fixtures.h"

// Tests are linked with the same code, which must not stand in for the library's own.
#pragma GCC visibility push(hidden)

// split       component and controller apart; gain, a side-chain, a latency
// instrument  one object; notes, MIDI mapping, programs, run loop
// bulk        the instrument with a parameter for each MIDI controller
// odd         answers wrongly wherever it can
// stubborn    refuses every state
typedef enum { SPLIT, SPLIT_CONTROLLER, INSTRUMENT, BULK, ODD, STUBBORN } fixture_kind;

enum {
    GAIN = 1000, CUTOFF = 7, MODE = 3, ON = 12, TAPS = 13, BYPASS = 20, METER = 21, HIDDEN = 22,
    LATENCY = 30,
    VOLUME = 5, BEND = 9, PROGRAM = 40,
    BULK_FIRST = 5000,
};
enum { LATENCY_MAX = 64, PROGRAM_COUNT = 3, NOTES_MAX = 128 };

// One object with an address for each of its interfaces.
typedef struct fixture {
    const void *component, *processor, *controller, *connection, *mapping, *units, *requirements;
    const void *timer, *file;
    fixture_kind kind;
    int references;
    bool initialized, active, processing, set_up, connected;
    pthread_t thread;
    int file_ends[2];
    double rate;
    ob_vst3_connection *peer;
    ob_vst3_application *host;
    ob_vst3_handler *handler;
    ob_vst3_run_loop *loop;
    // Normalized, of the component's half and the controller's.
    double gain, latency, bypass, volume, bend;
    double shown[LATENCY + 100];
    uint8_t controller_byte;
    int program, notes, at;
    float line[2][LATENCY_MAX];
} fixture;

#define SELF(member) ((fixture *)((char *)object - offsetof(fixture, member)))

extern const ob_vst3_component_methods fixture_component;
extern const ob_vst3_processor_methods fixture_processor;
extern const ob_vst3_controller_methods fixture_controller;
extern const ob_vst3_connection_methods fixture_connection;
extern const ob_vst3_midi_mapping_methods fixture_mapping;
extern const ob_vst3_units_methods fixture_units;
extern const ob_vst3_requirements_methods fixture_requirements;
extern const ob_vst3_timer_methods fixture_timer;
extern const ob_vst3_file_handler_methods fixture_file;

extern fixture *newest_controller, *newest_component;
// From a component to the other half.
void send_message(fixture *self);
extern double plain_gain_max;

// Letters: C K made, i I initialised, h H handler set and taken away, c k connected, d D disconnected,
// g s the component's state, S given to the controller, a arrangements, u set-up, b a bus, A z active and
// not, P p processing and not, R a block, t T terminated, x X freed; the first of each of the component,
// the second of the controller. '!' is what should not have been.
void note(char call);
void fault(void);
// Counts a fault where a call is not on the thread that initialised the object.
void on_control(fixture *self);
int32_t fixture_query(fixture *self, const ob_vst3_id *id, void **found);
uint32_t fixture_retain(fixture *self);
uint32_t fixture_release(fixture *self);
int32_t fixture_initialize(fixture *self, void *host);
int32_t fixture_terminate(fixture *self);
void put_text(ob_vst3_text *text, const char *ascii);
double plain_latency(const fixture *self);

// The three functions that begin every table, for one of an object's addresses.
#define UNKNOWN(member) \
    static int32_t member##_query(void *object, const ob_vst3_id *id, void **found) { \
        return fixture_query(SELF(member), id, found); \
    } \
    static uint32_t member##_retain(void *object) { return fixture_retain(SELF(member)); } \
    static uint32_t member##_release(void *object) { return fixture_release(SELF(member)); }
#define UNKNOWN_METHODS(member) {member##_query, member##_retain, member##_release}
#define BASE(member) \
    UNKNOWN(member) \
    static int32_t member##_initialize(void *object, void *host) { \
        return fixture_initialize(SELF(member), host); \
    } \
    static int32_t member##_terminate(void *object) { return fixture_terminate(SELF(member)); }
#define BASE_METHODS(member) {UNKNOWN_METHODS(member), member##_initialize, member##_terminate}

#pragma GCC visibility pop

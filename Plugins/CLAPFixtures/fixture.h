#pragma once
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "CLAPFixtures.h"

enum { REPORT = 99, PARAM_COUNT_MAX = 12, DELAY_FRAMES_MAX = 512, PATTERN_BYTES = 5000 };

typedef struct fixture fixture;

typedef struct {
    ob_clap_id id;
    const char *name;
    const char *module;
    uint32_t flags;
    double min, max, def;
} param_spec;

typedef struct {
    ob_clap_descriptor descriptor;
    param_spec params[PARAM_COUNT_MAX];
    uint32_t inputs[2], outputs[2];  // channels of each port; 0: no such port
    uint32_t note_dialects, preferred_dialect;  // 0: no note ports
    bool is_bare;  // has no extensions at all
    bool fails;  // to initialize
    int32_t (*process)(fixture *, const ob_clap_process *);
} kind;

struct fixture {
    ob_clap_plugin plugin;
    const kind *kind;
    const ob_clap_host *host;
    const ob_clap_host_thread_check *check;
    const ob_clap_host_params *params;
    const ob_clap_host_latency *latency;
    const ob_clap_host_state *state;
    const ob_clap_host_timer_support *timers;
    const ob_clap_host_posix_fd_support *files;
    const ob_clap_host_log *log;
    bool active, processing;
    double values[PARAM_COUNT_MAX];  // as in the kind's params
    uint32_t frames_max;
    int64_t steady_time;
    _Atomic uint32_t violations, calls;
    const char *first_violation;
    // Kinds' own.
    float line[2][DELAY_FRAMES_MAX];
    uint32_t delay, place;
    double velocities[128];
    double expression;
    bool got_note_event, got_midi_note;
    uint32_t resets;
    ob_clap_id timer;
    int pipe[2];
    uint32_t context;  // of the last state
    uint32_t flushes;
};

void violate(fixture *f, const char *what);
void on_main(fixture *f, const char *what);
void on_audio(fixture *f, const char *what);
int index_of(const fixture *f, ob_clap_id id);
double value_of(const fixture *f, ob_clap_id id);
bool take_event(fixture *f, const ob_clap_event_header *event);  // true: it was a parameter's

extern const kind kinds[];
extern const uint32_t kind_count;
extern const ob_clap_plugin_params fixture_params;
extern const ob_clap_plugin_state fixture_state;
extern const ob_clap_plugin_state_context fixture_state_context;
extern const ob_clap_plugin_preset_load fixture_preset_load;
extern const ob_clap_preset_discovery_factory fixture_presets;

int32_t process_gain(fixture *f, const ob_clap_process *p);
int32_t process_delay(fixture *f, const ob_clap_process *p);
int32_t process_notes(fixture *f, const ob_clap_process *p);
int32_t process_mover(fixture *f, const ob_clap_process *p);
int32_t process_status(fixture *f, const ob_clap_process *p);
int32_t process_song(fixture *f, const ob_clap_process *p);

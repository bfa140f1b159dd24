// The list of fixtures.
#include "fixture.h"

#define DESCRIPTOR(id, name, ...)                                                           \
    .descriptor = {                                                                         \
        {OB_CLAP_MAJOR, OB_CLAP_MINOR, OB_CLAP_REVISION}, "test." id, name, "Outboard", "", \
        "", "", "1", "", (const char *const[]){__VA_ARGS__, NULL}}

enum {
    AUTO = OB_CLAP_PARAM_IS_AUTOMATABLE,
    STEPS = OB_CLAP_PARAM_IS_STEPPED,
    ENUM = STEPS | OB_CLAP_PARAM_IS_ENUM,
    CLAP = OB_CLAP_NOTE_DIALECT_CLAP,
    MIDI = OB_CLAP_NOTE_DIALECT_MIDI,
};

const kind kinds[] = {
    {DESCRIPTOR("gain", "Gain", "audio-effect", "stereo", "utility"),
     .params =
         {{10, "Gain", "", AUTO, 0, 4, 1},
          {11, "Mode", "", ENUM, 0, 2, 0},
          {12, "Invert", "", STEPS, 0, 1, 0},
          {13, "Gain", "aux", 0, 0, 1, 0.5},
          {14, "Secret", "", OB_CLAP_PARAM_IS_HIDDEN, 0, 1, 0},
          {15, "Level", "", OB_CLAP_PARAM_IS_READONLY, 0, 1, 0},
          {16, "Bypass", "", STEPS | OB_CLAP_PARAM_IS_BYPASS, 0, 1, 0},
          {17, "Lost", "", 0, NAN, INFINITY, NAN},
          {18, "endless", "", 0, 5, -5, 77},
          {19, "Count", "", STEPS | OB_CLAP_PARAM_REQUIRES_PROCESS, 0, 10, 3.7}},
     .inputs = {2, 1},
     .outputs = {2},
     .process = process_gain},
    {DESCRIPTOR("delay", "Delay", "audio-effect", "delay"),
     .params = {{10, "Frames", "", STEPS, 0, DELAY_FRAMES_MAX, 24}},
     .inputs = {2},
     .outputs = {2},
     .process = process_delay},
    {DESCRIPTOR("notes", "Notes", "instrument"),
     .params = {{10, "Nothing", "", 0, 0, 1, 0}},
     .outputs = {1},
     .note_dialects = CLAP | MIDI,
     .preferred_dialect = CLAP,
     .process = process_notes},
    {DESCRIPTOR("only-notes", "Only notes", "instrument"),
     .params = {{10, "Nothing", "", 0, 0, 1, 0}},
     .outputs = {1},
     .note_dialects = CLAP,
     .preferred_dialect = CLAP,
     .process = process_notes},
    {DESCRIPTOR("midi", "MIDI", "instrument"),
     .params = {{10, "Nothing", "", 0, 0, 1, 0}},
     .outputs = {1},
     .note_dialects = MIDI,
     .preferred_dialect = MIDI,
     .process = process_notes},
    {DESCRIPTOR("mover", "Mover", "note-effect"),
     .params =
         {{10, "Source", "", AUTO, 0, 1, 0},
          {11, "Copy", "", AUTO, 0, 1, 0},
          {12, "Ticks", "", STEPS, 0, 1000, 0},
          {13, "Reads", "", STEPS, 0, 1000, 0}},
     .process = process_mover},
    {DESCRIPTOR("status", "Status", "audio-effect"),
     .params = {{10, "Status", "", STEPS, 0, 4, 1}},
     .inputs = {1},
     .outputs = {1},
     .process = process_status},
    {DESCRIPTOR("song", "Song", "analyzer"),
     .params = {{10, "Nothing", "", 0, 0, 1, 0}},
     .outputs = {1},
     .process = process_song},
    {DESCRIPTOR("bare", "Bare", "note-effect"), .is_bare = true, .process = process_song},
    {DESCRIPTOR("failing", "Failing", "audio-effect"), .fails = true, .process = process_gain},
};
const uint32_t kind_count = sizeof kinds / sizeof *kinds;

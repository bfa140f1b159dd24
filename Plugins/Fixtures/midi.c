// What hosts must cope with. `midi-crossing` has two MIDI inputs and gives each one's events at the
// other's output. `midi-unruly` gives what its parameter asks for, most of it wrong.
#include <lv2/atom/atom.h>
#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/units/units.h>
#include <lv2/urid/urid.h>
#include "fixture.h"

enum { CROSSING_IN_A, CROSSING_IN_B, CROSSING_OUT_A, CROSSING_OUT_B };
enum { UNRULY_CASE, UNRULY_OUT };
enum { SILENT, SIZES, TIMES, LONG_SEQUENCE, LONG_EVENT, BEAT_TIME, BEAT_UNITS };

typedef struct {
    fixture_ports ports;
    LV2_URID midi, sequence, integer, beat_time, beat_units;
} midi;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    const LV2_URID_Map *map = fixture_feature(features, LV2_URID__map);
    if (!map) return NULL;
    midi *self = calloc(1, sizeof *self);
    self->midi = map->map(map->handle, LV2_MIDI__MidiEvent);
    self->sequence = map->map(map->handle, LV2_ATOM__Sequence);
    self->integer = map->map(map->handle, LV2_ATOM__Int);
    self->beat_time = map->map(map->handle, LV2_ATOM__beatTime);
    self->beat_units = map->map(map->handle, LV2_UNITS__beat);
    return self;
}

// An empty sequence, and how many bytes it may have.
static uint32_t begin(midi *self, LV2_Atom_Sequence *out) {
    uint32_t capacity = out->atom.size;
    lv2_atom_sequence_clear(out);
    out->atom.type = self->sequence;
    out->body.unit = 0;
    return capacity;
}

static void copy(midi *self, int from, int to) {
    const LV2_Atom_Sequence *in = (const LV2_Atom_Sequence *)self->ports.ports[from];
    LV2_Atom_Sequence *out = (LV2_Atom_Sequence *)self->ports.ports[to];
    uint32_t capacity = begin(self, out);
    LV2_ATOM_SEQUENCE_FOREACH(in, event) {
        if (event->body.type == self->midi) lv2_atom_sequence_append_event(out, capacity, event);
    }
}

static void run_crossing(LV2_Handle plugin, uint32_t frames) {
    copy(plugin, CROSSING_IN_A, CROSSING_OUT_B);
    copy(plugin, CROSSING_IN_B, CROSSING_OUT_A);
}

// A message that begins with a note on of key `size`.
static void give(midi *self, int64_t frame, LV2_URID type, uint32_t size) {
    struct {
        LV2_Atom_Event event;
        uint8_t bytes[16];
    } message = {{.time.frames = frame, .body = {size, type}}, {0x90, size, 1, 4, 5, 6, 7, 8, 9}};
    LV2_Atom_Sequence *out = (LV2_Atom_Sequence *)self->ports.ports[UNRULY_OUT];
    lv2_atom_sequence_append_event(out, 8000, &message.event);
}

static void run_unruly(LV2_Handle plugin, uint32_t frames) {
    midi *self = plugin;
    LV2_Atom_Sequence *out = (LV2_Atom_Sequence *)self->ports.ports[UNRULY_OUT];
    int which = (int)*self->ports.ports[UNRULY_CASE];
    if (which == SILENT) return;
    uint32_t capacity = begin(self, out);
    switch (which) {
    case SIZES:
        give(self, 1, self->midi, 9);
        give(self, 2, self->midi, 8);
        give(self, 3, self->midi, 0);
        give(self, 4, self->integer, 4);
        give(self, 5, self->midi, 1);
        break;
    case TIMES:
        give(self, 9, self->midi, 1);
        give(self, 4, self->midi, 2);
        give(self, -3, self->midi, 3);
        give(self, frames, self->midi, 4);
        give(self, INT64_MAX, self->midi, 5);
        break;
    case LONG_SEQUENCE:
        give(self, 1, self->midi, 3);
        out->atom.size = capacity + 8;
        break;
    case LONG_EVENT:
        give(self, 1, self->midi, 3);
        give(self, 2, self->midi, 3);
        ((LV2_Atom_Event *)((char *)(out + 1) + 24))->body.size = UINT32_MAX;
        break;
    case BEAT_TIME:
    case BEAT_UNITS:
        out->body.unit = which == BEAT_TIME ? self->beat_time : self->beat_units;
        give(self, 1, self->midi, 3);
        break;
    }
}

const LV2_Descriptor fixture_midi_crossing = {
    FIXTURE_URI "midi-crossing", instantiate, fixture_connect, NULL, run_crossing, NULL, free, NULL};
const LV2_Descriptor fixture_midi_unruly = {
    FIXTURE_URI "midi-unruly", instantiate, fixture_connect, NULL, run_unruly, NULL, free, NULL};

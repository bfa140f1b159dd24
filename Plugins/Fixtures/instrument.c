// Plays a sine from the frame of a note on to that of its note off. One note at a time: the last wins.
// `midi-through` beside it gives back the events that it gets.
#include <math.h>
#include <lv2/atom/atom.h>
#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/urid/urid.h>
#include "fixture.h"

enum { EVENTS, OUT };
enum { THROUGH_IN, THROUGH_OUT, THROUGH_AUDIO_IN, THROUGH_AUDIO_OUT };

typedef struct {
    fixture_ports ports;
    LV2_URID midi;
    double rate, phase, step;
    float amplitude;
    uint8_t note;
} instrument;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    const LV2_URID_Map *map = fixture_feature(features, LV2_URID__map);
    if (!map) return NULL;
    instrument *self = calloc(1, sizeof *self);
    self->midi = map->map(map->handle, LV2_MIDI__MidiEvent);
    self->rate = rate;
    return self;
}

static void play(instrument *self, const uint8_t *message) {
    if ((message[0] & 0xF0) == 0x90 && message[2] > 0) {
        self->note = message[1];
        self->phase = 0;
        self->step = 2 * M_PI * 440 * pow(2, (message[1] - 69) / 12.0) / self->rate;
        self->amplitude = message[2] / 127.0f;
    } else if ((message[0] & 0xF0) == 0x80 || (message[0] & 0xF0) == 0x90) {
        if (message[1] == self->note) self->amplitude = 0;
    }
}

static void run_instrument(LV2_Handle plugin, uint32_t frames) {
    instrument *self = plugin;
    const LV2_Atom_Sequence *events = (const LV2_Atom_Sequence *)self->ports.ports[EVENTS];
    uint32_t done = 0;
    LV2_ATOM_SEQUENCE_FOREACH(events, event) {
        if (event->body.type != self->midi) continue;
        for (; done < event->time.frames; done++, self->phase += self->step) {
            self->ports.ports[OUT][done] = self->amplitude * (float)sin(self->phase);
        }
        play(self, (const uint8_t *)(event + 1));
    }
    for (; done < frames; done++, self->phase += self->step) {
        self->ports.ports[OUT][done] = self->amplitude * (float)sin(self->phase);
    }
}

static void run_through(LV2_Handle plugin, uint32_t frames) {
    instrument *self = plugin;
    const LV2_Atom_Sequence *in = (const LV2_Atom_Sequence *)self->ports.ports[THROUGH_IN];
    LV2_Atom_Sequence *out = (LV2_Atom_Sequence *)self->ports.ports[THROUGH_OUT];
    uint32_t capacity = out->atom.size;
    lv2_atom_sequence_clear(out);
    out->atom.type = in->atom.type;
    LV2_ATOM_SEQUENCE_FOREACH(in, event) {
        lv2_atom_sequence_append_event(out, capacity, event);
    }
    memcpy(
        self->ports.ports[THROUGH_AUDIO_OUT], self->ports.ports[THROUGH_AUDIO_IN],
        frames * sizeof(float));
}

const LV2_Descriptor fixture_instrument = {
    FIXTURE_URI "instrument", instantiate, fixture_connect, NULL, run_instrument, NULL, free, NULL};
const LV2_Descriptor fixture_midi_through = {
    FIXTURE_URI "midi-through", instantiate, fixture_connect, NULL, run_through, NULL, free, NULL};

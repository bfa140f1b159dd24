// Writes what its host gave it, one fact a frame: whether the event and CV buffers were as they must
// be, the largest, smallest and nominal block, the room for events, the sample rate, lv2:enabled,
// lv2:freeWheeling.
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/urid/urid.h>
#include "fixture.h"

enum { EVENTS_IN, EVENTS_OUT, CV_IN, CV_OUT, ENABLED, FREE_WHEELING, OUT };
// As fixtures.ttl asks for.
enum { EVENT_BYTES = 300000 };

typedef struct {
    fixture_ports ports;
    LV2_URID sequence, chunk;
    float options[5];
} environment;

static float number(const LV2_Options_Option *options, LV2_URID key, LV2_URID float_type) {
    for (; options->key; options++) {
        if (options->key != key) continue;
        return options->type == float_type ? *(const float *)options->value
                                           : (float)*(const int32_t *)options->value;
    }
    return -1;
}

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    const LV2_URID_Map *map = fixture_feature(features, LV2_URID__map);
    const LV2_Options_Option *options = fixture_feature(features, LV2_OPTIONS__options);
    if (!map || !options) return NULL;
    environment *self = calloc(1, sizeof *self);
    self->sequence = map->map(map->handle, LV2_ATOM__Sequence);
    self->chunk = map->map(map->handle, LV2_ATOM__Chunk);
    const char *const keys[] = {
        LV2_BUF_SIZE__maxBlockLength, LV2_BUF_SIZE__minBlockLength,
        LV2_BUF_SIZE__nominalBlockLength, LV2_BUF_SIZE__sequenceSize, LV2_PARAMETERS__sampleRate};
    LV2_URID float_type = map->map(map->handle, LV2_ATOM__Float);
    for (int i = 0; i < 5; i++) {
        self->options[i] = number(options, map->map(map->handle, keys[i]), float_type);
    }
    return self;
}

static float buffers_are_right(const environment *self, uint32_t frames) {
    const LV2_Atom_Sequence *in = (const void *)self->ports.ports[EVENTS_IN];
    LV2_Atom_Sequence *out = (void *)self->ports.ports[EVENTS_OUT];
    if (in->atom.type != self->sequence || in->atom.size != sizeof(LV2_Atom_Sequence_Body)) return 0;
    if (out->atom.type != self->chunk || out->atom.size < EVENT_BYTES - sizeof(LV2_Atom)) return 0;
    memset(out, 0xAA, EVENT_BYTES);
    for (uint32_t i = 0; i < frames; i++) {
        if (self->ports.ports[CV_IN][i] != 0) return 0;
        self->ports.ports[CV_OUT][i] = 1;
    }
    return 1;
}

static void run(LV2_Handle plugin, uint32_t frames) {
    environment *self = plugin;
    float facts[8] = {buffers_are_right(self, frames)};
    memcpy(facts + 1, self->options, sizeof self->options);
    facts[6] = *self->ports.ports[ENABLED];
    facts[7] = *self->ports.ports[FREE_WHEELING];
    for (uint32_t i = 0; i < frames; i++) self->ports.ports[OUT][i] = i < 8 ? facts[i] : 0;
}

const LV2_Descriptor fixture_environment = {
    FIXTURE_URI "environment", instantiate, fixture_connect, NULL, run, NULL, free, NULL};

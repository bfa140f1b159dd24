// Writes what it was told last of the song, one fact a frame: tempo, frame, speed, bar, beat within the
// bar, unit of a beat, beats in a bar, and the frame of the block at which it was told. A fact of
// another type than LV2's is -1. Counts how often it was told.
#include <lv2/atom/atom.h>
#include <lv2/atom/util.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>
#include "fixture.h"

enum { EVENTS, TOLD, OUT };
enum { BEAT_UNIT = 5, KEY_COUNT = 7, FACT_COUNT = KEY_COUNT + 1 };

typedef struct {
    fixture_ports ports;
    LV2_URID object, position;
    LV2_URID keys[KEY_COUNT], types[KEY_COUNT];
    float facts[FACT_COUNT];
    uint32_t told;
} position;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    static const char *const keys[KEY_COUNT][2] = {
        {LV2_TIME__beatsPerMinute, LV2_ATOM__Float}, {LV2_TIME__frame, LV2_ATOM__Long},
        {LV2_TIME__speed, LV2_ATOM__Float},          {LV2_TIME__bar, LV2_ATOM__Long},
        {LV2_TIME__barBeat, LV2_ATOM__Float},        {LV2_TIME__beatUnit, LV2_ATOM__Int},
        {LV2_TIME__beatsPerBar, LV2_ATOM__Float},
    };
    const LV2_URID_Map *map = fixture_feature(features, LV2_URID__map);
    if (!map) return NULL;
    position *self = calloc(1, sizeof *self);
    self->object = map->map(map->handle, LV2_ATOM__Object);
    self->position = map->map(map->handle, LV2_TIME__Position);
    for (int i = 0; i < KEY_COUNT; i++) {
        self->keys[i] = map->map(map->handle, keys[i][0]);
        self->types[i] = map->map(map->handle, keys[i][1]);
    }
    return self;
}

static float number(const position *self, const LV2_Atom *atom, int key) {
    if (atom->type != self->types[key]) return -1;
    if (atom->size == sizeof(int64_t)) return (float)((const LV2_Atom_Long *)atom)->body;
    return key == BEAT_UNIT ? (float)((const LV2_Atom_Int *)atom)->body
                            : ((const LV2_Atom_Float *)atom)->body;
}

static void learn(position *self, const LV2_Atom_Object *object, int64_t frame) {
    LV2_ATOM_OBJECT_FOREACH(object, property) {
        for (int i = 0; i < KEY_COUNT; i++) {
            if (property->key == self->keys[i]) self->facts[i] = number(self, &property->value, i);
        }
    }
    self->facts[KEY_COUNT] = (float)frame;
    self->told++;
}

static void run(LV2_Handle plugin, uint32_t frames) {
    position *self = plugin;
    const LV2_Atom_Sequence *events = (const LV2_Atom_Sequence *)self->ports.ports[EVENTS];
    LV2_ATOM_SEQUENCE_FOREACH(events, event) {
        const LV2_Atom_Object *object = (const LV2_Atom_Object *)&event->body;
        if (object->atom.type == self->object && object->body.otype == self->position) {
            learn(self, object, event->time.frames);
        }
    }
    *self->ports.ports[TOLD] = (float)self->told;
    for (uint32_t i = 0; i < frames; i++) {
        self->ports.ports[OUT][i] = i < FACT_COUNT ? self->facts[i] : (float)self->told;
    }
}

const LV2_Descriptor fixture_position = {
    FIXTURE_URI "position", instantiate, fixture_connect, NULL, run, NULL, free, NULL};

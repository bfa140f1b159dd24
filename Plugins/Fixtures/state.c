// Plays a number that only its state holds. `capture` above 0 takes the number from `level`; a level
// of 13 captured makes restore fail, and one of 14 is not saved at all. The state also names a URI by
// number, deep inside a tuple, and refuses to come back where that number does not mean that URI.
#include <lv2/atom/atom.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include "fixture.h"

enum { LEVEL, CAPTURE, OUT };

typedef struct {
    LV2_Atom head;
    LV2_URID body;
    uint32_t padding;
} mark_tuple;

typedef struct {
    fixture_ports ports;
    float stored;
    LV2_URID stored_key, mark_key, mark, float_type, tuple_type, urid_type;
} state;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    const LV2_URID_Map *map = fixture_feature(features, LV2_URID__map);
    if (!map) return NULL;
    state *self = calloc(1, sizeof *self);
    self->stored_key = map->map(map->handle, FIXTURE_URI "stored");
    self->mark_key = map->map(map->handle, FIXTURE_URI "marks");
    self->mark = map->map(map->handle, FIXTURE_URI "mark");
    self->float_type = map->map(map->handle, LV2_ATOM__Float);
    self->tuple_type = map->map(map->handle, LV2_ATOM__Tuple);
    self->urid_type = map->map(map->handle, LV2_ATOM__URID);
    return self;
}

static void run(LV2_Handle plugin, uint32_t frames) {
    state *self = plugin;
    if (*self->ports.ports[CAPTURE] > 0) self->stored = *self->ports.ports[LEVEL];
    for (uint32_t i = 0; i < frames; i++) self->ports.ports[OUT][i] = self->stored;
}

static LV2_State_Status save(
    LV2_Handle plugin, LV2_State_Store_Function store, LV2_State_Handle handle, uint32_t flags,
    const LV2_Feature *const *features) {
    state *self = plugin;
    uint32_t plain = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
    // A value that is not plain must be refused, and must not harm the others.
    if (store(handle, self->mark_key, &self, sizeof self, self->urid_type, 0) == LV2_STATE_SUCCESS) {
        return LV2_STATE_ERR_UNKNOWN;
    }
    mark_tuple marks = {{sizeof(LV2_URID), self->urid_type}, self->mark, 0};
    store(handle, self->mark_key, &marks, sizeof marks, self->tuple_type, plain);
    if (self->stored == 14) return LV2_STATE_SUCCESS;
    return store(
        handle, self->stored_key, &self->stored, sizeof self->stored, self->float_type, plain);
}

static LV2_State_Status restore(
    LV2_Handle plugin, LV2_State_Retrieve_Function retrieve, LV2_State_Handle handle, uint32_t flags,
    const LV2_Feature *const *features) {
    state *self = plugin;
    size_t size = 0;
    uint32_t type = 0, value_flags = 0;
    const mark_tuple *marks = retrieve(handle, self->mark_key, &size, &type, &value_flags);
    if (marks && (type != self->tuple_type || size != sizeof *marks || marks->body != self->mark)) {
        return LV2_STATE_ERR_BAD_TYPE;
    }
    const float *stored = retrieve(handle, self->stored_key, &size, &type, &value_flags);
    if (!stored) return LV2_STATE_ERR_NO_PROPERTY;
    if (type != self->float_type || size != sizeof *stored) return LV2_STATE_ERR_BAD_TYPE;
    self->stored = *stored;
    return *stored == 13 ? LV2_STATE_ERR_UNKNOWN : LV2_STATE_SUCCESS;
}

static const void *extension(const char *uri) {
    static const LV2_State_Interface interface = {save, restore};
    return strcmp(uri, LV2_STATE__interface) == 0 ? &interface : NULL;
}

const LV2_Descriptor fixture_state = {
    FIXTURE_URI "state", instantiate, fixture_connect, NULL, run, NULL, free, extension};
const LV2_Descriptor fixture_default_state = {
    FIXTURE_URI "default-state", instantiate, fixture_connect, NULL, run, NULL, free, extension};

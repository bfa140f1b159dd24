// Has properties instead of ports: plays gain + count, and keeps a label and a file's name. Tells all of
// them when it is asked, and one that it moves by itself when `nudge` changes. An object in the port that
// is not designated for control makes it play -1.
#include <stdbool.h>
#include <stdio.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/patch/patch.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include "fixture.h"

enum { OTHER, CONTROL, NOTIFY, NUDGE, OUT };
enum { TEXT_SIZE = 256 };

typedef struct {
    fixture_ports ports;
    LV2_URID_Map *map;
    LV2_Atom_Forge forge;
    LV2_URID set, get, put, property, value, body;
    LV2_URID gain, loud, count, label, file, peak;
    float gain_value, nudged, peak_value;
    int32_t is_loud;
    int64_t count_value;
    char label_text[TEXT_SIZE], file_text[TEXT_SIZE];
    bool is_confused;
} properties;

static LV2_URID uri(properties *self, const char *text) {
    return self->map->map(self->map->handle, text);
}

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    LV2_URID_Map *map = (LV2_URID_Map *)fixture_feature(features, LV2_URID__map);
    if (!map) return NULL;
    properties *self = calloc(1, sizeof *self);
    self->map = map;
    lv2_atom_forge_init(&self->forge, map);
    self->set = uri(self, LV2_PATCH__Set);
    self->get = uri(self, LV2_PATCH__Get);
    self->put = uri(self, LV2_PATCH__Put);
    self->property = uri(self, LV2_PATCH__property);
    self->value = uri(self, LV2_PATCH__value);
    self->body = uri(self, LV2_PATCH__body);
    self->gain = uri(self, FIXTURE_URI "properties#gain");
    self->loud = uri(self, FIXTURE_URI "properties#loud");
    self->count = uri(self, FIXTURE_URI "properties#count");
    self->label = uri(self, FIXTURE_URI "properties#label");
    self->file = uri(self, FIXTURE_URI "properties#file");
    self->peak = uri(self, FIXTURE_URI "properties#peak");
    self->gain_value = 0.5f;
    strcpy(self->label_text, "unnamed");
    return self;
}

static void take_text(char *text, const LV2_Atom *atom) {
    snprintf(text, TEXT_SIZE, "%.*s", (int)atom->size, (const char *)(atom + 1));
}

static void take(properties *self, LV2_URID key, const LV2_Atom *atom) {
    const LV2_Atom_Forge *forge = &self->forge;
    if (key == self->gain && atom->type == forge->Float) {
        self->gain_value = ((const LV2_Atom_Float *)atom)->body;
    } else if (key == self->loud && atom->type == forge->Bool) {
        self->is_loud = ((const LV2_Atom_Bool *)atom)->body;
    } else if (key == self->count && atom->type == forge->Long) {
        self->count_value = ((const LV2_Atom_Long *)atom)->body;
    } else if (key == self->label && atom->type == forge->String) {
        take_text(self->label_text, atom);
    } else if (key == self->file && atom->type == forge->Path) {
        take_text(self->file_text, atom);
    }
}

static void put_all(properties *self) {
    LV2_Atom_Forge *forge = &self->forge;
    LV2_Atom_Forge_Frame put, body;
    lv2_atom_forge_frame_time(forge, 0);
    lv2_atom_forge_object(forge, &put, 0, self->put);
    lv2_atom_forge_key(forge, self->body);
    lv2_atom_forge_object(forge, &body, 0, 0);
    lv2_atom_forge_key(forge, self->gain);
    lv2_atom_forge_float(forge, self->gain_value);
    lv2_atom_forge_key(forge, self->loud);
    lv2_atom_forge_bool(forge, self->is_loud);
    lv2_atom_forge_key(forge, self->count);
    lv2_atom_forge_long(forge, self->count_value);
    lv2_atom_forge_key(forge, self->label);
    lv2_atom_forge_string(forge, self->label_text, (uint32_t)strlen(self->label_text));
    lv2_atom_forge_key(forge, self->file);
    lv2_atom_forge_path(forge, self->file_text, (uint32_t)strlen(self->file_text));
    lv2_atom_forge_key(forge, self->peak);
    lv2_atom_forge_float(forge, self->peak_value);
    lv2_atom_forge_pop(forge, &body);
    lv2_atom_forge_pop(forge, &put);
}

static void set_gain(properties *self, float gain) {
    LV2_Atom_Forge *forge = &self->forge;
    LV2_Atom_Forge_Frame set;
    self->gain_value = gain;
    lv2_atom_forge_frame_time(forge, 0);
    lv2_atom_forge_object(forge, &set, 0, self->set);
    lv2_atom_forge_key(forge, self->property);
    lv2_atom_forge_urid(forge, self->gain);
    lv2_atom_forge_key(forge, self->value);
    lv2_atom_forge_float(forge, gain);
    lv2_atom_forge_pop(forge, &set);
}

static void run(LV2_Handle plugin, uint32_t frames) {
    properties *self = plugin;
    LV2_Atom_Forge_Frame sequence;
    const LV2_Atom_Sequence *control = (const void *)self->ports.ports[CONTROL];
    LV2_Atom_Sequence *notify = (void *)self->ports.ports[NOTIFY];
    lv2_atom_forge_set_buffer(&self->forge, (uint8_t *)notify, notify->atom.size);
    lv2_atom_forge_sequence_head(&self->forge, &sequence, 0);
    LV2_ATOM_SEQUENCE_FOREACH(control, event) {
        const LV2_Atom_Object *object = (const LV2_Atom_Object *)&event->body;
        if (object->atom.type != self->forge.Object) continue;
        if (object->body.otype == self->get) {
            put_all(self);
        } else if (object->body.otype == self->set) {
            const LV2_Atom *key = NULL, *value = NULL;
            lv2_atom_object_get(object, self->property, &key, self->value, &value, 0);
            if (key && value) take(self, ((const LV2_Atom_URID *)key)->body, value);
        }
    }
    const LV2_Atom_Sequence *other = (const void *)self->ports.ports[OTHER];
    LV2_ATOM_SEQUENCE_FOREACH(other, event) self->is_confused = true;
    float nudge = *self->ports.ports[NUDGE];
    if (nudge != self->nudged) {
        self->nudged = nudge;
        set_gain(self, nudge);
    }
    float sound = self->is_confused ? -1 : self->gain_value + (float)self->count_value;
    if (self->is_loud) sound *= 100;
    self->peak_value = sound;
    for (uint32_t i = 0; i < frames; i++) self->ports.ports[OUT][i] = sound;
}

static LV2_State_Status save(
    LV2_Handle plugin, LV2_State_Store_Function store, LV2_State_Handle handle, uint32_t flags,
    const LV2_Feature *const *features) {
    properties *self = plugin;
    return store(
        handle, self->label, self->label_text, strlen(self->label_text) + 1, self->forge.String,
        LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
}

static LV2_State_Status restore(
    LV2_Handle plugin, LV2_State_Retrieve_Function retrieve, LV2_State_Handle handle, uint32_t flags,
    const LV2_Feature *const *features) {
    properties *self = plugin;
    size_t size;
    uint32_t type, value_flags;
    const char *label = retrieve(handle, self->label, &size, &type, &value_flags);
    if (label) snprintf(self->label_text, TEXT_SIZE, "%.*s", (int)size, label);
    const float *gain = retrieve(handle, self->gain, &size, &type, &value_flags);
    if (gain && size == sizeof *gain) self->gain_value = *gain;
    return LV2_STATE_SUCCESS;
}

static const void *extension(const char *text) {
    static const LV2_State_Interface interface = {save, restore};
    return strcmp(text, LV2_STATE__interface) == 0 ? &interface : NULL;
}

const LV2_Descriptor fixture_properties = {
    FIXTURE_URI "properties", instantiate, fixture_connect, NULL, run, NULL, free, extension};

// Programs that nobody but the plugin knows: 0:0 is "Soft" and sets `level` to 0.25 in its port, 1:7 is
// without a name and sets it to 0.75. Plays `level`, and shows twice of it and whether it is above a half. It
// says in `live` whether it was told that it plays live.
#include "fixture.h"

enum { LEVEL, TWICE, ABOVE, LIVE, OUT };

// As KXStudio's extension lays them out.
typedef struct {
    uint32_t bank, program;
    const char *name;
} program;
typedef struct {
    const program *(*get)(LV2_Handle plugin, uint32_t index);
    void (*select)(LV2_Handle plugin, uint32_t bank, uint32_t program);
} programs_interface;

typedef struct {
    fixture_ports ports;
    float is_live;
} programs;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    programs *self = calloc(1, sizeof *self);
    for (; *features; features++) {
        if (strcmp((*features)->URI, LV2_CORE__isLive) == 0) self->is_live = 1;
    }
    return self;
}

static void run(LV2_Handle plugin, uint32_t frames) {
    programs *self = plugin;
    float level = *self->ports.ports[LEVEL];
    *self->ports.ports[TWICE] = 2 * level;
    *self->ports.ports[ABOVE] = level > 0.5f ? 1 : 0;
    *self->ports.ports[LIVE] = self->is_live;
    for (uint32_t i = 0; i < frames; i++) self->ports.ports[OUT][i] = level;
}

static const program *get(LV2_Handle plugin, uint32_t index) {
    static const program all[] = {{0, 0, "Soft"}, {1, 7, NULL}};
    return index < 2 ? all + index : NULL;
}

static void select_program(LV2_Handle plugin, uint32_t bank, uint32_t number) {
    *((programs *)plugin)->ports.ports[LEVEL] = bank == 0 ? 0.25f : 0.75f;
}

static const void *extension(const char *uri) {
    static const programs_interface interface = {get, select_program};
    return strcmp(uri, "http://kxstudio.sf.net/ns/lv2ext/programs#Interface") == 0 ? &interface : NULL;
}

const LV2_Descriptor fixture_programs = {
    FIXTURE_URI "programs", instantiate, fixture_connect, NULL, run, NULL, free, extension};

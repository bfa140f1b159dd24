// Delays its signal by as many frames as its parameter says, and reports them as latency.
#include "fixture.h"

enum { FRAMES, LATENCY, IN, OUT };
enum { LINE_FRAMES = 8192 };

typedef struct {
    fixture_ports ports;
    float line[LINE_FRAMES];
    uint32_t position;
} delay;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    return calloc(1, sizeof(delay));
}

static void activate(LV2_Handle plugin) {
    delay *self = plugin;
    memset(self->line, 0, sizeof self->line);
    self->position = 0;
}

static void run(LV2_Handle plugin, uint32_t frames) {
    delay *self = plugin;
    uint32_t length = (uint32_t)*self->ports.ports[FRAMES];
    for (uint32_t i = 0; i < frames; i++) {
        self->line[self->position % LINE_FRAMES] = self->ports.ports[IN][i];
        self->ports.ports[OUT][i] = self->line[(self->position - length) % LINE_FRAMES];
        self->position++;
    }
    *self->ports.ports[LATENCY] = (float)length;
}

const LV2_Descriptor fixture_delay = {
    FIXTURE_URI "delay", instantiate, fixture_connect, activate, run, NULL, free, NULL};

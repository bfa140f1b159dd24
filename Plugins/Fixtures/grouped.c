// left out = 2 left in + 10 left side-chain, right out = 3 right in + 100 right side-chain. Its ports are
// in no order that a person would choose: their groups and designations say which is which. With `enabled`
// at 0 it passes its inputs through, and takes 32 frames to get there.
#include "fixture.h"

enum { SIDE_RIGHT, ENABLED, IN_RIGHT, IN_LEFT, OUT_RIGHT, SIDE_LEFT, OUT_LEFT, HOLD };
enum { FADE_FRAMES = 32 };

typedef struct {
    fixture_ports ports;
    float wet;
} grouped;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    return calloc(1, sizeof(grouped));
}

// It begins as it is told to.
static void activate(LV2_Handle plugin) { ((grouped *)plugin)->wet = -1; }

static void run(LV2_Handle plugin, uint32_t frames) {
    grouped *self = plugin;
    float *const *ports = self->ports.ports;
    float target = *ports[ENABLED] > 0 ? 1 : 0;
    if (self->wet < 0) self->wet = target;
    for (uint32_t i = 0; i < frames; i++) {
        if (self->wet < target) self->wet += 1.0f / FADE_FRAMES;
        if (self->wet > target) self->wet -= 1.0f / FADE_FRAMES;
        float left = ports[IN_LEFT][i], right = ports[IN_RIGHT][i];
        float wet_left = 2 * left + 10 * ports[SIDE_LEFT][i];
        float wet_right = 3 * right + 100 * ports[SIDE_RIGHT][i];
        ports[OUT_LEFT][i] = left + self->wet * (wet_left - left);
        ports[OUT_RIGHT][i] = right + self->wet * (wet_right - right);
    }
}

const LV2_Descriptor fixture_grouped = {
    FIXTURE_URI "grouped", instantiate, fixture_connect, activate, run, NULL, free, NULL};

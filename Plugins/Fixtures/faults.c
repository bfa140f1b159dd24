// Plugins that misbehave: one demands an unknown feature, one refuses to load, one allocates in its
// run function, one gives what is not a number.
#include <math.h>
#include "fixture.h"

static void run_copy(LV2_Handle plugin, uint32_t frames) {
    fixture_ports *self = plugin;
    memcpy(self->ports[1], self->ports[0], frames * sizeof(float));
}

static LV2_Handle refuse(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    return NULL;
}

static void run_allocating(LV2_Handle plugin, uint32_t frames) {
    // Volatile: the optimiser may not remove the pair.
    void *volatile memory = malloc(4096);
    free(memory);
    run_copy(plugin, frames);
}

static void run_non_finite(LV2_Handle plugin, uint32_t frames) {
    fixture_ports *self = plugin;
    for (uint32_t i = 0; i < frames; i++) self->ports[1][i] = NAN;
}

const LV2_Descriptor fixture_demanding = {
    FIXTURE_URI "demanding", fixture_instantiate_ports, fixture_connect, NULL, run_copy, NULL, free,
    NULL};
const LV2_Descriptor fixture_refusing = {
    FIXTURE_URI "refusing", refuse, fixture_connect, NULL, run_copy, NULL, free, NULL};
const LV2_Descriptor fixture_allocating = {
    FIXTURE_URI "allocating", fixture_instantiate_ports, fixture_connect, NULL, run_allocating, NULL,
    free, NULL};
const LV2_Descriptor fixture_non_finite = {
    FIXTURE_URI "non-finite", fixture_instantiate_ports, fixture_connect, NULL, run_non_finite, NULL,
    free, NULL};

// Writes what it reads from its control ports: frame k of every block is control k's value.
#include "fixture.h"

enum { CONTROL_COUNT = 10, OUT = CONTROL_COUNT };

static void run(LV2_Handle plugin, uint32_t frames) {
    fixture_ports *self = plugin;
    for (uint32_t i = 0; i < frames; i++) {
        self->ports[OUT][i] = i < CONTROL_COUNT ? *self->ports[i] : 0;
    }
}

const LV2_Descriptor fixture_parameters = {
    FIXTURE_URI "parameters", fixture_instantiate_ports, fixture_connect, NULL, run, NULL, free,
    NULL};

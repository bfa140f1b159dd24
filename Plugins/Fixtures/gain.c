// out = in * gain, without smoothing: port 0 is the gain, then the inputs, then the outputs.
#include "fixture.h"

static void apply(fixture_ports *self, int channel_count, uint32_t frames) {
    float gain = *self->ports[0];
    for (int channel = 0; channel < channel_count; channel++) {
        const float *in = self->ports[1 + channel];
        float *out = self->ports[1 + channel_count + channel];
        for (uint32_t i = 0; i < frames; i++) out[i] = in[i] * gain;
    }
}

static void run_mono(LV2_Handle plugin, uint32_t frames) { apply(plugin, 1, frames); }
static void run_stereo(LV2_Handle plugin, uint32_t frames) { apply(plugin, 2, frames); }

const LV2_Descriptor fixture_gain_mono = {
    FIXTURE_URI "gain-mono", fixture_instantiate_ports, fixture_connect, NULL, run_mono, NULL, free,
    NULL};
const LV2_Descriptor fixture_gain_stereo = {
    FIXTURE_URI "gain", fixture_instantiate_ports, fixture_connect, NULL, run_stereo, NULL, free,
    NULL};

#include "formats.h"

#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

struct ob_bare_chain {
    ob_bare_format format;
    const bare_host *host;
    void *module;
    uint32_t frames;
    int count;
    bare_call *calls;
    float *samples;  // what the first one reads, then what each one writes, by channels
};

static const bare_host *host_of(ob_bare_format format) {
    switch (format) {
        case OB_BARE_LV2: return &bare_lv2;
        case OB_BARE_LADSPA: return &bare_ladspa;
        case OB_BARE_CLAP: return &bare_clap;
        case OB_BARE_VST3: return &bare_vst3;
    }
    return NULL;
}

static float *samples_of(const ob_bare_chain *chain, int place, int channel) {
    size_t index = BARE_CHANNELS_MAX * (size_t)place + (size_t)channel;
    return chain->samples + index * chain->frames;
}

ob_bare_chain *ob_bare_chain_open(
    const ob_bare_kind *kind, int count, uint32_t frames, double sample_rate_hertz) {
    ob_bare_chain *chain = calloc(1, sizeof *chain);
    if (!chain) return NULL;
    chain->format = kind->format;
    chain->host = host_of(kind->format);
    chain->frames = frames;
    chain->calls = calloc((size_t)count, sizeof *chain->calls);
    chain->samples = calloc(BARE_CHANNELS_MAX * ((size_t)count + 1) * frames, sizeof(float));
    if (kind->channels <= BARE_CHANNELS_MAX) chain->module = chain->host->open(kind);
    bool is_made = chain->calls && chain->samples && chain->module;
    while (is_made && chain->count < count) {
        int place = chain->count;
        bare_place buffers = {
            {samples_of(chain, place, 0), samples_of(chain, place, 1)},
            {samples_of(chain, place + 1, 0), samples_of(chain, place + 1, 1)},
            kind->channels,
            frames,
            sample_rate_hertz,
        };
        is_made = chain->host->make(chain->module, kind, &buffers, &chain->calls[place]);
        if (is_made) chain->count++;
    }
    if (is_made) return chain;
    ob_bare_chain_close(chain);
    return NULL;
}

void ob_bare_chain_close(ob_bare_chain *chain) {
    for (int i = 0; i < chain->count; i++) chain->host->destroy(&chain->calls[i]);
    if (chain->module) chain->host->close(chain->module);
    free(chain->calls);
    free(chain->samples);
    free(chain);
}

float *ob_bare_chain_input(ob_bare_chain *chain, int channel) {
    return samples_of(chain, 0, channel);
}

const float *ob_bare_chain_output(const ob_bare_chain *chain, int channel) {
    return samples_of(chain, chain->count, channel);
}

// A loop for each format, so that none pays for the others.
void ob_bare_chain_run(ob_bare_chain *chain, int blocks) {
    const bare_call *calls = chain->calls;
    int count = chain->count;
    uint32_t frames = chain->frames;
#if defined(__x86_64__)
    unsigned mode = _mm_getcsr();
    _mm_setcsr(mode | 0x8040);  // as the renderer does, so that both do the same arithmetic
#endif
    switch (chain->format) {
        case OB_BARE_LV2:
            for (int block = 0; block < blocks; block++) {
                for (int i = 0; i < count; i++) calls[i].function.lv2(calls[i].plugin, frames);
            }
            break;
        case OB_BARE_LADSPA:
            for (int block = 0; block < blocks; block++) {
                for (int i = 0; i < count; i++) calls[i].function.ladspa(calls[i].plugin, frames);
            }
            break;
        case OB_BARE_CLAP:
            for (int block = 0; block < blocks; block++) {
                for (int i = 0; i < count; i++) {
                    calls[i].function.clap(calls[i].plugin, calls[i].argument);
                }
            }
            break;
        case OB_BARE_VST3:
            for (int block = 0; block < blocks; block++) {
                for (int i = 0; i < count; i++) {
                    calls[i].function.vst3(calls[i].plugin, calls[i].argument);
                }
            }
            break;
    }
#if defined(__x86_64__)
    _mm_setcsr(mode);
#endif
}

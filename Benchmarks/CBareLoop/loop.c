#include "CBareLoop.h"

#include <lilv/lilv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

typedef struct {
    void (*run)(LV2_Handle handle, uint32_t frames);
    LV2_Handle handle;
} bare_plugin;

struct ob_bare_chains {
    LilvWorld *world;
    LilvNode *audio, *input;
    uint32_t frames;
    double sample_rate_hertz;
    int plugins_max, count, chain_count;
    bare_plugin *plugins;
    LilvInstance **instances;
    float **memory;                 // of each plugin: its audio outputs, then its other ports
    float *source[2];
    float *(*ends)[2];              // of each chain: what its last plugin writes
};

ob_bare_chains *ob_bare_open(int plugins_max, uint32_t frames, double sample_rate_hertz) {
    ob_bare_chains *chains = calloc(1, sizeof *chains);
    if (!chains) return NULL;
    size_t places = plugins_max > 0 ? (size_t)plugins_max : 1;
    chains->frames = frames;
    chains->sample_rate_hertz = sample_rate_hertz;
    chains->plugins_max = plugins_max;
    chains->plugins = calloc(places, sizeof *chains->plugins);
    chains->instances = calloc(places, sizeof *chains->instances);
    chains->memory = calloc(places, sizeof *chains->memory);
    chains->ends = calloc(places, sizeof *chains->ends);
    chains->source[0] = calloc(2 * (size_t)frames, sizeof(float));
    chains->world = lilv_world_new();
    if (!chains->plugins || !chains->instances || !chains->memory || !chains->ends
        || !chains->source[0] || !chains->world) {
        ob_bare_close(chains);
        return NULL;
    }
    chains->source[1] = chains->source[0] + frames;
    lilv_world_load_all(chains->world);
    chains->audio = lilv_new_uri(chains->world, LILV_URI_AUDIO_PORT);
    chains->input = lilv_new_uri(chains->world, LILV_URI_INPUT_PORT);
    return chains;
}

void ob_bare_close(ob_bare_chains *chains) {
    for (int i = 0; i < chains->count; i++) {
        lilv_instance_deactivate(chains->instances[i]);
        lilv_instance_free(chains->instances[i]);
        free(chains->memory[i]);
    }
    lilv_node_free(chains->audio);
    lilv_node_free(chains->input);
    lilv_world_free(chains->world);
    free(chains->plugins);
    free(chains->instances);
    free(chains->memory);
    free(chains->ends);
    free(chains->source[0]);
    free(chains);
}

void ob_bare_begin_chain(ob_bare_chains *chains) {
    if (chains->chain_count >= chains->plugins_max) return;
    memcpy(chains->ends[chains->chain_count++], chains->source, sizeof chains->source);
}

// Connects every port, the audio inputs to the chain's end, which moves on to the audio outputs.
static bool connect_ports(
    const ob_bare_chains *chains, const LilvPlugin *plugin, LilvInstance *instance, float *memory,
    float *end[2]) {
    uint32_t count = lilv_plugin_get_num_ports(plugin);
    float *defaults = calloc(count + 1, sizeof(float));
    if (!defaults) return false;
    lilv_plugin_get_port_ranges_float(plugin, NULL, NULL, defaults);
    float *outputs[2] = {memory, memory + chains->frames};
    float *others = memory + 2 * chains->frames;
    int read = 0, written = 0;
    bool fits = true;
    for (uint32_t index = 0; index < count; index++) {
        const LilvPort *port = lilv_plugin_get_port_by_index(plugin, index);
        if (!lilv_port_is_a(plugin, port, chains->audio)) {
            *others = isfinite(defaults[index]) ? defaults[index] : 0;
            lilv_instance_connect_port(instance, index, others++);
            continue;
        }
        bool reads = lilv_port_is_a(plugin, port, chains->input);
        int side = reads ? read++ : written++;
        if (side > 1) fits = false;
        else lilv_instance_connect_port(instance, index, reads ? end[side] : outputs[side]);
    }
    free(defaults);
    if (!fits || read != 2 || written != 2) return false;
    memcpy(end, outputs, sizeof outputs);
    return true;
}

bool ob_bare_add(ob_bare_chains *chains, const char *uri) {
    if (chains->count >= chains->plugins_max || chains->chain_count == 0) return false;
    LilvNode *name = lilv_new_uri(chains->world, uri);
    const LilvPlugin *plugin =
        lilv_plugins_get_by_uri(lilv_world_get_all_plugins(chains->world), name);
    lilv_node_free(name);
    if (!plugin) return false;
    LilvInstance *instance = lilv_plugin_instantiate(plugin, chains->sample_rate_hertz, NULL);
    if (!instance) return false;
    size_t size = 2 * (size_t)chains->frames + lilv_plugin_get_num_ports(plugin);
    float *memory = calloc(size, sizeof(float));
    if (!memory
        || !connect_ports(chains, plugin, instance, memory, chains->ends[chains->chain_count - 1])) {
        lilv_instance_free(instance);
        free(memory);
        return false;
    }
    lilv_instance_activate(instance);
    bare_plugin added = {instance->lv2_descriptor->run, instance->lv2_handle};
    chains->plugins[chains->count] = added;
    chains->instances[chains->count] = instance;
    chains->memory[chains->count++] = memory;
    return true;
}

float *ob_bare_input(ob_bare_chains *chains, int side) { return chains->source[side]; }

void ob_bare_run(ob_bare_chains *chains, int blocks) {
    const bare_plugin *plugins = chains->plugins;
    int count = chains->count;
    uint32_t frames = chains->frames;
#if defined(__x86_64__)
    unsigned mode = _mm_getcsr();
    _mm_setcsr(mode | 0x8040);  // as the renderer does, so that both do the same arithmetic
#endif
    for (int block = 0; block < blocks; block++) {
        for (int i = 0; i < count; i++) plugins[i].run(plugins[i].handle, frames);
    }
#if defined(__x86_64__)
    _mm_setcsr(mode);
#endif
}

void ob_bare_mix(const ob_bare_chains *chains, float *left, float *right) {
    float *sides[2] = {left, right};
    for (int side = 0; side < 2; side++) {
        memset(sides[side], 0, chains->frames * sizeof(float));
        for (int chain = 0; chain < chains->chain_count; chain++) {
            const float *end = chains->ends[chain][side];
            for (uint32_t i = 0; i < chains->frames; i++) sides[side][i] += end[i];
        }
    }
}

__attribute__((noinline)) void ob_mark(void) { __asm__ volatile(""); }

int64_t ob_thread_nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

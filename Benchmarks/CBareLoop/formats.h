// What the formats have in common. Each opens a module, and makes instances that are ready to be called.
#pragma once
#include "CBareFormats.h"

#include "../../Sources/CLADSPA/ladspa_abi.h"
#include "../../Sources/CCLAP/clap_abi.h"
#include "../../Sources/CVST3/vst3_process.h"
#include <lilv/lilv.h>

enum { BARE_CHANNELS_MAX = 2 };

// A call that is prepared: the plugin's function, and what it gets.
typedef struct {
    union {
        void (*lv2)(LV2_Handle plugin, uint32_t frames);
        void (*ladspa)(ob_ladspa_handle plugin, unsigned long frames);
        int32_t (*clap)(const ob_clap_plugin *plugin, const ob_clap_process *process);
        int32_t (*vst3)(void *plugin, ob_vst3_block *block);
    } function;
    void *plugin;
    void *argument;
    // What else there is to free, of which only its format knows.
    void *owner;
} bare_call;

// Where an instance reads and writes, for as long as it lives.
typedef struct {
    float *inputs[BARE_CHANNELS_MAX];
    float *outputs[BARE_CHANNELS_MAX];
    int channels;
    uint32_t frames;
    double sample_rate_hertz;
} bare_place;

// `open` gives the module, or NULL. `make` gives an active instance; false: there is none.
typedef struct {
    void *(*open)(const ob_bare_kind *kind);
    bool (*make)(void *module, const ob_bare_kind *kind, const bare_place *place, bare_call *call);
    void (*destroy)(bare_call *call);
    void (*close)(void *module);
} bare_host;

extern const bare_host bare_lv2, bare_ladspa, bare_clap, bare_vst3;

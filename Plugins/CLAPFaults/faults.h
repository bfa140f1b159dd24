#pragma once
#include "CLAPFaults.h"

// A stereo gain that forgets nothing it should keep, but for the one fault.
typedef struct fixture {
    ob_clap_plugin plugin;
    const ob_clap_host *host;
    int fault;
    double gain;
    float memory;  // what was heard last, where the fault wants one
    uint32_t latency;
    uint32_t frames_max;
    uint32_t activations;
    bool is_active;
} fixture;

static inline fixture *fixture_of(const ob_clap_plugin *plugin) { return plugin->plugin_data; }

const void *fixture_extension(const ob_clap_plugin *plugin, const char *name);
void fixture_apply(fixture *f, const ob_clap_event_header *event);
int32_t fixture_process(const ob_clap_plugin *plugin, const ob_clap_process *process);

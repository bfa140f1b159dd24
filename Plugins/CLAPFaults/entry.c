#include <stdlib.h>
#include <string.h>
#include "faults.h"

static const char *const features[] = {"audio-effect", "stereo", 0};
static const char *const no_features[] = {"wonderful", 0};

#define DESCRIPTOR(fault) \
    [OB_FAULT_##fault] = { \
        .version = {OB_CLAP_MAJOR, OB_CLAP_MINOR, OB_CLAP_REVISION}, \
        .id = "fault." #fault, \
        .name = #fault, \
        .vendor = "Outboard", \
        .features = OB_FAULT_##fault == OB_FAULT_features ? no_features : features, \
    },
static const ob_clap_descriptor descriptors[OB_FAULT_COUNT] = {OB_FAULTS(DESCRIPTOR)};

static bool initialize(const ob_clap_plugin *plugin) { return true; }

static void destroy(const ob_clap_plugin *plugin) { free(fixture_of(plugin)); }

static bool activate(const ob_clap_plugin *plugin, double rate, uint32_t min, uint32_t max) {
    fixture *f = fixture_of(plugin);
    if (f->fault == OB_FAULT_activation && rate > 100000) return false;
    f->frames_max = max;
    f->is_active = true;
    if (f->activations++ == 0 || f->fault != OB_FAULT_reactivation) f->memory = 0;
    return true;
}

static void deactivate(const ob_clap_plugin *plugin) { fixture_of(plugin)->is_active = false; }

static bool start(const ob_clap_plugin *plugin) { return true; }

static void stop(const ob_clap_plugin *plugin) {}

static void reset(const ob_clap_plugin *plugin) {
    fixture *f = fixture_of(plugin);
    if (f->fault != OB_FAULT_reset) f->memory = 0;
}

static void on_main_thread(const ob_clap_plugin *plugin) {}

static uint32_t count(const ob_clap_plugin_factory *factory) { return OB_FAULT_COUNT; }

static const ob_clap_descriptor *descriptor(
    const ob_clap_plugin_factory *factory, uint32_t index) {
    return index < OB_FAULT_COUNT ? &descriptors[index] : 0;
}

static const ob_clap_plugin *create(
    const ob_clap_plugin_factory *factory, const ob_clap_host *host, const char *id) {
    for (int fault = 0; fault < OB_FAULT_COUNT; fault++) {
        if (strcmp(id, descriptors[fault].id)) continue;
        fixture *f = calloc(1, sizeof *f);
        if (!f) return 0;
        f->plugin = (ob_clap_plugin){
            &descriptors[fault], f,    initialize,      destroy,           activate,       deactivate,
            start,               stop, reset,           fixture_process,   fixture_extension,
            on_main_thread,
        };
        f->host = host;
        f->fault = fault;
        f->gain = fault == OB_FAULT_start_value ? 0.5 : 1;
        return &f->plugin;
    }
    return 0;
}

static const ob_clap_plugin_factory factory = {count, descriptor, create};

static bool entry_initialize(const char *path) { return true; }

static void entry_deinitialize(void) {}

static const void *get_factory(const char *id) {
    return strcmp(id, OB_CLAP_PLUGIN_FACTORY) ? 0 : &factory;
}

const ob_clap_entry clap_entry = {
    {OB_CLAP_MAJOR, OB_CLAP_MINOR, OB_CLAP_REVISION}, entry_initialize, entry_deinitialize,
    get_factory,
};

#include "formats.h"

#include <dlfcn.h>
#include <stdlib.h>

// An instance, and what its controls read and write.
typedef struct {
    const ob_ladspa_descriptor *descriptor;
    float *controls;
} bare_ladspa_owner;

static void *open_module(const ob_bare_kind *kind) {
    return dlopen(kind->module, RTLD_NOW | RTLD_LOCAL);
}

static void destroy(bare_call *call) {
    bare_ladspa_owner *owner = call->owner;
    if (owner->descriptor->deactivate) owner->descriptor->deactivate(call->plugin);
    if (owner->descriptor->cleanup) owner->descriptor->cleanup(call->plugin);
    free(owner->controls);
    free(owner);
}

// An audio port for each channel; the kind's values for the controls that are read.
static bool connect_ports(
    const bare_ladspa_owner *owner, const ob_bare_kind *kind, const bare_place *place,
    ob_ladspa_handle plugin) {
    const ob_ladspa_descriptor *descriptor = owner->descriptor;
    int read = 0, written = 0, set = 0;
    for (unsigned long port = 0; port < descriptor->port_count; port++) {
        bool is_input = descriptor->ports[port] & OB_LADSPA_PORT_INPUT;
        float *memory = owner->controls + port;
        if (descriptor->ports[port] & OB_LADSPA_PORT_AUDIO) {
            int channel = is_input ? read++ : written++;
            if (channel >= place->channels) return false;
            memory = is_input ? place->inputs[channel] : place->outputs[channel];
        } else if (is_input) {
            if (set == kind->control_count) return false;
            *memory = kind->controls[set++];
        }
        descriptor->connect_port(plugin, port, memory);
    }
    return read == place->channels && written == place->channels;
}

static bool make(
    void *module, const ob_bare_kind *kind, const bare_place *place, bare_call *call) {
    ob_ladspa_entry entry = (ob_ladspa_entry)dlsym(module, "ladspa_descriptor");
    const ob_ladspa_descriptor *descriptor = entry ? entry(0) : NULL;
    if (!descriptor || !descriptor->run) return false;
    bare_ladspa_owner *owner = calloc(1, sizeof *owner);
    float *controls = calloc(descriptor->port_count + 1, sizeof(float));
    ob_ladspa_handle plugin =
        descriptor->instantiate(descriptor, (unsigned long)place->sample_rate_hertz);
    if (!owner || !controls || !plugin) {
        if (plugin && descriptor->cleanup) descriptor->cleanup(plugin);
        free(controls);
        free(owner);
        return false;
    }
    owner->descriptor = descriptor;
    owner->controls = controls;
    call->function.ladspa = descriptor->run;
    call->plugin = plugin;
    call->owner = owner;
    bool is_connected = connect_ports(owner, kind, place, plugin);
    if (is_connected && descriptor->activate) descriptor->activate(plugin);
    if (!is_connected) destroy(call);
    return is_connected;
}

static void close_module(void *module) { dlclose(module); }

const bare_host bare_ladspa = {open_module, make, destroy, close_module};

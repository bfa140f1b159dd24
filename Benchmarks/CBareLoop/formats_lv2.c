#include "formats.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/urid/urid.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    LilvInstance *instance;
    float *controls;
} bare_lv2_owner;

// Numbers for URIs, for all plugins of the process.
static LV2_URID map_uri(LV2_URID_Map_Handle handle, const char *uri) {
    static char *known[256];
    (void)handle;
    LV2_URID number = 0;
    while (number < 256 && known[number]) {
        if (strcmp(known[number++], uri) == 0) return number;
    }
    if (number < 256) known[number] = strdup(uri);
    return number < 256 ? number + 1 : 0;
}

static void *open_module(const ob_bare_kind *kind) {
    LilvWorld *world = lilv_world_new();
    if (!world) return NULL;
    char *folder = malloc(strlen(kind->module) + 2);
    if (folder) {
        sprintf(folder, "%s/", kind->module);
        LilvNode *bundle = lilv_new_file_uri(world, NULL, folder);
        lilv_world_load_bundle(world, bundle);
        lilv_node_free(bundle);
    }
    free(folder);
    return world;
}

static void destroy(bare_call *call) {
    bare_lv2_owner *owner = call->owner;
    lilv_instance_deactivate(owner->instance);
    lilv_instance_free(owner->instance);
    free(owner->controls);
    free(owner);
}

static bool connect_ports(
    LilvWorld *world, const LilvPlugin *plugin, const bare_lv2_owner *owner,
    const bare_place *place) {
    LilvNode *audio = lilv_new_uri(world, LILV_URI_AUDIO_PORT);
    LilvNode *input = lilv_new_uri(world, LILV_URI_INPUT_PORT);
    lilv_plugin_get_port_ranges_float(plugin, NULL, NULL, owner->controls);
    int read = 0, written = 0;
    for (uint32_t index = 0; index < lilv_plugin_get_num_ports(plugin); index++) {
        const LilvPort *port = lilv_plugin_get_port_by_index(plugin, index);
        float *memory = owner->controls + index;
        if (!isfinite(*memory)) *memory = 0;
        if (lilv_port_is_a(plugin, port, audio)) {
            bool reads = lilv_port_is_a(plugin, port, input);
            int channel = reads ? read++ : written++;
            if (channel < place->channels) {
                memory = reads ? place->inputs[channel] : place->outputs[channel];
            }
        }
        lilv_instance_connect_port(owner->instance, index, memory);
    }
    lilv_node_free(audio);
    lilv_node_free(input);
    return read == place->channels && written == place->channels;
}

static LilvInstance *instantiate(const LilvPlugin *plugin, const bare_place *place) {
    LV2_URID_Map map = {NULL, map_uri};
    LV2_URID number = map_uri(NULL, LV2_ATOM__Int), real = map_uri(NULL, LV2_ATOM__Float);
    int32_t frames = (int32_t)place->frames;
    float rate = (float)place->sample_rate_hertz;
    LV2_Options_Option options[] = {
        {LV2_OPTIONS_INSTANCE, 0, map_uri(NULL, LV2_BUF_SIZE__maxBlockLength), sizeof frames, number,
         &frames},
        {LV2_OPTIONS_INSTANCE, 0, map_uri(NULL, LV2_BUF_SIZE__nominalBlockLength), sizeof frames,
         number, &frames},
        {LV2_OPTIONS_INSTANCE, 0, map_uri(NULL, LV2_PARAMETERS__sampleRate), sizeof rate, real, &rate},
        {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL},
    };
    LV2_Feature map_feature = {LV2_URID__map, &map};
    LV2_Feature options_feature = {LV2_OPTIONS__options, options};
    LV2_Feature bounded_feature = {LV2_BUF_SIZE__boundedBlockLength, NULL};
    const LV2_Feature *features[] = {&map_feature, &options_feature, &bounded_feature, NULL};
    return lilv_plugin_instantiate(plugin, place->sample_rate_hertz, features);
}

static bool make(
    void *module, const ob_bare_kind *kind, const bare_place *place, bare_call *call) {
    (void)kind;
    const LilvPlugins *all = lilv_world_get_all_plugins(module);
    LilvIter *first = lilv_plugins_begin(all);
    if (lilv_plugins_is_end(all, first)) return false;
    const LilvPlugin *plugin = lilv_plugins_get(all, first);
    bare_lv2_owner *owner = calloc(1, sizeof *owner);
    float *controls = calloc(lilv_plugin_get_num_ports(plugin) + 1, sizeof(float));
    LilvInstance *instance = instantiate(plugin, place);
    if (!owner || !controls || !instance) {
        lilv_instance_free(instance);
        free(controls);
        free(owner);
        return false;
    }
    owner->instance = instance;
    owner->controls = controls;
    call->function.lv2 = instance->lv2_descriptor->run;
    call->plugin = instance->lv2_handle;
    call->owner = owner;
    bool is_connected = connect_ports(module, plugin, owner, place);
    lilv_instance_activate(instance);
    if (!is_connected) destroy(call);
    return is_connected;
}

static void close_module(void *module) { lilv_world_free(module); }

const bare_host bare_lv2 = {open_module, make, destroy, close_module};

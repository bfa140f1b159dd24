#include "formats.h"

#include <dlfcn.h>
#include <stdlib.h>

typedef struct {
    void *library;
    const ob_clap_entry *entry;
    const ob_clap_plugin_factory *factory;
} bare_clap_module;

// What one instance is called with.
typedef struct {
    ob_clap_process process;
    ob_clap_audio_buffer input, output;
    float *inputs[BARE_CHANNELS_MAX], *outputs[BARE_CHANNELS_MAX];
} bare_clap_owner;

static const void *no_extension(const ob_clap_host *host, const char *id) {
    (void)host, (void)id;
    return NULL;
}
static void ignore(const ob_clap_host *host) { (void)host; }
static const ob_clap_host the_host = {
    {OB_CLAP_MAJOR, OB_CLAP_MINOR, OB_CLAP_REVISION}, NULL, "bare", "", "", "1", no_extension, ignore,
    ignore, ignore,
};

static uint32_t no_events(const ob_clap_input_events *list) {
    (void)list;
    return 0;
}
static const ob_clap_event_header *no_event(const ob_clap_input_events *list, uint32_t index) {
    (void)list, (void)index;
    return NULL;
}
static bool take_event(const ob_clap_output_events *list, const ob_clap_event_header *event) {
    (void)list, (void)event;
    return true;
}
static const ob_clap_input_events in_events = {NULL, no_events, no_event};
static const ob_clap_output_events out_events = {NULL, take_event};

static void close_module(void *opened) {
    bare_clap_module *module = opened;
    if (module->entry) module->entry->deinitialize();
    dlclose(module->library);
    free(module);
}

static void *open_module(const ob_bare_kind *kind) {
    bare_clap_module *module = calloc(1, sizeof *module);
    if (!module) return NULL;
    module->library = dlopen(kind->module, RTLD_NOW | RTLD_LOCAL);
    if (!module->library) {
        free(module);
        return NULL;
    }
    const ob_clap_entry *entry = dlsym(module->library, OB_CLAP_ENTRY_SYMBOL);
    if (entry && entry->initialize(kind->module)) module->entry = entry;
    if (module->entry) module->factory = entry->get_factory(OB_CLAP_PLUGIN_FACTORY);
    if (module->factory) return module;
    close_module(module);
    return NULL;
}

static void destroy(bare_call *call) {
    const ob_clap_plugin *plugin = call->plugin;
    plugin->stop_processing(plugin);
    plugin->deactivate(plugin);
    plugin->destroy(plugin);
    free(call->owner);
}

// One port with those channels.
static bool has_channels(const ob_clap_plugin *plugin, bool is_input, int channels) {
    const ob_clap_plugin_audio_ports *ports = plugin->get_extension(plugin, OB_CLAP_EXT_AUDIO_PORTS);
    ob_clap_audio_port_info info;
    return ports && ports->count(plugin, is_input) == 1 && ports->get(plugin, 0, is_input, &info)
        && info.channel_count == (uint32_t)channels;
}

static void prepare(bare_clap_owner *owner, const bare_place *place) {
    for (int channel = 0; channel < place->channels; channel++) {
        owner->inputs[channel] = place->inputs[channel];
        owner->outputs[channel] = place->outputs[channel];
    }
    uint32_t channels = (uint32_t)place->channels;
    owner->input = (ob_clap_audio_buffer){owner->inputs, NULL, channels, 0, 0};
    owner->output = (ob_clap_audio_buffer){owner->outputs, NULL, channels, 0, 0};
    owner->process = (ob_clap_process){
        -1, place->frames, NULL, &owner->input, &owner->output, 1, 1, &in_events, &out_events,
    };
}

static bool make(
    void *opened, const ob_bare_kind *kind, const bare_place *place, bare_call *call) {
    (void)kind;
    const ob_clap_plugin_factory *factory = ((bare_clap_module *)opened)->factory;
    const ob_clap_descriptor *descriptor = factory->get_descriptor(factory, 0);
    bare_clap_owner *owner = calloc(1, sizeof *owner);
    const ob_clap_plugin *plugin =
        descriptor ? factory->create(factory, &the_host, descriptor->id) : NULL;
    if (owner && plugin && plugin->initialize(plugin) && has_channels(plugin, true, place->channels)
        && has_channels(plugin, false, place->channels)
        && plugin->activate(plugin, place->sample_rate_hertz, 1, place->frames)) {
        plugin->start_processing(plugin);
        prepare(owner, place);
        call->function.clap = plugin->process;
        call->plugin = (void *)plugin;
        call->argument = &owner->process;
        call->owner = owner;
        return true;
    }
    if (plugin) plugin->destroy(plugin);
    free(owner);
    return false;
}

const bare_host bare_clap = {open_module, make, destroy, close_module};

#include "formats.h"
#include "../../Sources/CVST3/vst3_plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__aarch64__)
#define ARCHITECTURE "aarch64-linux"
#else
#define ARCHITECTURE "x86_64-linux"
#endif

typedef struct {
    void *library;
    ob_vst3_module_exit leave;
    ob_vst3_factory *factory;
} bare_vst3_module;

// An instance's parts, and what it is called with.
typedef struct {
    ob_vst3_component *component;
    ob_vst3_processor *processor;
    ob_vst3_block block;
    ob_vst3_buffers input, output;
    ob_vst3_context context;
    float *inputs[BARE_CHANNELS_MAX], *outputs[BARE_CHANNELS_MAX];
} bare_vst3_owner;

// What a plugin gets of this host: objects that are nothing, lists that hold nothing, and one that takes
// whatever the plugin says of its parameters.
static int32_t query(void *object, const ob_vst3_id *interface, void **found) {
    (void)object, (void)interface;
    *found = NULL;
    return OB_VST3_NO_INTERFACE;
}
static uint32_t count_reference(void *object) {
    (void)object;
    return 1;
}
static int32_t count_none(void *object) {
    (void)object;
    return 0;
}
static void *no_queue(void *object, int32_t index) {
    (void)object, (void)index;
    return NULL;
}
static uint32_t no_parameter(void *object) {
    (void)object;
    return 0;
}
static int32_t no_point(void *object, int32_t index, int32_t *frame, double *value) {
    (void)object, (void)index, (void)frame, (void)value;
    return OB_VST3_INVALID_ARGUMENT;
}
static int32_t take_point(void *object, int32_t frame, double value, int32_t *index) {
    (void)object, (void)frame, (void)value;
    if (index) *index = 0;
    return OB_VST3_OK;
}
static int32_t no_event(void *object, int32_t index, ob_vst3_event *event) {
    (void)object, (void)index, (void)event;
    return OB_VST3_INVALID_ARGUMENT;
}
static int32_t take_event(void *object, ob_vst3_event *event) {
    (void)object, (void)event;
    return OB_VST3_OK;
}
static const ob_vst3_unknown_methods unknown_methods = {query, count_reference, count_reference};
static ob_vst3_unknown the_host = {&unknown_methods};
static const ob_vst3_queue_methods queue_methods = {
    {query, count_reference, count_reference}, no_parameter, count_none, no_point, take_point,
};
static ob_vst3_queue queue = {&queue_methods};
static void *the_queue(void *object, const uint32_t *id, int32_t *index) {
    (void)object, (void)id;
    if (index) *index = 0;
    return &queue;
}
static const ob_vst3_changes_methods changes_methods = {
    {query, count_reference, count_reference}, count_none, no_queue, the_queue,
};
static ob_vst3_changes changes = {&changes_methods};
static const ob_vst3_events_methods events_methods = {
    {query, count_reference, count_reference}, count_none, no_event, take_event,
};
static ob_vst3_events events = {&events_methods};

static void release(void *object) { ((ob_vst3_unknown *)object)->methods->release(object); }

static void close_module(void *opened) {
    bare_vst3_module *module = opened;
    if (module->factory) release(module->factory);
    if (module->leave) module->leave();
    dlclose(module->library);
    free(module);
}

// The library of a bundle has the bundle's name.
static void *open_library(const char *bundle) {
    const char *slash = strrchr(bundle, '/');
    const char *name = slash ? slash + 1 : bundle;
    char path[4096];
    int length = snprintf(
        path, sizeof path, "%s/Contents/" ARCHITECTURE "/%.*s.so", bundle,
        (int)strcspn(name, "."), name);
    return length < (int)sizeof path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
}

static void *open_module(const ob_bare_kind *kind) {
    bare_vst3_module *module = calloc(1, sizeof *module);
    if (!module) return NULL;
    module->library = open_library(kind->module);
    if (!module->library) {
        free(module);
        return NULL;
    }
    ob_vst3_module_entry enter = (ob_vst3_module_entry)dlsym(module->library, "ModuleEntry");
    ob_vst3_get_factory get = (ob_vst3_get_factory)dlsym(module->library, "GetPluginFactory");
    if (enter && get && enter(module->library)) {
        module->leave = (ob_vst3_module_exit)dlsym(module->library, "ModuleExit");
        module->factory = get();
    }
    if (module->factory) return module;
    close_module(module);
    return NULL;
}

static void destroy(bare_call *call) {
    bare_vst3_owner *owner = call->owner;
    owner->processor->methods->set_processing(owner->processor, 0);
    owner->component->methods->set_active(owner->component, 0);
    owner->component->methods->base.terminate(owner->component);
    release(owner->processor);
    release(owner->component);
    free(owner);
}

static ob_vst3_component *make_component(ob_vst3_factory *factory) {
    int32_t count = factory->methods->count_classes(factory);
    for (int32_t index = 0; index < count; index++) {
        ob_vst3_class_info info;
        void *made = NULL;
        if (factory->methods->get_class(factory, index, &info) == OB_VST3_OK
            && strcmp(info.category, OB_VST3_AUDIO_CATEGORY) == 0
            && factory->methods->create(factory, &info.id, &ob_vst3_component_id, &made)
                == OB_VST3_OK) {
            return made;
        }
    }
    return NULL;
}

// One bus in and one out, both on.
static bool start(const bare_vst3_owner *owner, const bare_place *place) {
    ob_vst3_component *component = owner->component;
    ob_vst3_processor *processor = owner->processor;
    uint64_t speakers = place->channels == 2 ? OB_VST3_STEREO : OB_VST3_MONO;
    uint64_t inputs[] = {speakers}, outputs[] = {speakers};
    ob_vst3_setup setup = {
        OB_VST3_REALTIME, OB_VST3_FLOATS, (int32_t)place->frames, place->sample_rate_hertz};
    if (component->methods->count_buses(component, OB_VST3_AUDIO, OB_VST3_INPUT) != 1
        || component->methods->count_buses(component, OB_VST3_AUDIO, OB_VST3_OUTPUT) != 1
        || processor->methods->set_arrangements(processor, inputs, 1, outputs, 1) != OB_VST3_OK
        || processor->methods->setup(processor, &setup) != OB_VST3_OK) {
        return false;
    }
    component->methods->activate_bus(component, OB_VST3_AUDIO, OB_VST3_INPUT, 0, 1);
    component->methods->activate_bus(component, OB_VST3_AUDIO, OB_VST3_OUTPUT, 0, 1);
    if (component->methods->set_active(component, 1) != OB_VST3_OK) return false;
    processor->methods->set_processing(processor, 1);
    return true;
}

static void prepare(bare_vst3_owner *owner, const bare_place *place) {
    for (int channel = 0; channel < place->channels; channel++) {
        owner->inputs[channel] = place->inputs[channel];
        owner->outputs[channel] = place->outputs[channel];
    }
    owner->input = (ob_vst3_buffers){place->channels, 0, owner->inputs};
    owner->output = (ob_vst3_buffers){place->channels, 0, owner->outputs};
    owner->context.sample_rate = place->sample_rate_hertz;
    owner->block = (ob_vst3_block){
        OB_VST3_REALTIME, OB_VST3_FLOATS, (int32_t)place->frames, 1, 1, &owner->input, &owner->output,
        &changes, &changes, &events, &events, &owner->context,
    };
}

static bool make(
    void *opened, const ob_bare_kind *kind, const bare_place *place, bare_call *call) {
    (void)kind;
    bare_vst3_owner *owner = calloc(1, sizeof *owner);
    if (!owner) return false;
    ob_vst3_component *component = make_component(((bare_vst3_module *)opened)->factory);
    owner->component = component;
    if (component && component->methods->base.initialize(component, &the_host) == OB_VST3_OK) {
        void *found = NULL;
        component->methods->base.unknown.query(component, &ob_vst3_processor_id, &found);
        owner->processor = found;
        if (found && start(owner, place)) {
            prepare(owner, place);
            call->function.vst3 = owner->processor->methods->process;
            call->plugin = owner->processor;
            call->argument = &owner->block;
            call->owner = owner;
            return true;
        }
        component->methods->base.terminate(component);
        if (found) release(found);
    }
    if (component) release(component);
    free(owner);
    return false;
}

const bare_host bare_vst3 = {open_module, make, destroy, close_module};

#define _GNU_SOURCE
#include <dlfcn.h>

// A state of some thousand bytes that can be told from any other, and presets.
#include "fixture.h"

static fixture *of(const ob_clap_plugin *plugin) { return plugin->plugin_data; }

static bool write_all(const ob_clap_output_stream *stream, const void *bytes, uint64_t size) {
    const char *rest = bytes;
    while (size > 0) {
        int64_t written = stream->write(stream, rest, size);
        if (written <= 0) return false;
        rest += written;
        size -= (uint64_t)written;
    }
    return true;
}

static bool read_all(const ob_clap_input_stream *stream, void *bytes, uint64_t size) {
    char *rest = bytes;
    while (size > 0) {
        int64_t count = stream->read(stream, rest, size);
        if (count <= 0) return false;
        rest += count;
        size -= (uint64_t)count;
    }
    return true;
}

static uint8_t pattern(double value, int at) { return (uint8_t)((int)(value * 16) * 31 + at * 7); }

static bool save(const ob_clap_plugin *plugin, const ob_clap_output_stream *stream) {
    fixture *f = of(plugin);
    on_main(f, "state.save");
    uint8_t bytes[PATTERN_BYTES];
    for (int i = 0; i < PATTERN_BYTES; i++) bytes[i] = pattern(f->values[0], i);
    return write_all(stream, "FXST", 4) && write_all(stream, f->values, sizeof f->values) &&
           write_all(stream, bytes, sizeof bytes);
}

// Loses what it had before it knows that the state is good.
static bool load(const ob_clap_plugin *plugin, const ob_clap_input_stream *stream) {
    fixture *f = of(plugin);
    on_main(f, "state.load");
    char magic[4];
    uint8_t bytes[PATTERN_BYTES], beyond;
    for (int i = 0; i < PARAM_COUNT_MAX; i++) f->values[i] = f->kind->params[i].min;
    if (!read_all(stream, magic, 4) || memcmp(magic, "FXST", 4) != 0) return false;
    double values[PARAM_COUNT_MAX];
    if (!read_all(stream, values, sizeof values) || !read_all(stream, bytes, sizeof bytes)) {
        return false;
    }
    for (int i = 0; i < PATTERN_BYTES; i++) {
        if (bytes[i] != pattern(values[0], i)) return false;
    }
    if (stream->read(stream, &beyond, 1) != 0) violate(f, "no end of a state");
    memcpy(f->values, values, sizeof values);
    f->params->rescan(f->host, OB_CLAP_PARAM_RESCAN_VALUES);
    return true;
}
const ob_clap_plugin_state fixture_state_extension = {save, load};

static bool save_for(
    const ob_clap_plugin *plugin, const ob_clap_output_stream *stream, uint32_t context) {
    of(plugin)->context = context;
    return save(plugin, stream);
}
static bool load_for(
    const ob_clap_plugin *plugin, const ob_clap_input_stream *stream, uint32_t context) {
    of(plugin)->context = context;
    return load(plugin, stream);
}
const ob_clap_plugin_state_context fixture_state_context = {save_for, load_for};

// MARK: Presets: two within the library, and "presets/<name>.fxpreset" beside it, whose text is the first
// value.

static const ob_clap_host_preset_load *host_of(fixture *f) {
    return f->host->get_extension(f->host, OB_CLAP_EXT_PRESET_LOAD);
}

static bool from_location(
    const ob_clap_plugin *plugin, uint32_t kind, const char *location, const char *key) {
    fixture *f = of(plugin);
    on_main(f, "preset_load.from_location");
    if (kind == OB_CLAP_PRESET_LOCATION_PLUGIN) {
        if (location || !key) violate(f, "a place within the library has no path, and a key");
        f->values[0] = strcmp(key, "loud") == 0 ? 3 : 0.25;
    } else {
        FILE *file = fopen(location, "r");
        int count = file ? fscanf(file, "%lf", &f->values[0]) : 0;
        if (file) fclose(file);
        if (count != 1) {
            host_of(f)->on_error(f->host, kind, location, key, 5, "the file holds no number");
            return false;
        }
    }
    f->params->rescan(f->host, OB_CLAP_PARAM_RESCAN_VALUES);
    host_of(f)->loaded(f->host, kind, location, key);
    return true;
}
const ob_clap_plugin_preset_load fixture_preset_load = {from_location};

static const ob_clap_preset_provider_descriptor provider_descriptor = {
    {OB_CLAP_MAJOR, OB_CLAP_MINOR, OB_CLAP_REVISION}, "test.presets", "Presets", "Outboard"};

static const char *folder(void) {
    static char path[4096];
    Dl_info info;
    if (!dladdr(&provider_descriptor, &info)) return NULL;
    const char *end = strrchr(info.dli_fname, '/');
    snprintf(path, sizeof path, "%.*s/presets", (int)(end - info.dli_fname), info.dli_fname);
    return path;
}

static bool initialize(const ob_clap_preset_provider *provider) {
    const ob_clap_preset_indexer *indexer = provider->provider_data;
    ob_clap_preset_filetype type = {"Fixture", NULL, "fxpreset"};
    ob_clap_preset_location within = {0, "Library", OB_CLAP_PRESET_LOCATION_PLUGIN, NULL};
    ob_clap_preset_location files = {
        0, "Files", OB_CLAP_PRESET_LOCATION_FILE, folder()};
    ob_clap_preset_location unknown = {0, "Nowhere", 17, NULL};
    return indexer->declare_filetype(indexer, &type) &&
           indexer->declare_location(indexer, &within) &&
           indexer->declare_location(indexer, &files) &&
           !indexer->declare_location(indexer, &unknown);
}
static void destroy(const ob_clap_preset_provider *provider) { free((void *)provider); }

static bool get_metadata(
    const ob_clap_preset_provider *provider, uint32_t kind, const char *location,
    const ob_clap_preset_receiver *r) {
    static const ob_clap_universal_plugin_id gain = {"clap", "test.gain"}, other = {"vst3", "x"};
    if (kind == OB_CLAP_PRESET_LOCATION_PLUGIN) {
        r->add_plugin_id(r, &gain);  // before any preset: belongs to none
        const char *const names[] = {"Soft", "soft", "Loud", "loud"};
        for (int i = 0; i < 4; i += 2) {
            if (!r->begin_preset(r, names[i], names[i + 1])) return false;
            r->add_plugin_id(r, &other);
            r->add_plugin_id(r, &gain);
            r->add_creator(r, "Outboard");
        }
        return true;
    }
    const char *name = strrchr(location, '/') + 1;
    if (!r->begin_preset(r, name, NULL)) return false;
    r->add_plugin_id(r, &gain);
    return true;
}

static uint32_t count(const ob_clap_preset_discovery_factory *factory) { return 1; }
static const ob_clap_preset_provider_descriptor *get_descriptor(
    const ob_clap_preset_discovery_factory *factory, uint32_t index) {
    return index == 0 ? &provider_descriptor : NULL;
}
static const ob_clap_preset_provider *create(
    const ob_clap_preset_discovery_factory *factory, const ob_clap_preset_indexer *indexer,
    const char *id) {
    if (strcmp(id, "test.presets") != 0) return NULL;
    ob_clap_preset_provider *provider = calloc(1, sizeof *provider);
    *provider = (ob_clap_preset_provider){
        &provider_descriptor, (void *)indexer, initialize, destroy, get_metadata, NULL};
    return provider;
}
const ob_clap_preset_discovery_factory fixture_presets = {count, get_descriptor, create};

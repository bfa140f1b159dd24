#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "faults.h"

// MARK: Ports

static uint32_t port_count(const ob_clap_plugin *plugin, bool is_input) { return 1; }

static bool port_get(
    const ob_clap_plugin *plugin, uint32_t index, bool is_input, ob_clap_audio_port_info *info) {
    if (index > 0 && fixture_of(plugin)->fault != OB_FAULT_port_behind) return false;
    memset(info, 0, sizeof *info);
    info->id = index;
    strcpy(info->name, is_input ? "in" : "out");
    info->flags = OB_CLAP_AUDIO_PORT_IS_MAIN;
    info->channel_count = 2;
    info->port_type = OB_CLAP_PORT_STEREO;
    return true;
}

static const ob_clap_plugin_audio_ports ports = {port_count, port_get};

// MARK: Parameters

static uint32_t parameter_count(const ob_clap_plugin *plugin) {
    return fixture_of(plugin)->fault == OB_FAULT_id_twice ? 2 : 1;
}

static bool parameter_info(
    const ob_clap_plugin *plugin, uint32_t index, ob_clap_param_info *info) {
    int fault = fixture_of(plugin)->fault;
    if (index >= parameter_count(plugin) && fault != OB_FAULT_parameter_behind) return false;
    memset(info, 0, sizeof *info);
    info->id = 1;
    info->flags = OB_CLAP_PARAM_IS_AUTOMATABLE;
    strcpy(info->name, "Gain");
    info->min_value = fault == OB_FAULT_range ? 3 : 0;
    info->max_value = 2;
    info->default_value = fault == OB_FAULT_default ? 5 : 1;
    return true;
}

static bool parameter_value(const ob_clap_plugin *plugin, ob_clap_id id, double *value) {
    fixture *f = fixture_of(plugin);
    if (id != 1) return false;
    *value = f->gain;
    return true;
}

static bool parameter_text(
    const ob_clap_plugin *plugin, ob_clap_id id, double value, char *text, uint32_t size) {
    if (id != 1) return false;
    snprintf(text, size, "%.2f", value);
    return true;
}

static bool parameter_parse(
    const ob_clap_plugin *plugin, ob_clap_id id, const char *text, double *value) {
    int fault = fixture_of(plugin)->fault;
    char *end;
    double read = strtod(text, &end);
    if (id != 1 || (end == text && fault != OB_FAULT_nonsense)) return false;
    *value = fault == OB_FAULT_text ? read * 0.5 : read;
    return true;
}

static void parameter_flush(
    const ob_clap_plugin *plugin, const ob_clap_input_events *in, const ob_clap_output_events *out) {
    for (uint32_t index = 0; index < in->count(in); index++) {
        fixture_apply(fixture_of(plugin), in->get(in, index));
    }
}

static const ob_clap_plugin_params parameters = {
    parameter_count, parameter_info, parameter_value, parameter_text, parameter_parse,
    parameter_flush,
};

// MARK: State: the value and its complement

static bool state_save(const ob_clap_plugin *plugin, const ob_clap_output_stream *stream) {
    fixture *f = fixture_of(plugin);
    uint64_t words[2];
    memcpy(words, &f->gain, 8);
    words[1] = ~words[0];
    const char *from = (const char *)words;
    uint64_t left = sizeof words;
    if (f->fault == OB_FAULT_state_text) {
        static uint64_t counter;
        words[0] ^= ++counter & 1;
        words[1] = ~words[0];
    }
    while (left > 0) {
        int64_t count = stream->write(stream, from, left);
        if (count <= 0) return f->fault == OB_FAULT_state_write;
        from += count;
        left -= (uint64_t)count;
    }
    return true;
}

static bool state_load(const ob_clap_plugin *plugin, const ob_clap_input_stream *stream) {
    fixture *f = fixture_of(plugin);
    uint64_t words[3] = {0};
    uint64_t size = 0;
    int64_t count;
    while (size < sizeof words &&
           (count = stream->read(stream, (char *)words + size, sizeof words - size)) > 0) {
        size += (uint64_t)count;
    }
    bool is_good = size == 16 && words[1] == ~words[0];
    if (!is_good && f->fault == OB_FAULT_state_half) f->gain = 0;
    if (!is_good && f->fault != OB_FAULT_state_damaged) return false;
    if (!is_good) return true;
    if (f->fault != OB_FAULT_state_value) memcpy(&f->gain, words, 8);
    return true;
}

static const ob_clap_plugin_state state = {state_save, state_load};

// MARK: The rest

static uint32_t latency_get(const ob_clap_plugin *plugin) { return fixture_of(plugin)->latency; }
static const ob_clap_plugin_latency latency = {latency_get};

static bool preset_load(
    const ob_clap_plugin *plugin, uint32_t kind, const char *location, const char *key) {
    return fixture_of(plugin)->fault == OB_FAULT_preset;
}
static const ob_clap_plugin_preset_load presets = {preset_load};

const void *fixture_extension(const ob_clap_plugin *plugin, const char *name) {
    if (!strcmp(name, OB_CLAP_EXT_AUDIO_PORTS)) return &ports;
    if (!strcmp(name, OB_CLAP_EXT_PARAMS)) return &parameters;
    if (!strcmp(name, OB_CLAP_EXT_STATE)) return &state;
    if (!strcmp(name, OB_CLAP_EXT_LATENCY)) return &latency;
    if (!strcmp(name, OB_CLAP_EXT_PRESET_LOAD)) return &presets;
    return fixture_of(plugin)->fault == OB_FAULT_extension ? &latency : 0;
}

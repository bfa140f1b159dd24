// Parameters: what a host reads of them, right and wrong, and how they change.
#include "fixture.h"

static fixture *of(const ob_clap_plugin *plugin) { return plugin->plugin_data; }

static uint32_t count(const ob_clap_plugin *plugin) {
    on_main(of(plugin), "params.count");
    uint32_t count = 0;
    while (count < PARAM_COUNT_MAX && of(plugin)->kind->params[count].name) count++;
    return count + 3;
}

static bool get_info(const ob_clap_plugin *plugin, uint32_t index, ob_clap_param_info *info) {
    fixture *f = of(plugin);
    on_main(f, "params.get_info");
    uint32_t own = count(plugin) - 3;
    if (index == own + 1) return false;  // one of which nothing is known
    memset(info, 0, sizeof *info);
    if (index == own) {  // the first one's identifier again
        info->id = f->kind->params[0].id;
        strcpy(info->name, "Again");
        info->max_value = 1;
        return true;
    }
    if (index == own + 2) {
        info->id = REPORT;
        strcpy(info->name, "Report");
        info->max_value = 1;
        return true;
    }
    const param_spec *spec = &f->kind->params[index];
    info->id = spec->id;
    info->flags = spec->flags;
    info->cookie = &f->values[index];
    info->min_value = spec->min;
    info->max_value = spec->max;
    info->default_value = spec->def;
    if (strcmp(spec->name, "endless") == 0) {
        memset(info->name, 'e', sizeof info->name);
        memset(info->module, 'm', sizeof info->module);
    } else {
        bool was_read = f->kind->process == process_mover && spec->id == 13 && f->values[index] > 0;
        strcpy(info->name, was_read ? "Was read" : spec->name);
        strcpy(info->module, spec->module ? spec->module : "");
    }
    return true;
}

static bool get_value(const ob_clap_plugin *plugin, ob_clap_id id, double *value) {
    fixture *f = of(plugin);
    on_main(f, "params.get_value");
    int index = index_of(f, id);
    if (id == REPORT) *value = 0;
    if (index >= 0) *value = f->values[index];
    return index >= 0 || id == REPORT;
}

static bool value_to_text(
    const ob_clap_plugin *plugin, ob_clap_id id, double value, char *text, uint32_t size) {
    static const char *const modes[] = {"Clean", "Warm", "Hot"};
    fixture *f = of(plugin);
    on_main(f, "params.value_to_text");
    if (id == REPORT) {
        snprintf(
            text, size, "violations %u %s calls %u resets %u expression %g context %u flushes %u",
            f->violations, f->first_violation, f->calls, f->resets, f->expression, f->context,
            f->flushes);
        return true;
    }
    if (id == 10) {
        snprintf(text, size, "%.2f x", value);
        return true;
    }
    if (id == 11 && f->kind->process == process_gain) {
        if (value < 0 || value > 2) return false;
        snprintf(text, size, "%s", modes[(int)value]);
        return true;
    }
    if (id == 13) {
        memset(text, '9', size);  // a text without an end
        return true;
    }
    return false;
}

static bool text_to_value(
    const ob_clap_plugin *plugin, ob_clap_id id, const char *text, double *value) {
    on_main(of(plugin), "params.text_to_value");
    if (id != 10) return false;
    if (strcmp(text, "nan") == 0) *value = NAN;
    else if (strcmp(text, "double") == 0) *value = 2;
    else if (strcmp(text, "too much") == 0) *value = 1000;
    else return false;
    return true;
}

bool take_event(fixture *f, const ob_clap_event_header *event) {
    if (event->space_id != OB_CLAP_CORE_EVENT_SPACE || event->type != OB_CLAP_EVENT_PARAM_VALUE) {
        return false;
    }
    const ob_clap_event_param_value *e = (const void *)event;
    int index = index_of(f, e->param_id);
    if (e->param_id == REPORT) return true;
    if (index < 0) {
        violate(f, "a parameter that there is not");
        return true;
    }
    if (e->cookie != &f->values[index]) violate(f, "another's cookie");
    const param_spec *spec = &f->kind->params[index];
    if (spec->flags & OB_CLAP_PARAM_IS_READONLY) violate(f, "a parameter that is only read");
    double low = fmin(spec->min, spec->max), high = fmax(spec->min, spec->max);
    if (isfinite(spec->min) && !(e->value >= low && e->value <= high)) {
        violate(f, "a value out of range");
    }
    f->values[index] = e->value;
    return true;
}

static void flush(
    const ob_clap_plugin *plugin, const ob_clap_input_events *in, const ob_clap_output_events *out) {
    fixture *f = of(plugin);
    if (f->active) on_audio(f, "params.flush while active");
    else on_main(f, "params.flush while not active");
    uint32_t count = ob_clap_event_count(in);
    for (uint32_t i = 0; i < count; i++) {
        const ob_clap_event_param_value *e = (const void *)ob_clap_event_at(in, i);
        if (!take_event(f, &e->header)) violate(f, "an event in a flush that is no parameter's");
        int index = index_of(f, e->param_id);
        if (index >= 0 && f->kind->params[index].flags & OB_CLAP_PARAM_REQUIRES_PROCESS) {
            violate(f, "a parameter in a flush that wants a block");
        }
    }
    f->flushes++;
}

const ob_clap_plugin_params fixture_params = {
    count, get_info, get_value, value_to_text, text_to_value, flush};

// What all fixtures have in common, and the ways into the library.
#include <unistd.h>
#include "fixture.h"

void violate(fixture *f, const char *what) {
    if (atomic_fetch_add(&f->violations, 1) == 0) f->first_violation = what;
}
void on_main(fixture *f, const char *what) {
    if (!f->check || !f->check->is_main_thread(f->host)) violate(f, what);
}
void on_audio(fixture *f, const char *what) {
    if (!f->check || !f->check->is_audio_thread(f->host)) violate(f, what);
}
int index_of(const fixture *f, ob_clap_id id) {
    for (int i = 0; i < PARAM_COUNT_MAX; i++) {
        if (f->kind->params[i].name && f->kind->params[i].id == id) return i;
    }
    return -1;
}
double value_of(const fixture *f, ob_clap_id id) { return f->values[index_of(f, id)]; }

static fixture *of(const ob_clap_plugin *plugin) { return plugin->plugin_data; }

static bool initialize(const ob_clap_plugin *plugin) {
    fixture *f = of(plugin);
    f->check = f->host->get_extension(f->host, OB_CLAP_EXT_THREAD_CHECK);
    f->params = f->host->get_extension(f->host, OB_CLAP_EXT_PARAMS);
    f->latency = f->host->get_extension(f->host, OB_CLAP_EXT_LATENCY);
    f->state = f->host->get_extension(f->host, OB_CLAP_EXT_STATE);
    f->timers = f->host->get_extension(f->host, OB_CLAP_EXT_TIMER_SUPPORT);
    f->files = f->host->get_extension(f->host, OB_CLAP_EXT_POSIX_FD_SUPPORT);
    f->log = f->host->get_extension(f->host, OB_CLAP_EXT_LOG);
    on_main(f, "initialize");
    if (f->kind->fails) {
        f->log->log(f->host, OB_CLAP_LOG_ERROR, "there is no sample");
        return false;
    }
    if (f->host->get_extension(f->host, "no.such.extension")) violate(f, "invented an extension");
    if (f->kind->process == process_mover) {
        if (!f->timers->register_timer(f->host, 1, &f->timer)) violate(f, "no timer");
        if (pipe(f->pipe) != 0 ||
            !f->files->register_fd(f->host, f->pipe[0], OB_CLAP_POSIX_FD_READ)) {
            violate(f, "no file");
        }
        if (f->files->register_fd(f->host, f->pipe[0], OB_CLAP_POSIX_FD_READ)) {
            violate(f, "the same file twice");
        }
    }
    return true;
}

static void destroy(const ob_clap_plugin *plugin) {
    fixture *f = of(plugin);
    if (f->active) abort();
    if (f->timer) f->timers->unregister_timer(f->host, f->timer);
    if (f->pipe[0]) {
        f->files->unregister_fd(f->host, f->pipe[0]);
        close(f->pipe[0]);
        close(f->pipe[1]);
    }
    free(f);
}

static bool activate(const ob_clap_plugin *plugin, double rate, uint32_t min, uint32_t max) {
    fixture *f = of(plugin);
    on_main(f, "activate");
    if (f->active) violate(f, "activate while active");
    if (min < 1 || max < min || rate < 1) violate(f, "activate without frames");
    if (rate > 1e6) return false;
    f->active = true;
    f->frames_max = max;
    f->steady_time = -1;
    if (f->kind->process == process_delay) {
        uint32_t delay = (uint32_t)value_of(f, 10);
        if (delay != f->delay) f->latency->changed(f->host);
        f->delay = delay;
    }
    return true;
}

static void deactivate(const ob_clap_plugin *plugin) {
    fixture *f = of(plugin);
    on_main(f, "deactivate");
    if (!f->active || f->processing) violate(f, "deactivate");
    f->active = false;
}

static bool start_processing(const ob_clap_plugin *plugin) {
    fixture *f = of(plugin);
    on_audio(f, "start_processing");
    if (!f->active || f->processing) violate(f, "start_processing twice");
    f->processing = true;
    return true;
}

static void stop_processing(const ob_clap_plugin *plugin) {
    fixture *f = of(plugin);
    on_audio(f, "stop_processing");
    if (!f->active || !f->processing) violate(f, "stop_processing");
    f->processing = false;
}

static void reset(const ob_clap_plugin *plugin) {
    fixture *f = of(plugin);
    on_audio(f, "reset");
    if (!f->active) violate(f, "reset while not active");
    memset(f->line, 0, sizeof f->line);
    memset(f->velocities, 0, sizeof f->velocities);
    f->resets++;
}

static void check_events(fixture *f, const ob_clap_process *p) {
    uint32_t count = ob_clap_event_count(p->in_events), time = 0;
    for (uint32_t i = 0; i < count; i++) {
        const ob_clap_event_header *e = ob_clap_event_at(p->in_events, i);
        if (!e) { violate(f, "an event is not there"); continue; }
        if (e->time < time) violate(f, "events out of order");
        if (e->time >= p->frames_count) violate(f, "an event beyond the block");
        time = e->time;
        if (e->type <= OB_CLAP_EVENT_NOTE_CHOKE) f->got_note_event = true;
        if (e->type == OB_CLAP_EVENT_MIDI) {
            uint8_t status = ((const ob_clap_event_midi *)e)->data[0] & 0xF0;
            if (status == 0x80 || status == 0x90) f->got_midi_note = true;
        }
    }
    if (ob_clap_event_at(p->in_events, count)) violate(f, "an event beyond the last");
    if (f->got_note_event && f->got_midi_note) violate(f, "notes in two dialects");
    if (f->got_note_event && !(f->kind->note_dialects & OB_CLAP_NOTE_DIALECT_CLAP)) {
        violate(f, "a dialect that the port does not speak");
    }
}

static int32_t process(const ob_clap_plugin *plugin, const ob_clap_process *p) {
    fixture *f = of(plugin);
    on_audio(f, "process");
    if (!f->processing) violate(f, "process without start_processing");
    if (p->frames_count < 1 || p->frames_count > f->frames_max) violate(f, "frames of a block");
    if (p->steady_time <= f->steady_time) violate(f, "time goes back");
    f->steady_time = p->steady_time;
    uint32_t inputs = (f->kind->inputs[0] > 0) + (f->kind->inputs[1] > 0);
    uint32_t outputs = (f->kind->outputs[0] > 0) + (f->kind->outputs[1] > 0);
    if (p->audio_inputs_count != inputs || p->audio_outputs_count != outputs) {
        violate(f, "ports of a block");
        return OB_CLAP_PROCESS_ERROR;
    }
    for (uint32_t i = 0; i < inputs; i++) {
        if (p->audio_inputs[i].channel_count != f->kind->inputs[i] || !p->audio_inputs[i].data32) {
            violate(f, "channels of an input");
        }
    }
    check_events(f, p);
    atomic_fetch_add(&f->calls, 1);
    return f->kind->process(f, p);
}

static void on_main_thread(const ob_clap_plugin *plugin) {
    fixture *f = of(plugin);
    on_main(f, "on_main_thread");
    f->state->mark_dirty(f->host);
}

// MARK: Extensions that need no file of their own

static uint32_t count_ports(const ob_clap_plugin *plugin, bool is_input) {
    fixture *f = of(plugin);
    on_main(f, "audio_ports.count");
    const uint32_t *ports = is_input ? f->kind->inputs : f->kind->outputs;
    return (ports[0] > 0) + (ports[1] > 0);
}
static bool get_port(
    const ob_clap_plugin *plugin, uint32_t index, bool is_input, ob_clap_audio_port_info *info) {
    fixture *f = of(plugin);
    if (index >= count_ports(plugin, is_input)) return false;
    memset(info, 0, sizeof *info);
    info->id = index;
    info->flags = index == 0 ? OB_CLAP_AUDIO_PORT_IS_MAIN : 0;
    info->channel_count = (is_input ? f->kind->inputs : f->kind->outputs)[index];
    info->in_place_pair = OB_CLAP_INVALID_ID;
    memset(info->name, 'x', sizeof info->name);  // a name without an end
    return true;
}
static const ob_clap_plugin_audio_ports audio_ports = {count_ports, get_port};

static uint32_t count_note_ports(const ob_clap_plugin *plugin, bool is_input) { return 1; }
static bool get_note_port(
    const ob_clap_plugin *plugin, uint32_t index, bool is_input, ob_clap_note_port_info *info) {
    memset(info, 0, sizeof *info);
    info->supported_dialects = of(plugin)->kind->note_dialects;
    info->preferred_dialect = of(plugin)->kind->preferred_dialect;
    return index == 0;
}
static const ob_clap_plugin_note_ports note_ports = {count_note_ports, get_note_port};

static uint32_t get_latency(const ob_clap_plugin *plugin) {
    on_main(of(plugin), "latency.get");
    if (!of(plugin)->active) violate(of(plugin), "latency.get while not active");
    return of(plugin)->delay;
}
static const ob_clap_plugin_latency latency = {get_latency};

static uint32_t get_tail(const ob_clap_plugin *plugin) { return 100; }
static const ob_clap_plugin_tail tail = {get_tail};

static void on_timer(const ob_clap_plugin *plugin, ob_clap_id timer) {
    fixture *f = of(plugin);
    on_main(f, "on_timer");
    if (timer != f->timer) violate(f, "another's timer");
    f->values[index_of(f, 12)] += 1;
    f->params->rescan(f->host, OB_CLAP_PARAM_RESCAN_VALUES);
    if (f->values[index_of(f, 12)] == 3) {
        f->timers->unregister_timer(f->host, timer);
        f->timer = 0;
        if (write(f->pipe[1], "x", 1) != 1) violate(f, "the pipe is full");
    }
}
static const ob_clap_plugin_timer_support timer_support = {on_timer};

static void on_fd(const ob_clap_plugin *plugin, int fd, uint32_t flags) {
    fixture *f = of(plugin);
    on_main(f, "on_fd");
    char byte;
    if (fd != f->pipe[0] || flags != OB_CLAP_POSIX_FD_READ || read(fd, &byte, 1) != 1) {
        violate(f, "another's file");
    }
    f->values[index_of(f, 13)] += 1;
    f->params->rescan(f->host, OB_CLAP_PARAM_RESCAN_VALUES | OB_CLAP_PARAM_RESCAN_TEXT);
}
static const ob_clap_plugin_posix_fd_support fd_support = {on_fd};

static const void *get_extension(const ob_clap_plugin *plugin, const char *id) {
    const kind *k = of(plugin)->kind;
    if (k->is_bare) return NULL;
    if (!strcmp(id, OB_CLAP_EXT_PARAMS)) return &fixture_params;
    if (!strcmp(id, OB_CLAP_EXT_AUDIO_PORTS)) return &audio_ports;
    if (!strcmp(id, OB_CLAP_EXT_NOTE_PORTS) && k->note_dialects) return &note_ports;
    if (!strcmp(id, OB_CLAP_EXT_LATENCY) && k->process == process_delay) return &latency;
    if (!strcmp(id, OB_CLAP_EXT_TAIL) && k->process == process_status) return &tail;
    if (k->process == process_mover) {
        if (!strcmp(id, OB_CLAP_EXT_TIMER_SUPPORT)) return &timer_support;
        if (!strcmp(id, OB_CLAP_EXT_POSIX_FD_SUPPORT)) return &fd_support;
    }
    if (k->process == process_delay || k->process == process_gain) {
        if (!strcmp(id, OB_CLAP_EXT_STATE)) return &fixture_state;
        if (!strcmp(id, OB_CLAP_EXT_STATE_CONTEXT)) return &fixture_state_context;
        if (!strcmp(id, OB_CLAP_EXT_PRESET_LOAD)) return &fixture_preset_load;
    }
    return NULL;
}

// MARK: Library

static uint32_t count(const ob_clap_plugin_factory *factory) { return kind_count + 2; }
static const ob_clap_descriptor *get_descriptor(const ob_clap_plugin_factory *factory, uint32_t i) {
    if (i < kind_count) return &kinds[i].descriptor;
    return i == kind_count ? &kinds[0].descriptor : NULL;  // one twice, and one that is not there
}
static const ob_clap_plugin *create(
    const ob_clap_plugin_factory *factory, const ob_clap_host *host, const char *id) {
    for (uint32_t i = 0; i < kind_count; i++) {
        if (strcmp(kinds[i].descriptor.id, id) != 0) continue;
        fixture *f = calloc(1, sizeof *f);
        f->kind = &kinds[i];
        f->host = host;
        f->first_violation = "-";
        for (int p = 0; p < PARAM_COUNT_MAX; p++) f->values[p] = f->kind->params[p].def;
        f->plugin = (ob_clap_plugin){
            &kinds[i].descriptor, f, initialize, destroy, activate, deactivate, start_processing,
            stop_processing, reset, process, get_extension, on_main_thread};
        return &f->plugin;
    }
    return NULL;
}
static const ob_clap_plugin_factory factory = {count, get_descriptor, create};

static int opened;
static bool open_library(const char *path) { return path[0] == '/' && ++opened == 1; }
static void close_library(void) { opened--; }
static const void *get_factory(const char *id) {
    if (!strcmp(id, OB_CLAP_PLUGIN_FACTORY)) return &factory;
    return strcmp(id, OB_CLAP_PRESET_DISCOVERY_FACTORY) ? NULL : &fixture_presets;
}
__attribute__((visibility("default"))) const ob_clap_entry clap_entry = {
    {OB_CLAP_MAJOR, OB_CLAP_MINOR, OB_CLAP_REVISION}, open_library, close_library, get_factory};

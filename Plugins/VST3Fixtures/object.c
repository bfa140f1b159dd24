#include <stdio.h>
#include <unistd.h>
#include "fixture.h"

static char calls[8192];
static int faults;
fixture *newest_controller, *newest_component;
// Where to write to the newest instance that reads a file.
static int newest_end = -1;
static int timer_calls, file_calls;

const char *fixture_vst3_calls(void) { return calls; }
int fixture_vst3_faults(void) { return faults; }
int fixture_vst3_timer_calls(void) { return timer_calls; }
int fixture_vst3_file_calls(void) { return file_calls; }
void fixture_vst3_write_file(void) { (void)!write(newest_end, "x", 1); }

void note(char call) {
    size_t count = strlen(calls);
    if (count > 0 && calls[count - 1] == call) return;
    if (count + 1 < sizeof calls) calls[count] = call;
}
void fault(void) {
    note('!');
    faults++;
}
void on_control(fixture *self) {
    if (!pthread_equal(self->thread, pthread_self())) fault();
}
void put_text(ob_vst3_text *text, const char *ascii) {
    memset(text, 0, sizeof *text);
    for (int i = 0; i < 127 && ascii[i]; i++) text->units[i] = (uint8_t)ascii[i];
}

static bool is_component(const fixture *self) { return self->kind != SPLIT_CONTROLLER; }
static bool is_controller(const fixture *self) { return self->kind != SPLIT; }
static bool is_instrument(const fixture *self) {
    return self->kind == INSTRUMENT || self->kind == BULK;
}

int32_t fixture_query(fixture *self, const ob_vst3_id *id, void **found) {
    struct { const ob_vst3_id *id; void *address; bool there; } all[] = {
        {&ob_vst3_unknown_id, is_component(self) ? &self->component : &self->controller, true},
        {&ob_vst3_component_id, &self->component, is_component(self)},
        {&ob_vst3_processor_id, &self->processor, is_component(self)},
        {&ob_vst3_controller_id, &self->controller, is_controller(self)},
        {&ob_vst3_connection_id, &self->connection,
         self->kind == SPLIT || self->kind == SPLIT_CONTROLLER},
        {&ob_vst3_midi_mapping_id, &self->mapping, is_instrument(self)},
        {&ob_vst3_units_id, &self->units, is_instrument(self)},
        {&ob_vst3_requirements_id, &self->requirements, self->kind == SPLIT},
        {&ob_vst3_timer_id, &self->timer, true},
        {&ob_vst3_file_handler_id, &self->file, true},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].there && memcmp(id, all[i].id, sizeof *id) == 0) {
            fixture_retain(self);
            *found = all[i].address;
            return OB_VST3_OK;
        }
    }
    *found = NULL;
    return OB_VST3_NO_INTERFACE;
}
uint32_t fixture_retain(fixture *self) { return (uint32_t)++self->references; }
uint32_t fixture_release(fixture *self) {
    int left = --self->references;
    if (left > 0) return (uint32_t)left;
    if (self->initialized) fault();
    note(is_component(self) ? 'x' : 'X');
    if (newest_controller == self) newest_controller = NULL;
    if (newest_component == self) newest_component = NULL;
    free(self);
    return 0;
}

// Asks the host for what every plugin may rely on.
static void check_host(fixture *self) {
    ob_vst3_unknown *host = (ob_vst3_unknown *)self->host;
    ob_vst3_text name;
    if (self->host->methods->get_name(host, &name) != OB_VST3_OK || name.units[0] != 'O') fault();
    ob_vst3_support *support = NULL;
    host->methods->query(host, &ob_vst3_support_id, (void **)&support);
    if (!support) {
        fault();
        return;
    }
    if (support->methods->is_supported(support, &ob_vst3_component_id) != OB_VST3_OK) fault();
    if (support->methods->is_supported(support, &ob_vst3_handler_id) == OB_VST3_OK) fault();
    support->methods->unknown.release(support);
    ob_vst3_attributes *list = NULL;
    self->host->methods->create(host, &ob_vst3_attributes_id, &ob_vst3_attributes_id, (void **)&list);
    int64_t whole = 0;
    double real = 0;
    ob_vst3_unit16 text[4], long_text[] = {'l', 'o', 'n', 'g', 0};
    const void *bytes = NULL;
    uint32_t size = 0;
    list->methods->set_int(list, "int", -5);
    list->methods->set_float(list, "float", 0.25);
    list->methods->set_text(list, "text", long_text);
    list->methods->set_bytes(list, "bytes", "abc", 3);
    if (list->methods->get_int(list, "int", &whole) || whole != -5) fault();
    if (list->methods->get_float(list, "float", &real) || real != 0.25) fault();
    if (list->methods->get_text(list, "text", text, sizeof text) || text[2] != 'n' || text[3]) fault();
    if (list->methods->get_bytes(list, "bytes", &bytes, &size) || size != 3) fault();
    if (bytes && memcmp(bytes, "abc", 3)) fault();
    if (list->methods->get_int(list, "float", &whole) == OB_VST3_OK) fault();
    // More than was taken is given back, and hurts nobody.
    list->methods->unknown.retain(list);
    if (list->methods->unknown.release(list) != 1) fault();
    if (list->methods->unknown.release(list) != 0) fault();
}

int32_t fixture_initialize(fixture *self, void *host) {
    note(is_component(self) ? 'i' : 'I');
    if (self->initialized) fault();
    self->initialized = true;
    self->thread = pthread_self();
    self->host = host;
    check_host(self);
    if (is_instrument(self)) {
        ((ob_vst3_unknown *)host)->methods->query(host, &ob_vst3_run_loop_id, (void **)&self->loop);
        if (!self->loop || pipe(self->file_ends)) {
            fault();
            return OB_VST3_OK;
        }
        self->loop->methods->add_timer(self->loop, &self->timer, 5);
        self->loop->methods->add_file(self->loop, &self->file, self->file_ends[0]);
        newest_end = self->file_ends[1];
    }
    return OB_VST3_OK;
}
int32_t fixture_terminate(fixture *self) {
    note(is_component(self) ? 't' : 'T');
    on_control(self);
    if (!self->initialized || self->connected || self->active) fault();
    self->initialized = false;
    if (self->loop) {
        if (self->loop->methods->remove_timer(self->loop, &self->timer)) fault();
        if (self->loop->methods->remove_file(self->loop, &self->file)) fault();
        self->loop->methods->unknown.release(self->loop);
        self->loop = NULL;
        close(self->file_ends[0]);
        close(self->file_ends[1]);
        if (newest_end == self->file_ends[1]) newest_end = -1;
    }
    return OB_VST3_OK;
}

UNKNOWN(timer)
static void timer_is_due(void *object) {
    on_control(SELF(timer));
    timer_calls++;
}
const ob_vst3_timer_methods fixture_timer = {UNKNOWN_METHODS(timer), timer_is_due};

UNKNOWN(file)
static void file_is_ready(void *object, int file) {
    char byte;
    on_control(SELF(file));
    if (read(file, &byte, 1) == 1) file_calls++;
}
const ob_vst3_file_handler_methods fixture_file = {UNKNOWN_METHODS(file), file_is_ready};

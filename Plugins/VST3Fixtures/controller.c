#include <math.h>
#include <stdio.h>
#include "fixture.h"

static int messages, meter_told;
int fixture_vst3_meter_told(void) { return meter_told; }
static char gain_title[32] = "Gain";
double plain_gain_max = 4;
int fixture_vst3_messages(void) { return messages; }

typedef struct {
    uint32_t id;
    const char *title, *unit;
    int32_t steps, flags;
    double preset;
} parameter;
enum { AUTO = OB_VST3_PARAMETER_AUTOMATABLE };
static const parameter split_parameters[] = {
    {GAIN, gain_title, "x", 0, AUTO, 0.25},
    {CUTOFF, "Cutoff", "Hz", 0, AUTO, 0.5},
    {MODE, "Mode", "", 2, AUTO | OB_VST3_PARAMETER_LIST, 0.5},
    {ON, "On", "", 1, AUTO, 1},
    {TAPS, NULL, "", 7, AUTO, 0},
    {BYPASS, "Bypass", "", 1, AUTO | OB_VST3_PARAMETER_BYPASS, 0},
    {METER, "Meter", "dB", 0, OB_VST3_PARAMETER_READ_ONLY, 0},
    {HIDDEN, "Hidden", "", 0, AUTO | OB_VST3_PARAMETER_HIDDEN, 0},
    {LATENCY, "Latency", "frames", LATENCY_MAX, AUTO, 0},
    {CUTOFF, "Cutoff twice", "Hz", 0, AUTO, 0},
};
static const parameter instrument_parameters[] = {
    {PROGRAM, "Program", "", PROGRAM_COUNT - 1, AUTO | OB_VST3_PARAMETER_PROGRAM, 0},
    {VOLUME, "Volume", "%", 0, AUTO, 0.5},
    {BEND, "Bend", "", 0, OB_VST3_PARAMETER_HIDDEN, 0.5},
};
static const parameter odd_parameters[] = {{GAIN, "", "", -4, -1 & ~0x1801A, NAN}};

static bool is_split(const fixture *self) { return self->kind == SPLIT_CONTROLLER; }
static bool is_instrument(const fixture *self) {
    return self->kind == INSTRUMENT || self->kind == BULK;
}
static int list(const fixture *self, const parameter **parameters) {
    if (is_split(self)) {
        *parameters = split_parameters;
        return sizeof split_parameters / sizeof *split_parameters;
    }
    if (is_instrument(self)) {
        *parameters = instrument_parameters;
        return sizeof instrument_parameters / sizeof *instrument_parameters;
    }
    *parameters = odd_parameters;
    return self->kind == ODD;
}

// What the controller shows: by identifier, the gain at the end.
static double *shown(fixture *self, uint32_t id) {
    return &self->shown[id == GAIN ? LATENCY + 99 : id < LATENCY + 98 ? id : LATENCY + 98];
}

BASE(controller)
static int32_t set_component_state(void *object, void *stream) {
    fixture *self = SELF(controller);
    double values[4];
    int32_t done = 0;
    note('S');
    on_control(self);
    ob_vst3_stream *file = stream;
    if (file->methods->read(file, values, sizeof values, &done) || done != sizeof values) {
        return OB_VST3_INTERNAL_ERROR;
    }
    *shown(self, GAIN) = values[0];
    *shown(self, LATENCY) = values[1];
    *shown(self, VOLUME) = values[2];
    *shown(self, PROGRAM) = values[3] / (PROGRAM_COUNT - 1);
    return OB_VST3_OK;
}
static int32_t set_own_state(void *object, void *stream) {
    fixture *self = SELF(controller);
    ob_vst3_stream *file = stream;
    int32_t done = 0;
    return file->methods->read(file, &self->controller_byte, 1, &done);
}
static int32_t get_own_state(void *object, void *stream) {
    fixture *self = SELF(controller);
    ob_vst3_stream *file = stream;
    return file->methods->write(file, &self->controller_byte, 1, NULL);
}
static int32_t count_parameters(void *object) {
    fixture *self = SELF(controller);
    const parameter *parameters;
    on_control(self);
    if (self->kind == STUBBORN) return -1;
    return list(self, &parameters) + (self->kind == BULK ? 16 * OB_VST3_MAPPED_COUNT : 0);
}
static int32_t get_parameter(void *object, int32_t index, ob_vst3_parameter_info *info) {
    fixture *self = SELF(controller);
    const parameter *parameters;
    int count = list(self, &parameters);
    memset(info, 0, sizeof *info);
    if (index >= count) {
        info->id = BULK_FIRST + (uint32_t)(index - count);
        info->flags = AUTO;
        put_text(&info->title, "MIDI");
        return OB_VST3_OK;
    }
    const parameter *it = &parameters[index];
    info->id = it->id;
    info->steps = it->steps;
    info->flags = it->flags;
    info->normalized_default = it->preset;
    if (it->title) {
        put_text(&info->title, it->title);
    } else {
        // A name without an end.
        for (int i = 0; i < 128; i++) info->title.units[i] = 'T';
    }
    put_text(&info->unit, it->unit);
    return OB_VST3_OK;
}
static double plain_of(void *object, uint32_t id, double value) {
    if (SELF(controller)->kind == ODD) return NAN;
    switch (id) {
    case GAIN: return value * plain_gain_max;
    case CUTOFF: return 20 * pow(1000, value);
    case TAPS: return 1 + floor(value * 7 + 0.5);
    case LATENCY: return value * LATENCY_MAX;
    case VOLUME: return value * 100;
    default: return value;
    }
}
static double normalized_of(void *object, uint32_t id, double plain) {
    return id == GAIN ? plain / plain_gain_max : plain;
}
static int32_t text_of_value(void *object, uint32_t id, double value, ob_vst3_text *text) {
    static const char *const modes[] = {"Soft", "Hard", "Off"};
    char ascii[64];
    if (SELF(controller)->kind == ODD) {
        memset(text, 0x41, sizeof *text);
        return OB_VST3_OK;
    }
    if (id == MODE) {
        put_text(text, modes[(int)(value * 2 + 0.5)]);
        return OB_VST3_OK;
    }
    if (id == ON) {
        put_text(text, value >= 0.5 ? "On" : "Off");
        return OB_VST3_OK;
    }
    snprintf(ascii, sizeof ascii, "%.2f", plain_of(object, id, value));
    put_text(text, ascii);
    return OB_VST3_OK;
}
static int32_t value_of_text(void *object, uint32_t id, const ob_vst3_unit16 *text, double *value) {
    char ascii[64] = {0};
    for (int i = 0; i < 63 && text[i]; i++) ascii[i] = (char)text[i];
    char *end;
    double plain = strtod(ascii, &end);
    if (end == ascii || *end) return OB_VST3_FALSE;
    if (id == CUTOFF) {
        *value = log(plain / 20) / log(1000);
        return OB_VST3_OK;
    }
    if (id != GAIN) return OB_VST3_NOT_IMPLEMENTED;
    *value = plain / plain_gain_max;
    return OB_VST3_OK;
}
static double get_normalized(void *object, uint32_t id) {
    fixture *self = SELF(controller);
    on_control(self);
    return self->kind == ODD ? NAN : *shown(self, id);
}
static int32_t set_normalized(void *object, uint32_t id, double value) {
    fixture *self = SELF(controller);
    on_control(self);
    if (id == LATENCY && value != *shown(self, id) && self->handler) {
        self->handler->methods->restart(self->handler, OB_VST3_LATENCY_CHANGED);
    }
    *shown(self, id) = value;
    if (id == METER && value == 0.5) meter_told++;
    return OB_VST3_OK;
}
static int32_t set_handler(void *object, void *handler) {
    fixture *self = SELF(controller);
    note(handler ? 'h' : 'H');
    self->handler = handler;
    if (handler) newest_controller = self;
    return OB_VST3_OK;
}
static void *create_view(void *object, const char *name) { return NULL; }
const ob_vst3_controller_methods fixture_controller = {
    BASE_METHODS(controller), set_component_state, set_own_state, get_own_state, count_parameters,
    get_parameter, text_of_value, value_of_text, plain_of, normalized_of, get_normalized,
    set_normalized, set_handler, create_view};

// MARK: What an editor would do

void fixture_vst3_edit(uint32_t id, double value) {
    ob_vst3_handler *handler = newest_controller->handler;
    *shown(newest_controller, id) = value;
    handler->methods->begin_edit(handler, id);
    handler->methods->perform_edit(handler, id, value);
    handler->methods->end_edit(handler, id);
}
static void elsewhere(void *(*body)(void *), void *argument) {
    pthread_t thread;
    pthread_create(&thread, NULL, body, argument);
    pthread_join(thread, NULL);
}
static uint32_t edited;
static void *edit_body(void *value) {
    fixture_vst3_edit(edited, *(double *)value);
    return NULL;
}
void fixture_vst3_edit_elsewhere(uint32_t id, double value) {
    edited = id;
    elsewhere(edit_body, &value);
}
static void *tell_body(void *nothing) {
    send_message(newest_component);
    return NULL;
}
void fixture_vst3_tell_elsewhere(void) { elsewhere(tell_body, NULL); }
void fixture_vst3_move(uint32_t id, double value) { *shown(newest_controller, id) = value; }
void fixture_vst3_rename(const char *title) { snprintf(gain_title, sizeof gain_title, "%s", title); }
void fixture_vst3_restart(int flags) {
    newest_controller->handler->methods->restart(newest_controller->handler, flags);
}
void fixture_vst3_set_dirty(void) {
    ob_vst3_handler *handler = newest_controller->handler;
    ob_vst3_handler_2 *more = NULL;
    handler->methods->unknown.query(handler, &ob_vst3_handler_2_id, (void **)&more);
    if (!more) {
        fault();
        return;
    }
    more->methods->set_dirty(more, 1);
    more->methods->unknown.release(more);
}

// MARK: Messages

UNKNOWN(connection)
static int32_t connect(void *object, void *other) {
    fixture *self = SELF(connection);
    note(self->kind == SPLIT ? 'c' : 'k');
    if (self->connected || !self->initialized) fault();
    self->connected = true;
    self->peer = other;
    if (self->kind == SPLIT) newest_component = self;
    return OB_VST3_OK;
}
static int32_t disconnect(void *object, void *other) {
    fixture *self = SELF(connection);
    note(self->kind == SPLIT ? 'd' : 'D');
    if (!self->connected || self->peer != other) fault();
    self->connected = false;
    self->peer = NULL;
    return OB_VST3_OK;
}
static int32_t notify(void *object, void *message) {
    fixture *self = SELF(connection);
    ob_vst3_message *news = message;
    int64_t rate = 0;
    on_control(self);
    ob_vst3_attributes *values = news->methods->get_attributes(news);
    if (strcmp(news->methods->get_name(news), "active") ||
        values->methods->get_int(values, "rate", &rate) || rate <= 0) {
        fault();
    }
    messages++;
    return OB_VST3_OK;
}
const ob_vst3_connection_methods fixture_connection = {
    UNKNOWN_METHODS(connection), connect, disconnect, notify};

// MARK: MIDI and programs

UNKNOWN(mapping)
static int32_t get_mapped(
    void *object, int32_t bus, int16_t channel, int16_t controller, uint32_t *id) {
    fixture *self = SELF(mapping);
    if (self->kind == BULK) {
        *id = BULK_FIRST + (uint32_t)(channel * OB_VST3_MAPPED_COUNT + controller);
        return OB_VST3_OK;
    }
    if (controller != 7 && controller != OB_VST3_PITCH_BEND) return OB_VST3_FALSE;
    *id = controller == 7 ? VOLUME : BEND;
    return OB_VST3_OK;
}
const ob_vst3_midi_mapping_methods fixture_mapping = {UNKNOWN_METHODS(mapping), get_mapped};

UNKNOWN(units)
static int32_t one(void *object) { return 1; }
static int32_t get_unit(void *object, int32_t index, ob_vst3_unit_info *info) {
    *info = (ob_vst3_unit_info){.id = 0, .parent = -1, .program_list = 4};
    return OB_VST3_OK;
}
static int32_t get_list(void *object, int32_t index, ob_vst3_program_list_info *info) {
    *info = (ob_vst3_program_list_info){.id = 4, .count = PROGRAM_COUNT};
    return OB_VST3_OK;
}
static int32_t get_program_name(void *object, int32_t list, int32_t index, ob_vst3_text *name) {
    static const char *const names[] = {"Quiet", "Middle", "Loud"};
    if (list != 4 || index < 0 || index >= PROGRAM_COUNT) return OB_VST3_INVALID_ARGUMENT;
    put_text(name, names[index]);
    return OB_VST3_OK;
}
static int32_t get_program_info(
    void *object, int32_t list, int32_t program, const char *attribute, ob_vst3_text *value) {
    return OB_VST3_FALSE;
}
static int32_t has_pitch_names(void *object, int32_t list, int32_t program) { return OB_VST3_FALSE; }
static int32_t get_pitch_name(
    void *object, int32_t list, int32_t program, int16_t pitch, ob_vst3_text *name) {
    return OB_VST3_FALSE;
}
static int32_t get_selected(void *object) { return 0; }
static int32_t select_unit(void *object, int32_t unit) { return OB_VST3_OK; }
static int32_t get_unit_of_bus(
    void *object, int32_t media, int32_t direction, int32_t bus, int32_t channel, int32_t *unit) {
    return OB_VST3_FALSE;
}
static int32_t set_program_data(void *object, int32_t list, int32_t program, void *stream) {
    return OB_VST3_NOT_IMPLEMENTED;
}
const ob_vst3_units_methods fixture_units = {
    UNKNOWN_METHODS(units), one, get_unit, one, get_list, get_program_name, get_program_info,
    has_pitch_names, get_pitch_name, get_selected, select_unit, get_unit_of_bus, set_program_data};

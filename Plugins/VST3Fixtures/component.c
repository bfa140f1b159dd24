#include "fixture.h"

static uint32_t context_state;
static double context_tempo;
static int gain_points;
static uint64_t input_silence;
uint32_t fixture_vst3_context_state(void) { return context_state; }
double fixture_vst3_context_tempo(void) { return context_tempo; }
int fixture_vst3_points(void) { return gain_points; }
uint64_t fixture_vst3_input_silence(void) { return input_silence; }

double plain_latency(const fixture *self) { return self->latency * LATENCY_MAX; }
static bool is_instrument(const fixture *self) {
    return self->kind == INSTRUMENT || self->kind == BULK;
}

// MARK: Buses and state

BASE(component)
static int32_t get_controller_class(void *object, ob_vst3_id *id) {
    if (SELF(component)->kind != SPLIT) return OB_VST3_NOT_IMPLEMENTED;
    *id = (ob_vst3_id)OB_VST3_ID(0x0B0A0D00, 1, 1, 2);
    return OB_VST3_OK;
}
static int32_t set_io_mode(void *object, int32_t mode) { return OB_VST3_NOT_IMPLEMENTED; }
static int32_t count_buses(void *object, int32_t media, int32_t direction) {
    fixture *self = SELF(component);
    if (self->kind == ODD) return media == OB_VST3_AUDIO ? (direction ? 1 : 2) : -7;
    if (is_instrument(self)) {
        return media == OB_VST3_EVENTS ? 1 : direction == OB_VST3_OUTPUT;
    }
    return media == OB_VST3_AUDIO ? 2 : 0;
}
static int32_t get_bus(
    void *object, int32_t media, int32_t direction, int32_t index, ob_vst3_bus_info *info) {
    fixture *self = SELF(component);
    memset(info, 0xFF, sizeof *info);
    if (self->kind == ODD && direction == OB_VST3_INPUT) {
        // One that fails, and one with channels that are not there.
        info->channels = -3;
        return index == 0 ? OB_VST3_INTERNAL_ERROR : OB_VST3_OK;
    }
    info->media = media;
    info->direction = direction;
    info->type = index == 0 ? OB_VST3_BUS_MAIN : OB_VST3_BUS_AUX;
    info->flags = index == 0;
    info->channels = is_instrument(self) || (index == 1 && direction == OB_VST3_INPUT) ? 1 : 2;
    return OB_VST3_OK;
}
static int32_t get_routing(void *object, void *input, void *output) {
    return OB_VST3_NOT_IMPLEMENTED;
}
static int32_t activate_bus(
    void *object, int32_t media, int32_t direction, int32_t index, uint8_t on) {
    fixture *self = SELF(component);
    note('b');
    on_control(self);
    if (self->active || !self->set_up) fault();
    // The second output is not wanted.
    bool wanted = self->kind == ODD || !(media == OB_VST3_AUDIO && direction && index == 1);
    if (self->kind != ODD && wanted != (on != 0)) fault();
    return OB_VST3_OK;
}
void send_message(fixture *self) {
    ob_vst3_message *message = NULL;
    self->host->methods->create(
        self->host, &ob_vst3_message_id, &ob_vst3_message_id, (void **)&message);
    message->methods->set_name(message, "active");
    ob_vst3_attributes *values = message->methods->get_attributes(message);
    values->methods->set_int(values, "rate", (int64_t)self->rate);
    self->peer->methods->notify(self->peer, message);
    message->methods->unknown.release(message);
}
static int32_t set_active(void *object, uint8_t on) {
    fixture *self = SELF(component);
    note(on ? 'A' : 'z');
    on_control(self);
    if (self->processing || self->active == (on != 0) || !self->set_up) fault();
    self->active = on;
    memset(self->line, 0, sizeof self->line);
    self->at = 0;
    if (on && self->peer) send_message(self);
    return self->kind == STUBBORN ? OB_VST3_NOT_IMPLEMENTED : OB_VST3_OK;
}
static int32_t set_state(void *object, void *stream) {
    fixture *self = SELF(component);
    ob_vst3_stream *file = stream;
    note('s');
    on_control(self);
    if (self->kind == STUBBORN) return OB_VST3_INTERNAL_ERROR;
    double values[4];
    int32_t done = 0;
    if (file->methods->read(file, values, sizeof values, &done) || done != sizeof values ||
        !(values[0] >= 0 && values[0] <= 1)) {
        return OB_VST3_INTERNAL_ERROR;
    }
    self->gain = values[0];
    self->latency = values[1];
    self->volume = values[2];
    self->program = (int)values[3];
    return OB_VST3_OK;
}
static int32_t get_state(void *object, void *stream) {
    fixture *self = SELF(component);
    ob_vst3_stream *file = stream;
    int32_t done = 0;
    note('g');
    on_control(self);
    if (self->kind == ODD) return OB_VST3_INTERNAL_ERROR;
    if (self->kind == STUBBORN) return file->methods->write(file, "\0", 1, &done);
    double values[4] = {self->gain, self->latency, self->volume, self->program};
    // In two parts, with a step back between them.
    int64_t place = 0;
    file->methods->write(file, values, 24, &done);
    file->methods->write(file, values, 8, NULL);
    if (file->methods->seek(file, -8, OB_VST3_SEEK_HERE, &place) || place != 24) fault();
    file->methods->write(file, &values[3], 8, &done);
    return done == 8 ? OB_VST3_OK : OB_VST3_INTERNAL_ERROR;
}
const ob_vst3_component_methods fixture_component = {
    BASE_METHODS(component), get_controller_class, set_io_mode, count_buses, get_bus, get_routing,
    activate_bus, set_active, set_state, get_state};

// MARK: Processing

UNKNOWN(processor)
static int32_t set_arrangements(
    void *object, uint64_t *inputs, int32_t input_count, uint64_t *outputs, int32_t output_count) {
    fixture *self = SELF(processor);
    note('a');
    if (self->active) fault();
    if (self->kind == SPLIT && (input_count != 2 || output_count != 2 || inputs[0] != OB_VST3_STEREO ||
                                inputs[1] != OB_VST3_MONO)) {
        fault();
    }
    return self->kind == ODD ? OB_VST3_FALSE : OB_VST3_OK;
}
static int32_t get_arrangement(void *object, int32_t direction, int32_t index, uint64_t *arrangement) {
    fixture *self = SELF(processor);
    if (self->kind == ODD) return OB_VST3_NOT_IMPLEMENTED;
    bool is_mono = is_instrument(self) || (index == 1 && direction == OB_VST3_INPUT);
    *arrangement = is_mono ? OB_VST3_MONO : OB_VST3_STEREO;
    return OB_VST3_OK;
}
static int32_t can_process(void *object, int32_t size) {
    return size == OB_VST3_FLOATS ? OB_VST3_OK : OB_VST3_FALSE;
}
static uint32_t get_latency(void *object) {
    fixture *self = SELF(processor);
    return self->kind == ODD ? UINT32_MAX : (uint32_t)plain_latency(self);
}
static int32_t setup(void *object, ob_vst3_setup *setup) {
    fixture *self = SELF(processor);
    note('u');
    on_control(self);
    if (self->active || setup->frames_max < 1) fault();
    self->set_up = true;
    self->rate = setup->sample_rate;
    return OB_VST3_OK;
}
static int32_t set_processing(void *object, uint8_t on) {
    fixture *self = SELF(processor);
    note(on ? 'P' : 'p');
    if (!self->active || self->processing == (on != 0)) fault();
    self->processing = on;
    return OB_VST3_NOT_IMPLEMENTED;
}

static void give_value(ob_vst3_block *block, uint32_t id, double value) {
    int32_t index = -1;
    ob_vst3_changes *changes = block->output_changes;
    ob_vst3_queue *queue = changes->methods->add_queue(changes, &id, &index);
    if (!queue || index < 0) {
        fault();
        return;
    }
    if (queue->methods->add_point(queue, 0, value, &index)) fault();
}

static void take_values(fixture *self, ob_vst3_block *block) {
    ob_vst3_changes *changes = block->input_changes;
    int32_t count = changes->methods->count(changes);
    gain_points = 0;
    if (changes->methods->get_queue(changes, count) || changes->methods->get_queue(changes, -1)) fault();
    for (int32_t i = 0; i < count; i++) {
        ob_vst3_queue *queue = changes->methods->get_queue(changes, i);
        int32_t points = queue->methods->count(queue), frame = -1;
        double value = -1;
        if (queue->methods->get_point(queue, points, &frame, &value) == OB_VST3_OK) fault();
        if (queue->methods->get_point(queue, points - 1, &frame, &value) || frame < 0 ||
            frame >= block->frames || !(value >= 0 && value <= 1)) {
            fault();
        }
        switch (queue->methods->get_parameter(queue)) {
        case GAIN: self->gain = value; gain_points = points; break;
        case LATENCY: self->latency = value; break;
        case BYPASS: self->bypass = value; break;
        case VOLUME: self->volume = value; break;
        case BEND: self->bend = value; break;
        case PROGRAM:
            self->program = (int)(value * (PROGRAM_COUNT - 1) + 0.5);
            self->volume = 0.25 * (self->program + 1);
            give_value(block, VOLUME, self->volume);
            break;
        }
    }
}

// out = (in * gain + side-chain), late by the latency; in where it is bypassed.
static void process_split(fixture *self, ob_vst3_block *block) {
    int late = (int)plain_latency(self);
    if (block->input_count != 2 || block->output_count != 2 || block->inputs[1].channels != 1) fault();
    input_silence = block->inputs[0].silence;
    float gain = (float)(self->gain * plain_gain_max);
    for (int32_t i = 0; i < block->frames; i++) {
        for (int channel = 0; channel < 2; channel++) {
            float in = block->inputs[0].samples[channel][i];
            float wet = self->bypass >= 0.5 ? in : in * gain + block->inputs[1].samples[0][i];
            if (late > 0) {
                float *cell = &self->line[channel][(self->at + i) % late];
                float old = *cell;
                *cell = wet;
                wet = old;
            }
            block->outputs[0].samples[channel][i] = wet;
        }
    }
    if (late > 0) self->at = (self->at + block->frames) % late;
    give_value(block, METER, 0.5);
    // Silence that is claimed and not written.
    if (self->gain == 0 && block->inputs[1].silence) {
        block->outputs[0].silence = 3;
        block->outputs[0].samples[0][0] = 9;
    }
}

// Level is volume times the notes that sound, plus the bend; events go back an octave higher.
static void process_instrument(fixture *self, ob_vst3_block *block) {
    ob_vst3_events *in = block->input_events, *out = block->output_events;
    int32_t count = in->methods->count(in);
    ob_vst3_event event;
    if (in->methods->get(in, count, &event) == OB_VST3_OK) fault();
    int32_t done = 0;
    for (int32_t i = 0; i <= count; i++) {
        bool is_event = i < count && in->methods->get(in, i, &event) == OB_VST3_OK;
        int32_t end = is_event ? event.frame : block->frames;
        for (; done < end; done++) {
            block->outputs[0].samples[0][done] =
                (float)(self->volume * self->notes + self->bend - 0.5);
        }
        if (!is_event) continue;
        if (event.type == OB_VST3_NOTE_ON) {
            self->notes++;
            event.as.note_on.pitch += 12;
        } else if (event.type == OB_VST3_NOTE_OFF) {
            self->notes--;
            event.as.note_off.pitch += 12;
        }
        out->methods->add(out, &event);
    }
    if (count > 0) {
        ob_vst3_event bend = {.frame = block->frames + 5, .type = OB_VST3_CONTROLLER_OUT};
        bend.as.controller_out =
            (ob_vst3_controller_out){.controller = OB_VST3_PITCH_BEND, .channel = 2, .value = 1, .value_2 = 64};
        out->methods->add(out, &bend);
    }
}

static int32_t process(void *object, ob_vst3_block *block) {
    fixture *self = SELF(processor);
    note('R');
    if (!self->active || !self->processing) fault();
    if (block->context) {
        context_state = block->context->state;
        context_tempo = block->context->beats_per_minute;
    }
    if (self->kind == ODD) {
        for (int32_t i = 0; i < block->frames; i++) block->outputs[0].samples[0][i] = 9;
        give_value(block, GAIN, 0.0 / 0.0);
        give_value(block, 77777, 0.5);
        return OB_VST3_INTERNAL_ERROR;
    }
    take_values(self, block);
    if (is_instrument(self)) {
        process_instrument(self, block);
    } else {
        process_split(self, block);
    }
    return OB_VST3_OK;
}
static uint32_t get_tail(void *object) { return 0; }
const ob_vst3_processor_methods fixture_processor = {
    UNKNOWN_METHODS(processor), set_arrangements, get_arrangement, can_process, get_latency, setup,
    set_processing, process, get_tail};

UNKNOWN(requirements)
static uint32_t get_requirements(void *object) { return OB_VST3_NEEDS_TEMPO | OB_VST3_NEEDS_SYSTEM_TIME; }
const ob_vst3_requirements_methods fixture_requirements = {
    UNKNOWN_METHODS(requirements), get_requirements};

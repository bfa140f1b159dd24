// What each kind does with a block.
#include "fixture.h"

// out = (in + side-chain) * gain, inverted or more of it; each change at its frame.
int32_t process_gain(fixture *f, const ob_clap_process *p) {
    uint32_t count = ob_clap_event_count(p->in_events), next = 0;
    for (uint32_t frame = 0; frame < p->frames_count; frame++) {
        while (next < count && ob_clap_event_at(p->in_events, next)->time <= frame) {
            take_event(f, ob_clap_event_at(p->in_events, next++));
        }
        double gain = value_of(f, 10) * (1 + floor(value_of(f, 11))) * (value_of(f, 12) ? -1 : 1);
        if (value_of(f, 16)) gain = 1;
        for (int c = 0; c < 2; c++) {
            float in = p->audio_inputs[0].data32[c][frame] + p->audio_inputs[1].data32[0][frame];
            p->audio_outputs[0].data32[c][frame] = (float)(in * gain);
        }
    }
    return OB_CLAP_PROCESS_CONTINUE;
}

// A delay that is its latency. Another one needs a restart.
int32_t process_delay(fixture *f, const ob_clap_process *p) {
    uint32_t count = ob_clap_event_count(p->in_events);
    for (uint32_t i = 0; i < count; i++) take_event(f, ob_clap_event_at(p->in_events, i));
    if ((uint32_t)value_of(f, 10) != f->delay) f->host->request_restart(f->host);
    for (uint32_t frame = 0; frame < p->frames_count; frame++) {
        for (int c = 0; c < 2; c++) {
            float in = p->audio_inputs[0].data32[c][frame];
            float *line = f->line[c];
            p->audio_outputs[0].data32[c][frame] = f->delay ? line[f->place % f->delay] : in;
            if (f->delay) line[f->place % f->delay] = in;
        }
        f->place++;
    }
    return OB_CLAP_PROCESS_CONTINUE;
}

static void give_note(fixture *f, const ob_clap_process *p, const ob_clap_event_note *note) {
    ob_clap_event_note high = *note;
    high.key += 12;
    if (!ob_clap_event_push(p->out_events, &high.header)) violate(f, "no room for a note");
}

static void take_note(fixture *f, const ob_clap_process *p, const ob_clap_event_header *event) {
    if (event->type == OB_CLAP_EVENT_NOTE_EXPRESSION) {
        f->expression = ((const ob_clap_event_note_expression *)event)->value;
    } else if (event->type <= OB_CLAP_EVENT_NOTE_CHOKE) {
        const ob_clap_event_note *note = (const void *)event;
        double velocity = event->type == OB_CLAP_EVENT_NOTE_ON ? note->velocity : 0;
        if (note->key < 0) memset(f->velocities, 0, sizeof f->velocities);
        else f->velocities[note->key] = velocity;
        if (note->key >= 0) give_note(f, p, note);
    } else if (event->type == OB_CLAP_EVENT_MIDI) {
        const ob_clap_event_midi *midi = (const void *)event;
        uint8_t status = midi->data[0] & 0xF0;
        if (status == 0x90) f->velocities[midi->data[1]] = midi->data[2] / 127.0;
        if (status == 0x80) f->velocities[midi->data[1]] = 0;
        if (status == 0xB0) f->expression = midi->data[2] / 127.0;
        if (!ob_clap_event_push(p->out_events, event)) violate(f, "no room for MIDI");
    }
}

// The sum of the velocities that are held.
int32_t process_notes(fixture *f, const ob_clap_process *p) {
    uint32_t count = ob_clap_event_count(p->in_events), next = 0;
    for (uint32_t frame = 0; frame < p->frames_count; frame++) {
        while (next < count && ob_clap_event_at(p->in_events, next)->time <= frame) {
            const ob_clap_event_header *event = ob_clap_event_at(p->in_events, next++);
            if (!take_event(f, event)) take_note(f, p, event);
        }
        double sum = 0;
        for (int key = 0; key < 128; key++) sum += f->velocities[key];
        p->audio_outputs[0].data32[0][frame] = (float)sum;
    }
    return OB_CLAP_PROCESS_CONTINUE;
}

static void move(
    fixture *f, const ob_clap_process *p, uint32_t time, ob_clap_id id, double value) {
    ob_clap_event_param_value e = {
        {sizeof e, time, OB_CLAP_CORE_EVENT_SPACE, OB_CLAP_EVENT_PARAM_VALUE, 0},
        id, NULL, -1, -1, -1, -1, value};
    f->values[index_of(f, id)] = value;
    if (!ob_clap_event_push(p->out_events, &e.header)) violate(f, "no room for a value");
}

// Puts the parameter "Copy" to half of "Source", and repeats what it is told; asks to be called on the
// main thread once.
int32_t process_mover(fixture *f, const ob_clap_process *p) {
    if (f->calls == 1) f->host->request_callback(f->host);
    uint32_t count = ob_clap_event_count(p->in_events);
    for (uint32_t i = 0; i < count; i++) {
        const ob_clap_event_param_value *e = (const void *)ob_clap_event_at(p->in_events, i);
        take_event(f, &e->header);
        if (e->param_id != 10) continue;
        move(f, p, e->header.time, 11, e->value / 2);
        move(f, p, e->header.time, 10, e->value);
    }
    // Events that are no events.
    ob_clap_event_header small = {sizeof small, 0, 0, OB_CLAP_EVENT_PARAM_VALUE, 0};
    if (ob_clap_event_push(p->out_events, &small)) violate(f, "took half an event");
    ob_clap_event_header foreign = {sizeof foreign, 0, 77, OB_CLAP_EVENT_PARAM_VALUE, 0};
    ob_clap_event_push(p->out_events, &foreign);
    ob_clap_event_param_value nothing = {
        {sizeof nothing, 0, 0, OB_CLAP_EVENT_PARAM_VALUE, 0}, 12345, NULL, -1, -1, -1, -1, NAN};
    ob_clap_event_push(p->out_events, &nothing.header);
    return OB_CLAP_PROCESS_CONTINUE;
}

// Passes its input on, rings with 0.5 where it is silent, and answers what its parameter says.
int32_t process_status(fixture *f, const ob_clap_process *p) {
    uint32_t count = ob_clap_event_count(p->in_events);
    for (uint32_t i = 0; i < count; i++) take_event(f, ob_clap_event_at(p->in_events, i));
    int32_t status = (int32_t)value_of(f, 10);
    for (uint32_t frame = 0; frame < p->frames_count; frame++) {
        float in = p->audio_inputs[0].data32[0][frame];
        if (in == 0 && (status == OB_CLAP_PROCESS_TAIL || status == OB_CLAP_PROCESS_ERROR)) in = 0.5f;
        p->audio_outputs[0].data32[0][frame] = in;
    }
    return status;
}

// Its output is what it is told of the song: beat, seconds, tempo, bar's beat, bar, metre, and whether it
// rolls; a frame each.
int32_t process_song(fixture *f, const ob_clap_process *p) {
    uint32_t count = ob_clap_event_count(p->in_events);
    for (uint32_t i = 0; i < count; i++) take_event(f, ob_clap_event_at(p->in_events, i));
    float *out = p->audio_outputs[0].data32[0];
    memset(out, 0, p->frames_count * sizeof *out);
    const ob_clap_event_transport *t = p->transport;
    if (!t || p->frames_count < 8) return OB_CLAP_PROCESS_SLEEP;
    if (t->header.type != OB_CLAP_EVENT_TRANSPORT || t->header.size != sizeof *t) {
        violate(f, "the song is no song");
    }
    double facts[] = {
        t->song_beats / OB_CLAP_TIME_FACTOR, t->song_seconds / OB_CLAP_TIME_FACTOR, t->tempo,
        t->bar_start / OB_CLAP_TIME_FACTOR, t->bar_number, t->signature_numerator,
        t->signature_denominator, (t->flags & OB_CLAP_TRANSPORT_IS_PLAYING) != 0};
    for (int i = 0; i < 8; i++) out[i] = (float)facts[i];
    return OB_CLAP_PROCESS_SLEEP;
}

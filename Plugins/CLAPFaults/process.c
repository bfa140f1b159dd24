#include <math.h>
#include <stdlib.h>
#include "../../Sources/CRealtime/include/CRealtime.h"
#include "faults.h"

void fixture_apply(fixture *f, const ob_clap_event_header *event) {
    if (event->space_id != OB_CLAP_CORE_EVENT_SPACE) {
        if (f->fault == OB_FAULT_unknown_event) f->gain = 0.25;
        return;
    }
    if (event->type != OB_CLAP_EVENT_PARAM_VALUE || f->fault == OB_FAULT_deaf) return;
    const ob_clap_event_param_value *value = (const void *)event;
    if (value->param_id == 1) f->gain = value->value;
}

static bool is_sound(const fixture *f, const ob_clap_process *process) {
    if (process->frames_count > f->frames_max && f->fault != OB_FAULT_frames) return false;
    if (f->fault == OB_FAULT_counts) return process->audio_inputs && process->audio_outputs;
    return process->audio_inputs_count == 1 && process->audio_outputs_count == 1 &&
        process->audio_inputs && process->audio_outputs &&
        process->audio_inputs[0].channel_count == 2 && process->audio_outputs[0].channel_count == 2;
}

static void push(const ob_clap_process *process, uint32_t time) {
    ob_clap_event_param_value event = {0};
    event.header = (ob_clap_event_header){sizeof event, time, 0, OB_CLAP_EVENT_PARAM_VALUE, 0};
    event.param_id = 1;
    process->out_events->try_push(process->out_events, &event.header);
}

// One frame. `volatile`, because what is to be seen must not be optimised away.
static void frame(fixture *f, const ob_clap_process *process, uint32_t at) {
    for (int channel = 0; channel < 2; channel++) {
        float *out = process->audio_outputs[0].data32[channel];
        const float *in = process->audio_inputs[0].data32[channel];
        float sample = in[at] * (float)f->gain;
        switch (f->fault) {
        case OB_FAULT_nan:
            if (in[at] == 1) sample = NAN;
            break;
        case OB_FAULT_subnormal: sample += 1e-40f; break;
        case OB_FAULT_block_size:
            if (at == 0) sample *= 0.5f;
            break;
        case OB_FAULT_reset:
        case OB_FAULT_reactivation:
            sample += f->memory;
            if (channel == 1) f->memory = f->memory * 0.999f + in[at] * 0.001f;
            break;
        case OB_FAULT_in_place: out[at] = 0; sample = in[at] * (float)f->gain; break;
        case OB_FAULT_transport:
            if (!process->transport) sample = INFINITY;
            break;
        default: break;
        }
        if (f->fault == OB_FAULT_unwritten && at == 3) continue;
        out[at] = sample;
    }
}

int32_t fixture_process(const ob_clap_plugin *plugin, const ob_clap_process *process) {
    fixture *f = fixture_of(plugin);
    if (!is_sound(f, process)) return OB_CLAP_PROCESS_ERROR;
    if (f->fault == OB_FAULT_counts && process->audio_outputs_count < 1) return 1;
    if (f->fault == OB_FAULT_counts &&
        (process->audio_inputs_count < 1 || process->audio_outputs[0].channel_count < 2)) {
        return 1;
    }
    const ob_clap_input_events *events = process->in_events;
    uint32_t count = events ? events->count(events) : 0;
    uint32_t next = 0;
    for (uint32_t at = 0; at < process->frames_count; at++) {
        while (next < count) {
            const ob_clap_event_header *event = events->get(events, next);
            // The fault: every event at the block's first frame.
            if (event->time > at && f->fault != OB_FAULT_event_offset) break;
            fixture_apply(f, event);
            next++;
        }
        frame(f, process, at);
    }
    if (f->fault == OB_FAULT_allocation) {
        void *volatile memory = malloc(64);
        free(memory);
    }
    if (f->fault == OB_FAULT_float_mode) ob_flush_subnormals();
    if (f->fault == OB_FAULT_late_event) push(process, process->frames_count);
    if (f->fault == OB_FAULT_unsorted && process->frames_count > 1) {
        push(process, 1);
        push(process, 0);
    }
    if (f->fault == OB_FAULT_latency) f->latency++;
    if (f->fault == OB_FAULT_latency_thread) {
        const ob_clap_host_latency *latency =
            f->host->get_extension(f->host, OB_CLAP_EXT_LATENCY);
        latency->changed(f->host);
    }
    if (f->fault == OB_FAULT_rescan_thread) {
        const ob_clap_host_params *params = f->host->get_extension(f->host, OB_CLAP_EXT_PARAMS);
        params->rescan(f->host, OB_CLAP_PARAM_RESCAN_VALUES);
    }
    return f->fault == OB_FAULT_status ? 9 : OB_CLAP_PROCESS_CONTINUE;
}

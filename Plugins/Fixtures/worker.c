// Sends every new value of `message` to its worker, which answers twice the value; plays the answer.
// `cycles` counts how often the host ended a cycle.
#include <lv2/worker/worker.h>
#include "fixture.h"

enum { MESSAGE, CYCLES, OUT };

typedef struct {
    fixture_ports ports;
    const LV2_Worker_Schedule *schedule;
    float sent, answer;
    uint32_t cycle_count;
} worker;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    const LV2_Worker_Schedule *schedule = fixture_feature(features, LV2_WORKER__schedule);
    if (!schedule) return NULL;
    worker *self = calloc(1, sizeof *self);
    self->schedule = schedule;
    return self;
}

static void run(LV2_Handle plugin, uint32_t frames) {
    worker *self = plugin;
    float message = *self->ports.ports[MESSAGE];
    if (message != self->sent
        && self->schedule->schedule_work(self->schedule->handle, sizeof message, &message)
            == LV2_WORKER_SUCCESS) {
        self->sent = message;
    }
    *self->ports.ports[CYCLES] = (float)self->cycle_count;
    for (uint32_t i = 0; i < frames; i++) self->ports.ports[OUT][i] = self->answer;
}

static LV2_Worker_Status work(
    LV2_Handle plugin, LV2_Worker_Respond_Function respond, LV2_Worker_Respond_Handle handle,
    uint32_t size, const void *bytes) {
    float answer = *(const float *)bytes * 2;
    return respond(handle, sizeof answer, &answer);
}

static LV2_Worker_Status work_response(LV2_Handle plugin, uint32_t size, const void *bytes) {
    ((worker *)plugin)->answer = *(const float *)bytes;
    return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status end_run(LV2_Handle plugin) {
    ((worker *)plugin)->cycle_count++;
    return LV2_WORKER_SUCCESS;
}

static const void *extension(const char *uri) {
    static const LV2_Worker_Interface interface = {work, work_response, end_run};
    return strcmp(uri, LV2_WORKER__interface) == 0 ? &interface : NULL;
}

const LV2_Descriptor fixture_worker = {
    FIXTURE_URI "worker", instantiate, fixture_connect, NULL, run, NULL, free, extension};

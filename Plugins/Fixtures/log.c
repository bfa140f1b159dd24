// Logs a note when it is loaded, and a trace line with the number of frames in every block.
#include <lv2/log/log.h>
#include <lv2/urid/urid.h>
#include "fixture.h"

typedef struct {
    fixture_ports ports;
    LV2_Log_Log *log;
    LV2_URID trace;
} logger;

static LV2_Handle instantiate(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    LV2_Log_Log *log = (LV2_Log_Log *)fixture_feature(features, LV2_LOG__log);
    const LV2_URID_Map *map = fixture_feature(features, LV2_URID__map);
    if (!log || !map) return NULL;
    logger *self = calloc(1, sizeof *self);
    self->log = log;
    self->trace = map->map(map->handle, LV2_LOG__Trace);
    log->printf(log->handle, map->map(map->handle, LV2_LOG__Note), "loaded at %.0f Hz\n", rate);
    return self;
}

static void run(LV2_Handle plugin, uint32_t frames) {
    logger *self = plugin;
    self->log->printf(self->log->handle, self->trace, "block of %u frames", frames);
    memset(self->ports.ports[0], 0, frames * sizeof(float));
}

const LV2_Descriptor fixture_log = {
    FIXTURE_URI "log", instantiate, fixture_connect, NULL, run, NULL, free, NULL};

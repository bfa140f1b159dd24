// What the fixtures share: ports in an array, and features looked up by URI.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <lv2/core/lv2.h>
#include "FixturePlugins.h"

enum { FIXTURE_PORT_COUNT_MAX = 16 };

// Every fixture's state begins with this.
typedef struct {
    float *ports[FIXTURE_PORT_COUNT_MAX];
} fixture_ports;

static inline void fixture_connect(LV2_Handle plugin, uint32_t port, void *buffer) {
    ((fixture_ports *)plugin)->ports[port] = buffer;
}

static inline const void *fixture_feature(const LV2_Feature *const *features, const char *uri) {
    for (; *features; features++) {
        if (strcmp((*features)->URI, uri) == 0) return (*features)->data;
    }
    return NULL;
}

static inline LV2_Handle fixture_instantiate_ports(
    const LV2_Descriptor *descriptor, double rate, const char *bundle,
    const LV2_Feature *const *features) {
    return calloc(1, sizeof(fixture_ports));
}

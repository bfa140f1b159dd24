// The least that a host can do: call the plugins of a chain one after the other, for each block.
#pragma once
#include <stdint.h>

typedef struct ob_bare_plugin {
    void (*run)(void *handle, uint32_t frames);
    void *handle;
} ob_bare_plugin;

void ob_bare_loop(const ob_bare_plugin *plugins, int count, int blocks, uint32_t frames);
// CPU time of the calling thread.
int64_t ob_thread_nanoseconds(void);

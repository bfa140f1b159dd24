// The least that a host can do: call the plugins of its chains one after the other, for each block.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "CBareFormats.h"

// Chains of LV2 plugins with two inputs and two outputs, as lilv makes them. Ports are connected once,
// controls stand at their defaults, and the first plugin of each chain reads the same two buffers.
typedef struct ob_bare_chains ob_bare_chains;

// NULL where there is no memory. All blocks have the same frames.
ob_bare_chains *ob_bare_open(int plugins_max, uint32_t frames, double sample_rate_hertz);
void ob_bare_close(ob_bare_chains *chains);
// What is added from here on is a chain of its own.
void ob_bare_begin_chain(ob_bare_chains *chains);
// False: it is not installed, has other channels, needs a feature, or one is added too many.
bool ob_bare_add(ob_bare_chains *chains, const char *uri);
// What the chains read: `frames` samples of the left or the right side.
float *ob_bare_input(ob_bare_chains *chains, int side);
// Runs every plugin for so many blocks, with subnormal numbers flushed to zero.
void ob_bare_run(ob_bare_chains *chains, int blocks);
// Adds up what the chains gave.
void ob_bare_mix(const ob_bare_chains *chains, float *left, float *right);

// Does nothing. Callgrind writes down what it has counted, and begins anew, where this is called.
void ob_mark(void);
// CPU time of the calling thread.
int64_t ob_thread_nanoseconds(void);

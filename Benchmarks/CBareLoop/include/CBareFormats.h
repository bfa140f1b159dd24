// A chain of one plugin in one format, called as its binary interface has it and by nobody else's code.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    OB_BARE_LV2,
    OB_BARE_LADSPA,
    OB_BARE_CLAP,
    OB_BARE_VST3,
} ob_bare_format;

// Instances of the first plugin of a module, which has as many inputs as outputs: one or two. Each reads
// what the one before wrote. All that a call takes is prepared: buffers are fixed, and no parameter moves.
typedef struct ob_bare_chain ob_bare_chain;

// What its plugins are made from.
typedef struct ob_bare_kind {
    ob_bare_format format;
    // The library, or the bundle.
    const char *module;
    int channels;
    // What its controls stand at, in the order of its ports: LADSPA has no defaults that everybody reads
    // alike. Other formats' plugins begin where they want to.
    const float *controls;
    int control_count;
} ob_bare_kind;

// All blocks have the same frames. NULL: it does not load, has other channels, or there is no memory.
ob_bare_chain *ob_bare_chain_open(
    const ob_bare_kind *kind, int count, uint32_t frames, double sample_rate_hertz);
void ob_bare_chain_close(ob_bare_chain *chain);
// What the first plugin reads, and the last one writes: `frames` samples of a channel.
float *ob_bare_chain_input(ob_bare_chain *chain, int channel);
const float *ob_bare_chain_output(const ob_bare_chain *chain, int channel);
// Runs every plugin for so many blocks, with subnormal numbers flushed to zero.
void ob_bare_chain_run(ob_bare_chain *chain, int blocks);

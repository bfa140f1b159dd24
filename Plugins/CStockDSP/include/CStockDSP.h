// Arithmetic on many numbers side by side, for the audio halves of our plugins.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define OB_DSP_SAFE __attribute__((swift_attr("@_noLocks")))

// RT-SAFETY: what follows reads and writes the named numbers and nothing else. The longer ones are not
// inline: clang makes eight lanes of them, and Swift's optimiser need not see them.

// The sum of products of `count` numbers. They are added up in eight sums, so `count` decides the order
// and nothing else does.
OB_DSP_SAFE float ob_dsp_dot(
    const float *_Nonnull a, const float *_Nonnull b, size_t count);

// The sum of squared differences, in double precision.
OB_DSP_SAFE double ob_dsp_difference(
    const float *_Nonnull a, const float *_Nonnull b, size_t count);

OB_DSP_SAFE static inline void ob_dsp_zero(float *_Nonnull memory, size_t count) {
    memset(memory, 0, count * sizeof *memory);
}
OB_DSP_SAFE static inline void ob_dsp_copy(
    float *_Nonnull destination, const float *_Nonnull source, size_t count) {
    memcpy(destination, source, count * sizeof *destination);
}

// MARK: The reverb's network of 16 lines

enum { OB_DSP_LINES = 16 };

// What a line is multiplied by, band for band, and what its filters remember.
typedef struct ob_dsp_absorption {
    float mid[OB_DSP_LINES];
    float low[OB_DSP_LINES];  // beyond `mid`, of what lies below the low crossover
    float high[OB_DSP_LINES];  // beyond `mid`, of what lies above the high crossover
    float low_state[OB_DSP_LINES];
    float high_state[OB_DSP_LINES];
} ob_dsp_absorption;

// Every line through its bands: two one-pole filters by the trapezoidal rule.
// `low` and `high` are g / (1 + g) with g = tan(pi f / rate).
OB_DSP_SAFE void ob_dsp_absorb(
    ob_dsp_absorption *_Nonnull restrict a, float *_Nonnull restrict lines, float low, float high);

// One step of the three gains on their way; `steps` is one such step.
OB_DSP_SAFE void ob_dsp_absorption_step(
    ob_dsp_absorption *_Nonnull a, const ob_dsp_absorption *_Nonnull steps);

// The Hadamard matrix of order 16 over 4, which keeps the sum of squares.
OB_DSP_SAFE void ob_dsp_hadamard(float *_Nonnull lines);

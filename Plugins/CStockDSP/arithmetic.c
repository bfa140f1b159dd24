#include "CStockDSP.h"

// Swift reads its rows by their place.
_Static_assert(sizeof(ob_dsp_absorption) == 5 * OB_DSP_LINES * sizeof(float), "five rows, no holes");

typedef float lanes __attribute__((ext_vector_type(8)));

float ob_dsp_dot(
    const float *_Nonnull a, const float *_Nonnull b, size_t count) {
    lanes sums = 0;
    size_t at = 0;
    for (; at + 8 <= count; at += 8) {
        lanes x, y;
        memcpy(&x, a + at, sizeof x);
        memcpy(&y, b + at, sizeof y);
        sums += x * y;
    }
    float sum = ((sums[0] + sums[4]) + (sums[2] + sums[6]))
        + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    for (; at < count; at++) sum += a[at] * b[at];
    return sum;
}

double ob_dsp_difference(
    const float *_Nonnull a, const float *_Nonnull b, size_t count) {
    double sums[4] = {0, 0, 0, 0};
    size_t at = 0;
    for (; at + 4 <= count; at += 4) {
        for (int lane = 0; lane < 4; lane++) {
            double d = (double)a[at + lane] - (double)b[at + lane];
            sums[lane] += d * d;
        }
    }
    for (; at < count; at++) {
        double d = (double)a[at] - (double)b[at];
        sums[0] += d * d;
    }
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

void ob_dsp_absorb(
    ob_dsp_absorption *_Nonnull restrict a, float *_Nonnull restrict lines, float low, float high) {
    for (int i = 0; i < OB_DSP_LINES; i++) {
        float x = lines[i];
        float v = (x - a->low_state[i]) * low;
        float below = v + a->low_state[i];
        a->low_state[i] = below + v;
        float w = (x - a->high_state[i]) * high;
        float under = w + a->high_state[i];
        a->high_state[i] = under + w;
        lines[i] = a->mid[i] * x + a->low[i] * below + a->high[i] * (x - under);
    }
}

void ob_dsp_absorption_step(
    ob_dsp_absorption *_Nonnull a, const ob_dsp_absorption *_Nonnull steps) {
    for (int i = 0; i < OB_DSP_LINES; i++) {
        a->mid[i] += steps->mid[i];
        a->low[i] += steps->low[i];
        a->high[i] += steps->high[i];
    }
}

void ob_dsp_hadamard(float *_Nonnull lines) {
    for (int span = 1; span < OB_DSP_LINES; span *= 2) {
        float next[OB_DSP_LINES];
        for (int i = 0; i < OB_DSP_LINES / 2; i++) {
            // The same butterfly at each stage: neighbours in, halves out.
            next[i] = lines[2 * i] + lines[2 * i + 1];
            next[i + OB_DSP_LINES / 2] = lines[2 * i] - lines[2 * i + 1];
        }
        memcpy(lines, next, sizeof next);
    }
    for (int i = 0; i < OB_DSP_LINES; i++) lines[i] *= 0.25f;
}

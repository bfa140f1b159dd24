#include "CRealtime.h"

// Eight lanes side by side, as two registers or, with AVX2, as one. No fused multiply-add: it would
// round differently, and a session must sound the same on every machine.
#pragma clang fp contract(off)

#define KERNEL static inline __attribute__((always_inline))
typedef uint32_t bit_lanes __attribute__((ext_vector_type(8)));

KERNEL ob_lanes load(const float *p) {
    ob_lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}
KERNEL void store(float *p, ob_lanes v) { memcpy(p, &v, sizeof v); }

KERNEL ob_level scale(const float *source, float gain, float *destination, size_t count) {
    // Two of each: a sum that waits for itself takes as long again.
    ob_lanes peaks = 0, more_peaks = 0, squares = 0, more_squares = 0;
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        ob_lanes v = load(source + i) * gain;
        ob_lanes w = load(source + i + 8) * gain;
        store(destination + i, v);
        store(destination + i + 8, w);
        peaks = __builtin_elementwise_max(peaks, __builtin_elementwise_abs(v));
        more_peaks = __builtin_elementwise_max(more_peaks, __builtin_elementwise_abs(w));
        squares += v * v;
        more_squares += w * w;
    }
    peaks = __builtin_elementwise_max(peaks, more_peaks);
    squares += more_squares;
    for (; i + 8 <= count; i += 8) {
        ob_lanes v = load(source + i) * gain;
        store(destination + i, v);
        peaks = __builtin_elementwise_max(peaks, __builtin_elementwise_abs(v));
        squares += v * v;
    }
    ob_level level = {__builtin_reduce_max(peaks), ob_reduce_sum(squares)};
    for (; i < count; i++) {
        float v = source[i] * gain;
        destination[i] = v;
        level.peak = __builtin_fmaxf(level.peak, __builtin_fabsf(v));
        level.sum_of_squares += v * v;
    }
    return level;
}

KERNEL void mix(
    const ob_mix_input *inputs, size_t input_count, float *destination, size_t count) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        ob_lanes sum = load(inputs[0].samples + i) * inputs[0].gain;
        for (size_t k = 1; k < input_count; k++) sum += load(inputs[k].samples + i) * inputs[k].gain;
        store(destination + i, sum);
    }
    for (; i < count; i++) {
        float sum = inputs[0].samples[i] * inputs[0].gain;
        for (size_t k = 1; k < input_count; k++) sum += inputs[k].samples[i] * inputs[k].gain;
        destination[i] = sum;
    }
}

// All bits of all samples.
KERNEL void gather_bits(
    const float *const *channels, size_t channel_count, size_t count, bit_lanes *bits) {
    bit_lanes a = 0, b = 0, c = 0, d = 0;
    for (size_t channel = 0; channel < channel_count; channel++) {
        const float *samples = channels[channel];
        size_t i = 0;
        for (; i + 32 <= count; i += 32) {
            bit_lanes v[4];
            memcpy(v, samples + i, sizeof v);
            a |= v[0];
            b |= v[1];
            c |= v[2];
            d |= v[3];
        }
        for (; i + 8 <= count; i += 8) {
            bit_lanes v;
            memcpy(&v, samples + i, sizeof v);
            a |= v;
        }
        for (; i < count; i++) {
            uint32_t v;
            memcpy(&v, samples + i, sizeof v);
            a |= v;
        }
    }
    *bits = (a | b) | (c | d);
}

// Bit 30 of any lane.
KERNEL bool has_large_baseline(const bit_lanes *bits) {
    return __builtin_reduce_or(*bits & 0x40000000u) != 0;
}

#define FORMS(NAME, ATTRIBUTE)                                                                    \
    ATTRIBUTE static ob_level scale_##NAME(                                                       \
        const float *source, float gain, float *destination, size_t count) {                      \
        return scale(source, gain, destination, count);                                           \
    }                                                                                             \
    ATTRIBUTE static void mix_##NAME(                                                             \
        const ob_mix_input *inputs, size_t input_count, float *destination, size_t count) {       \
        mix(inputs, input_count, destination, count);                                             \
    }                                                                                             \
    ATTRIBUTE static bool may_exceed_two_##NAME(                                                  \
        const float *const *channels, size_t channel_count, size_t count) {                       \
        bit_lanes bits;                                                                           \
        gather_bits(channels, channel_count, count, &bits);                                       \
        return has_large_##NAME(&bits);                                                           \
    }

FORMS(baseline, )
ob_kernel_table ob_kernels = {scale_baseline, mix_baseline, may_exceed_two_baseline};
const ob_kernel_table ob_baseline_kernels = {
    scale_baseline, mix_baseline, may_exceed_two_baseline};

#if defined(__x86_64__)
__attribute__((always_inline, target("avx2"))) static inline bool has_large_avx2(
    const bit_lanes *bits) {
    const bit_lanes mask = 0x40000000u;
    typedef long long quads __attribute__((vector_size(32)));
    return !__builtin_ia32_ptestz256((quads)*bits, (quads)mask);
}

FORMS(avx2, __attribute__((target("avx2"))))

__attribute__((constructor)) static void choose_kernels(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2")) return;
    ob_kernels = (ob_kernel_table){scale_avx2, mix_avx2, may_exceed_two_avx2};
}
#endif

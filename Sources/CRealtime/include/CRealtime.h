// What the render thread needs from C: the block that a processor gets, the only ways into foreign
// code, floating point mode, clock, memory and thread set-up.
//
// Swift's `@_noLocks` check refuses every C function unless its declaration says that it is safe.
// OB_RENDER_SAFE says so; each use carries the reason why the call is bounded.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#define OB_RENDER_SAFE __attribute__((swift_attr("@_noLocks")))

// MARK: What crosses the border to plugins and drivers

// A short MIDI message at a frame. `frame` counts from the first frame of the list's block; lists are
// in the order of frames. Messages that are longer than `bytes` are not carried.
#define OB_EVENT_SIZE_MAX 8
typedef struct ob_event {
    uint32_t frame;
    uint8_t port;  // of the device's or the plugin's event ports, 0-based
    uint8_t size;  // bytes used
    uint8_t reserved[2];
    uint8_t bytes[OB_EVENT_SIZE_MAX];
} ob_event;

// Events of one block. Whoever writes stops at `capacity` and counts what did not fit.
typedef struct ob_event_list {
    ob_event *_Nonnull events;
    uint32_t count;
    uint32_t capacity;
    uint32_t dropped;
} ob_event_list;

// Where the music is at the first frame of a block. Beats are quarter notes since the song's start.
typedef struct ob_transport {
    int64_t frame;  // of the song, not of the engine
    double beat;
    double beats_per_minute;
    double bar_beat;  // the beat at which the bar began
    int32_t bar;  // 0-based
    uint16_t numerator;
    uint16_t denominator;
    bool is_rolling;
    uint32_t generation;  // changes whenever anything but the passing of time does
} ob_transport;

// One call of a processor. Pointers stay valid for the call only. `offset` is the first frame to
// read and write within every buffer; `frame` is the engine time of that frame. Of the events those
// belong to this call whose frame lies within offset ..< offset + frames; `transport` is how the song
// stands at `offset`. A null list has no events; without a transport nothing is known of the song.
typedef struct ob_process_block {
    const float *_Nonnull const *_Nonnull inputs;  // input_count pointers to mono buffers
    float *_Nonnull const *_Nonnull outputs;  // output_count pointers to mono buffers
    uint32_t input_count;
    uint32_t output_count;
    uint32_t offset;
    uint32_t frames;
    int64_t frame;
    const ob_event_list *_Nullable input_events;
    ob_event_list *_Nullable output_events;
    const ob_transport *_Nullable transport;
    uint64_t buffers;  // a name for these buffers that no others ever have; 0: they have none
} ob_process_block;

// The render half of a plugin. Returns 0, or a positive code of the format's own on failure.
typedef int32_t (*ob_process_function)(void *_Nonnull context, const ob_process_block *_Nonnull block);

// A plugin's own function, for plugins that take nothing with a block but how long it is: their buffers
// and parameters are connected, and stay so.
typedef void (*ob_plain_function)(void *_Nonnull plugin, uint32_t frames);

// One cycle of a driver. `inputs` and `outputs` hold the channel counts that the driver announced;
// every output buffer is written completely. Events are in the order of their frames.
typedef struct ob_cycle {
    const float *_Nonnull const *_Nonnull inputs;
    float *_Nonnull const *_Nonnull outputs;
    uint32_t frames;
    uint32_t event_count;
    const ob_event *_Nullable events;
} ob_cycle;

// What a driver calls once a cycle.
typedef void (*ob_render_function)(void *_Nonnull context, const ob_cycle *_Nonnull cycle);

// MARK: The guard's hooks

// A test program may link a guard that defines these; elsewhere they are null and cost a load and a
// branch. One guard counts what is forbidden here, the other hands over to RealtimeSanitizer.
extern void ob_interposer_enter(void) __attribute__((weak));
extern void ob_interposer_leave(void) __attribute__((weak));
extern void ob_interposer_foreign_enter(void) __attribute__((weak));
extern void ob_interposer_foreign_leave(void) __attribute__((weak));
// RT-SAFETY: counters in thread-local memory.
OB_RENDER_SAFE static inline void ob_guard_enter(void) {
    if (ob_interposer_enter) ob_interposer_enter();
}
OB_RENDER_SAFE static inline void ob_guard_leave(void) {
    if (ob_interposer_leave) ob_interposer_leave();
}
OB_RENDER_SAFE static inline void ob_guard_foreign_enter(void) {
    if (ob_interposer_foreign_enter) ob_interposer_foreign_enter();
}
OB_RENDER_SAFE static inline void ob_guard_foreign_leave(void) {
    if (ob_interposer_foreign_leave) ob_interposer_foreign_leave();
}

// MARK: The only ways into foreign code

// RT-SAFETY: enters the format's own processor, which the compiler has checked. That one marks its
// calls into the plugin with ob_guard_foreign_enter and _leave, so that the guard counts those apart.
OB_RENDER_SAFE static inline int32_t ob_call_process(
    ob_process_function _Nonnull function, void *_Nonnull context,
    const ob_process_block *_Nonnull block) {
    return function(context, block);
}

// RT-SAFETY: enters the plugin itself, of which its format demands that it can be called here. What it
// does in spite of that is the guard's to count.
OB_RENDER_SAFE static inline void ob_call_plain(
    ob_plain_function _Nonnull function, void *_Nonnull plugin, uint32_t frames) {
    ob_guard_foreign_enter();
    function(plugin, frames);
    ob_guard_foreign_leave();
}

// RT-SAFETY: enters our own render function, which the compiler has checked.
OB_RENDER_SAFE static inline void ob_call_render(
    ob_render_function _Nonnull function, void *_Nonnull context, const ob_cycle *_Nonnull cycle) {
    function(context, cycle);
}

// MARK: Memory, clock, floating point

// RT-SAFETY: memset and memcpy touch the named bytes and nothing else.
OB_RENDER_SAFE static inline void ob_zero(float *_Nonnull destination, size_t count) {
    memset(destination, 0, count * sizeof *destination);
}
OB_RENDER_SAFE static inline void ob_copy(
    float *_Nonnull destination, const float *_Nonnull source, size_t count) {
    memcpy(destination, source, count * sizeof *destination);
}

// Whether the bits are the same: 0 and -0 are not, and what is no number is what it is.
// RT-SAFETY: memcmp reads the named bytes and nothing else.
OB_RENDER_SAFE static inline bool ob_is_same(
    const float *_Nonnull one, const float *_Nonnull other, size_t count) {
    return memcmp(one, other, count * sizeof *one) == 0;
}

// Has the line of memory brought near that is needed soon.
// RT-SAFETY: one instruction, which never faults.
OB_RENDER_SAFE static inline void ob_prefetch(const void *_Nonnull address) {
    __builtin_prefetch(address);
}

// RT-SAFETY: answered by the vDSO from a page that the kernel keeps; no system call on x86-64 and
// arm64 with a sane clock source.
OB_RENDER_SAFE static inline int64_t ob_now_nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

// A counter of the processor that runs at a constant rate on every processor that we support: for
// measuring, at a fraction of the cost of a clock. The control side learns its rate from the clock.
// RT-SAFETY: one instruction.
OB_RENDER_SAFE static inline int64_t ob_ticks(void) {
#if defined(__x86_64__)
    return (int64_t)__builtin_ia32_rdtsc();
#else
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return (int64_t)ticks;
#endif
}

// Flush subnormal numbers to zero for the calling thread, and give back the mode to restore. Filters
// that ring out would otherwise take up to 100 times as long. Where a thread does so already, as our
// own render threads do from their start, nothing is written: that would cost as much as a gain.
// RT-SAFETY: two register moves.
#if defined(__x86_64__)
OB_RENDER_SAFE static inline uint64_t ob_flush_subnormals(void) {
    uint32_t mode = _mm_getcsr();
    if ((mode & 0x8040u) != 0x8040u) _mm_setcsr(mode | 0x8040u);
    return mode;
}
OB_RENDER_SAFE static inline void ob_restore_float_mode(uint64_t mode) {
    if ((mode & 0x8040u) != 0x8040u) _mm_setcsr((uint32_t)mode);
}
#elif defined(__aarch64__)
OB_RENDER_SAFE static inline uint64_t ob_flush_subnormals(void) {
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("msr fpcr, %0" : : "r"(mode | (1ULL << 24)));
    return mode;
}
OB_RENDER_SAFE static inline void ob_restore_float_mode(uint64_t mode) {
    __asm__ volatile("msr fpcr, %0" : : "r"(mode));
}
#else
#error "flush-to-zero is not written for this processor"
#endif

// MARK: Eight lanes

// Swift's own SIMD operators are loops that the optimiser may or may not repair; these are not.
typedef float ob_lanes __attribute__((ext_vector_type(8)));
// RT-SAFETY: arithmetic.
OB_RENDER_SAFE static inline ob_lanes ob_add(ob_lanes a, ob_lanes b) { return a + b; }
OB_RENDER_SAFE static inline ob_lanes ob_subtract(ob_lanes a, ob_lanes b) { return a - b; }
OB_RENDER_SAFE static inline ob_lanes ob_multiply(ob_lanes a, ob_lanes b) { return a * b; }
OB_RENDER_SAFE static inline ob_lanes ob_magnitude(ob_lanes a) { return __builtin_elementwise_abs(a); }
OB_RENDER_SAFE static inline ob_lanes ob_maximum(ob_lanes a, ob_lanes b) {
    return __builtin_elementwise_max(a, b);
}
OB_RENDER_SAFE static inline float ob_reduce_maximum(ob_lanes a) { return __builtin_reduce_max(a); }
OB_RENDER_SAFE static inline float ob_reduce_sum(ob_lanes a) {
    return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}
// The numbers 0 to 7.
OB_RENDER_SAFE static inline ob_lanes ob_ascending(void) { return (ob_lanes){0, 1, 2, 3, 4, 5, 6, 7}; }

// Unaligned access: buffers are aligned, but a block may start anywhere within one.
OB_RENDER_SAFE static inline ob_lanes ob_load(const float *_Nonnull p) {
    ob_lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}
OB_RENDER_SAFE static inline void ob_store(float *_Nonnull p, ob_lanes v) { memcpy(p, &v, sizeof v); }

// MARK: Kernels

// One summand of a mix.
typedef struct ob_mix_input {
    const float *_Nonnull samples;
    float gain;  // linear
    int32_t direction;  // 0 stands still, 1 rises and -1 falls with a fade
} ob_mix_input;

// How loud a run of samples is.
typedef struct ob_level {
    float peak;  // the largest magnitude, linear
    float sum_of_squares;
} ob_level;

// Written once before main, for the processor that we run on. Both forms of a kernel do the same
// operations in the same order, eight samples side by side, so they give the same bits.
typedef struct ob_kernel_table {
    ob_level (*_Nonnull scale)(
        const float *_Nonnull source, float gain, float *_Nonnull destination, size_t count);
    void (*_Nonnull mix)(
        const ob_mix_input *_Nonnull inputs, size_t input_count, float *_Nonnull destination,
        size_t count);
    bool (*_Nonnull may_exceed_two)(
        const float *_Nonnull const *_Nonnull channels, size_t channel_count, size_t count);
} ob_kernel_table;
extern ob_kernel_table ob_kernels;
// A copy of the table; and of that for any processor, whatever was chosen.
static inline ob_kernel_table ob_chosen_kernels(void) { return ob_kernels; }
extern const ob_kernel_table ob_baseline_kernels;

// Writes source * gain, and measures what it writes.
// RT-SAFETY: arithmetic on the named samples.
OB_RENDER_SAFE static inline ob_level ob_scale(
    const float *_Nonnull source, float gain, float *_Nonnull destination, size_t count) {
    return ob_kernels.scale(source, gain, destination, count);
}
// Writes the sum of at least one input, each times its gain, added up in their order.
// RT-SAFETY: as above.
OB_RENDER_SAFE static inline void ob_mix(
    const ob_mix_input *_Nonnull inputs, size_t input_count, float *_Nonnull destination,
    size_t count) {
    ob_kernels.mix(inputs, input_count, destination, count);
}
// Whether the magnitude of any sample may be 2 or more, or is not a number at all: the cheapest way to
// know that nothing is wrong with a signal. It looks at one bit of the exponent.
// RT-SAFETY: as above.
OB_RENDER_SAFE static inline bool ob_may_exceed_two(
    const float *_Nonnull const *_Nonnull channels, size_t channel_count, size_t count) {
    return ob_kernels.may_exceed_two(channels, channel_count, count);
}

// MARK: Waiting for other render threads

// Only where several threads render one plan; a plan that is rendered by one thread never comes here.
// Sleeps while *word is `expected`, until it is woken or the time is over (0: no limit). It may also
// wake for no reason.
// RT-SAFETY: for workers between two blocks, and for a thread that has nothing to do in a block until
// another one ends: it bounds the spinning that the kernel would otherwise punish.
OB_RENDER_SAFE void ob_futex_wait(
    const void *_Nonnull word, uint32_t expected, int64_t nanoseconds_max);
// Wakes threads that sleep on the word.
// RT-SAFETY: a bounded system call of about a microsecond; it never sleeps.
OB_RENDER_SAFE void ob_futex_wake(const void *_Nonnull word, int count);
// Tells the processor that a loop spins.
// RT-SAFETY: one instruction.
OB_RENDER_SAFE static inline void ob_spin_hint(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    __asm__ volatile("yield");
#endif
}

// MARK: Threads [control]

// Ends the calling thread's sleep at an absolute time of CLOCK_MONOTONIC.
void ob_sleep_until(int64_t nanoseconds);
// Starts a detachable thread with its own stack size. With priority > 0 it asks for SCHED_FIFO and,
// refused, starts the thread as an ordinary one. Returns 0, or the error number of pthread_create.
// *is_realtime says which it became.
typedef void *_Nullable (*ob_thread_body)(void *_Nullable argument);
int ob_thread_start(
    uint64_t *_Nonnull thread, const char *_Nonnull name, int priority, size_t stack_bytes,
    ob_thread_body _Nonnull body, void *_Nullable argument, bool *_Nonnull is_realtime);
void ob_thread_join(uint64_t thread);
// Another priority of SCHED_FIFO for a thread that has one. 0, or an error number.
int ob_thread_set_priority(uint64_t thread, int priority);
// Asks for SCHED_FIFO for the calling thread. 0, or an error number.
int ob_thread_make_realtime(int priority);
// Touches the calling thread's stack so that it has no page fault later.
void ob_thread_prefault(void);
// Locks all pages, now and later, as they are touched. 0, or an error number.
int ob_lock_memory(void);

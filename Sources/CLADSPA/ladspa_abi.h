// The binary interface of LADSPA 1.1, in our own words. A library gives its plugins one by one through
// `ladspa_descriptor`, until that returns null.
//
// libm is linked with this: some libraries use it and do not say so.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef void *ob_ladspa_handle;

enum {
    OB_LADSPA_REALTIME = 1 << 0,  // reads or writes something beside its buffers
    OB_LADSPA_INPLACE_BROKEN = 1 << 1,  // no input may be the same memory as an output
    OB_LADSPA_HARD_RT_CAPABLE = 1 << 2,
};

enum {
    OB_LADSPA_PORT_INPUT = 1 << 0,
    OB_LADSPA_PORT_OUTPUT = 1 << 1,
    OB_LADSPA_PORT_CONTROL = 1 << 2,
    OB_LADSPA_PORT_AUDIO = 1 << 3,
};

enum {
    OB_LADSPA_BOUNDED_BELOW = 1 << 0,
    OB_LADSPA_BOUNDED_ABOVE = 1 << 1,
    OB_LADSPA_TOGGLED = 1 << 2,
    OB_LADSPA_SAMPLE_RATE = 1 << 3,  // the bounds are parts of the sample rate
    OB_LADSPA_LOGARITHMIC = 1 << 4,
    OB_LADSPA_INTEGER = 1 << 5,
    // One of these, in four bits.
    OB_LADSPA_DEFAULT_MASK = 0x3C0,
    OB_LADSPA_DEFAULT_MINIMUM = 0x040,
    OB_LADSPA_DEFAULT_LOW = 0x080,
    OB_LADSPA_DEFAULT_MIDDLE = 0x0C0,
    OB_LADSPA_DEFAULT_HIGH = 0x100,
    OB_LADSPA_DEFAULT_MAXIMUM = 0x140,
    OB_LADSPA_DEFAULT_0 = 0x200,
    OB_LADSPA_DEFAULT_1 = 0x240,
    OB_LADSPA_DEFAULT_100 = 0x280,
    OB_LADSPA_DEFAULT_440 = 0x2C0,
};

typedef struct ob_ladspa_range {
    int hints;
    float lower;
    float upper;
} ob_ladspa_range;

typedef struct ob_ladspa_descriptor {
    unsigned long unique_id;
    const char *_Nullable label;  // without spaces, unique within its library
    int properties;
    const char *_Nullable name;
    const char *_Nullable maker;
    const char *_Nullable copyright;
    unsigned long port_count;
    const int *_Nullable ports;  // port_count each
    const char *_Nullable const *_Nullable port_names;
    const ob_ladspa_range *_Nullable ranges;
    void *_Nullable implementation;
    ob_ladspa_handle _Nullable (*_Nullable instantiate)(
        const struct ob_ladspa_descriptor *_Nonnull descriptor, unsigned long rate);
    void (*_Nullable connect_port)(
        ob_ladspa_handle _Nonnull plugin, unsigned long port, float *_Nonnull memory);
    void (*_Nullable activate)(ob_ladspa_handle _Nonnull plugin);
    void (*_Nullable run)(ob_ladspa_handle _Nonnull plugin, unsigned long frames);
    void (*_Nullable run_adding)(ob_ladspa_handle _Nonnull plugin, unsigned long frames);
    void (*_Nullable set_run_adding_gain)(ob_ladspa_handle _Nonnull plugin, float gain);
    void (*_Nullable deactivate)(ob_ladspa_handle _Nonnull plugin);
    void (*_Nullable cleanup)(ob_ladspa_handle _Nonnull plugin);
} ob_ladspa_descriptor;

typedef const ob_ladspa_descriptor *_Nullable (*ob_ladspa_entry)(unsigned long index);

typedef void (*ob_ladspa_run)(ob_ladspa_handle _Nonnull plugin, unsigned long frames);
typedef void (*ob_ladspa_connect)(
    ob_ladspa_handle _Nonnull plugin, unsigned long port, float *_Nonnull memory);

#define OB_LADSPA_RENDER_SAFE __attribute__((swift_attr("@_noLocks")))

// RT-SAFETY: these two are a plugin's own, which LADSPA lets be called while it runs; as bounded as the
// plugin is.
OB_LADSPA_RENDER_SAFE static inline void ob_ladspa_call_run(
    ob_ladspa_run _Nonnull run, ob_ladspa_handle _Nonnull plugin, uint32_t frames) {
    run(plugin, frames);
}
OB_LADSPA_RENDER_SAFE static inline void ob_ladspa_call_connect(
    ob_ladspa_connect _Nonnull connect, ob_ladspa_handle _Nonnull plugin, unsigned long port,
    const float *_Nonnull memory) {
    connect(plugin, port, (float *)memory);
}

// lilv and LV2's own headers, and what Swift cannot say of them itself: calls through a plugin's
// function pointers from code that may not block, and the variadic half of the log feature.
#pragma once
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <lilv/lilv.h>
#include <lv2/core/lv2.h>
#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/patch/patch.h>
#include <lv2/port-groups/port-groups.h>
#include <lv2/port-props/port-props.h>
#include <lv2/presets/presets.h>
#include <lv2/resize-port/resize-port.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <lv2/units/units.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

#define OB_LV2_RENDER_SAFE __attribute__((swift_attr("@_noLocks")))

// RT-SAFETY: these four are a plugin's functions of LV2's audio class, as bounded as the plugin is.
OB_LV2_RENDER_SAFE static inline void ob_lv2_run(
    void (*run)(LV2_Handle, uint32_t), LV2_Handle plugin, uint32_t frames) {
    run(plugin, frames);
}
OB_LV2_RENDER_SAFE static inline void ob_lv2_connect(
    void (*connect)(LV2_Handle, uint32_t, void *), LV2_Handle plugin, uint32_t port,
    const void *buffer) {
    connect(plugin, port, (void *)buffer);
}
OB_LV2_RENDER_SAFE static inline void ob_lv2_respond(
    const LV2_Worker_Interface *worker, LV2_Handle plugin, uint32_t size, const void *bytes) {
    worker->work_response(plugin, size, bytes);
}
OB_LV2_RENDER_SAFE static inline void ob_lv2_end_run(
    const LV2_Worker_Interface *worker, LV2_Handle plugin) {
    if (worker->end_run) worker->end_run(plugin);
}

// RT-SAFETY: only where nobody waits for a deadline; see the worker.
OB_LV2_RENDER_SAFE static inline LV2_Worker_Status ob_lv2_work(
    const LV2_Worker_Interface *worker, LV2_Handle plugin, LV2_Worker_Respond_Function respond,
    void *handle, uint32_t size, const void *bytes) {
    return worker->work(plugin, respond, handle, size, bytes);
}

// RT-SAFETY: copies at most the eight bytes that an event has.
OB_LV2_RENDER_SAFE static inline void ob_lv2_copy_bytes(
    void *event, const void *bytes, uint32_t size) {
    // The bytes of an ob_event lie at its end.
    memcpy((char *)event + 8, bytes, size < 8 ? size : 8);
}

// RT-SAFETY: copies eight bytes.
OB_LV2_RENDER_SAFE static inline void ob_lv2_put_bytes(void *bytes, const void *event) {
    memcpy(bytes, (const char *)event + 8, 8);
}

// What KXStudio's programs extension has, which has no header in Debian.
typedef struct ob_lv2_program {
    uint32_t bank;
    uint32_t program;
    const char *name;
} ob_lv2_program;
typedef struct ob_lv2_programs {
    // Null behind the last one. Valid until the next call.
    const ob_lv2_program *(*get_program)(LV2_Handle plugin, uint32_t index);
    void (*select_program)(LV2_Handle plugin, uint32_t bank, uint32_t program);
} ob_lv2_programs;

// Where a formatted log line goes.
typedef struct ob_lv2_log_sink {
    void *context;
    void (*write)(void *context, LV2_URID type, const char *text, uint32_t length);
} ob_lv2_log_sink;

// The longest line that is kept, in bytes. Formatting happens on the stack: plugins log from any
// thread.
#define OB_LV2_LOG_LINE_SIZE 240

static int ob_lv2_log_vprintf(
    LV2_Log_Handle handle, LV2_URID type, const char *format, va_list arguments) {
    char line[OB_LV2_LOG_LINE_SIZE + 1];
    int length = vsnprintf(line, sizeof line, format, arguments);
    if (length < 0) return length;
    const ob_lv2_log_sink *sink = (const ob_lv2_log_sink *)handle;
    uint32_t kept = (uint32_t)length < OB_LV2_LOG_LINE_SIZE ? (uint32_t)length : OB_LV2_LOG_LINE_SIZE;
    sink->write(sink->context, type, line, kept);
    return length;
}

static int ob_lv2_log_printf(LV2_Log_Handle handle, LV2_URID type, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = ob_lv2_log_vprintf(handle, type, format, arguments);
    va_end(arguments);
    return length;
}

// A log feature that writes to `sink`, which outlives it.
static inline LV2_Log_Log ob_lv2_log(ob_lv2_log_sink *sink) {
    LV2_Log_Log log = {sink, ob_lv2_log_printf, ob_lv2_log_vprintf};
    return log;
}

// What a plugin may free with C's own allocator.
static inline char *ob_lv2_copy_text(const char *text) { return strdup(text); }
static inline void ob_lv2_free_text(char *text) { free(text); }

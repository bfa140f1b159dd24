// The ways into the other side while rendering, and the text in its tables.
#pragma once
#include <pthread.h>
#include <string.h>
#include "clap_abi.h"

#define OB_CLAP_RENDER_SAFE __attribute__((swift_attr("@_noLocks")))

// A number of the calling thread that no other running thread has; never 0.
// RT-SAFETY: reads a register.
OB_CLAP_RENDER_SAFE static inline uint64_t ob_clap_this_thread(void) {
    return (uint64_t)pthread_self();
}

// MARK: From the host into a plugin. The host has seen that the functions are there.

// RT-SAFETY: these are a plugin's own, which CLAP has it write for the audio thread; as bounded as the
// plugin is.
OB_CLAP_RENDER_SAFE static inline int32_t ob_clap_call_process(
    const ob_clap_plugin *_Nonnull plugin, const ob_clap_process *_Nonnull process) {
    return plugin->process(plugin, process);
}
OB_CLAP_RENDER_SAFE static inline bool ob_clap_call_start_processing(
    const ob_clap_plugin *_Nonnull plugin) {
    return !plugin->start_processing || plugin->start_processing(plugin);
}
OB_CLAP_RENDER_SAFE static inline void ob_clap_call_stop_processing(
    const ob_clap_plugin *_Nonnull plugin) {
    if (plugin->stop_processing) plugin->stop_processing(plugin);
}
OB_CLAP_RENDER_SAFE static inline void ob_clap_call_reset(const ob_clap_plugin *_Nonnull plugin) {
    if (plugin->reset) plugin->reset(plugin);
}
OB_CLAP_RENDER_SAFE static inline void ob_clap_call_flush(
    const ob_clap_plugin_params *_Nonnull params, const ob_clap_plugin *_Nonnull plugin,
    const ob_clap_input_events *_Nonnull in, const ob_clap_output_events *_Nonnull out) {
    if (params->flush) params->flush(plugin, in, out);
}
OB_CLAP_RENDER_SAFE static inline uint32_t ob_clap_call_tail(
    const ob_clap_plugin_tail *_Nonnull tail, const ob_clap_plugin *_Nonnull plugin) {
    return tail->get ? tail->get(plugin) : 0;
}

// MARK: From a plugin into its host

// RT-SAFETY: these are a host's own, which CLAP has it write for the audio thread.
OB_CLAP_RENDER_SAFE static inline uint32_t ob_clap_event_count(
    const ob_clap_input_events *_Nonnull list) {
    return list->count(list);
}
OB_CLAP_RENDER_SAFE static inline const ob_clap_event_header *_Nullable ob_clap_event_at(
    const ob_clap_input_events *_Nonnull list, uint32_t index) {
    return list->get(list, index);
}
OB_CLAP_RENDER_SAFE static inline bool ob_clap_event_push(
    const ob_clap_output_events *_Nonnull list, const ob_clap_event_header *_Nonnull event) {
    return list->try_push(list, event);
}
OB_CLAP_RENDER_SAFE static inline void ob_clap_request_restart(const ob_clap_host *_Nonnull host) {
    host->request_restart(host);
}
OB_CLAP_RENDER_SAFE static inline void ob_clap_request_process(const ob_clap_host *_Nonnull host) {
    host->request_process(host);
}
OB_CLAP_RENDER_SAFE static inline void ob_clap_request_callback(const ob_clap_host *_Nonnull host) {
    host->request_callback(host);
}
OB_CLAP_RENDER_SAFE static inline void ob_clap_tail_changed(
    const ob_clap_host_tail *_Nonnull tail, const ob_clap_host *_Nonnull host) {
    tail->changed(host);
}

// MARK: Text within tables, which Swift sees as hundreds of fields [any]

// Copies as much as there is room for, whole characters of UTF-8, and ends it with a zero.
static inline void ob_clap_write_text(
    char *_Nonnull text, size_t size, const char *_Nonnull source) {
    if (size == 0) return;
    size_t length = strnlen(source, size);
    if (length == size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)source[length] & 0xC0) == 0x80) length--;
    }
    memcpy(text, source, length);
    text[length] = 0;
}

static inline char *_Nonnull ob_clap_param_name(ob_clap_param_info *_Nonnull info) {
    return info->name;
}
static inline char *_Nonnull ob_clap_param_module(ob_clap_param_info *_Nonnull info) {
    return info->module;
}
static inline char *_Nonnull ob_clap_audio_port_name(ob_clap_audio_port_info *_Nonnull info) {
    return info->name;
}
static inline char *_Nonnull ob_clap_note_port_name(ob_clap_note_port_info *_Nonnull info) {
    return info->name;
}
static inline char *_Nonnull ob_clap_audio_ports_config_name(
    ob_clap_audio_ports_config *_Nonnull config) {
    return config->name;
}
static inline char *_Nonnull ob_clap_note_name_text(ob_clap_note_name *_Nonnull name) {
    return name->name;
}
static inline char *_Nonnull ob_clap_page_section_name(
    ob_clap_remote_controls_page *_Nonnull page) {
    return page->section_name;
}
static inline char *_Nonnull ob_clap_page_name(ob_clap_remote_controls_page *_Nonnull page) {
    return page->page_name;
}
static inline char *_Nonnull ob_clap_track_name(ob_clap_track_info *_Nonnull info) {
    return info->name;
}

// What the host gives to a VST3 plugin beside streams, messages and blocks.
#pragma once
#include "vst3_base.h"

// MARK: The application, which a plugin gets as it is initialised

typedef struct ob_vst3_application_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull get_name)(void *_Nonnull object, ob_vst3_text *_Nullable name);
    // Makes a message or an attribute list.
    int32_t (*_Nonnull create)(
        void *_Nonnull object, const ob_vst3_id *_Nullable id, const ob_vst3_id *_Nullable interface,
        void *_Nullable *_Nullable made);
} ob_vst3_application_methods;
typedef struct ob_vst3_application {
    const ob_vst3_application_methods *_Nonnull methods;
} ob_vst3_application;
static const ob_vst3_id ob_vst3_application_id =
    OB_VST3_ID(0x58E595CC, 0xDB2D4969, 0x8B6AAF8C, 0x36A664E5);

typedef struct ob_vst3_support_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull is_supported)(void *_Nonnull object, const ob_vst3_id *_Nullable interface);
} ob_vst3_support_methods;
typedef struct ob_vst3_support {
    const ob_vst3_support_methods *_Nonnull methods;
} ob_vst3_support;
static const ob_vst3_id ob_vst3_support_id = OB_VST3_ID(0x4FB58B9E, 0x9EAA4E0F, 0xAB361C1C, 0xCCB56FEA);

// MARK: The run loop, served on the thread that everything but processing is called on

typedef struct ob_vst3_file_handler_methods {
    ob_vst3_unknown_methods unknown;
    void (*_Nonnull is_ready)(void *_Nonnull object, int file);
} ob_vst3_file_handler_methods;
typedef struct ob_vst3_file_handler {
    const ob_vst3_file_handler_methods *_Nonnull methods;
} ob_vst3_file_handler;
static const ob_vst3_id ob_vst3_file_handler_id =
    OB_VST3_ID(0x561E65C9, 0x13A0496F, 0x813A2C35, 0x654D7983);

typedef struct ob_vst3_timer_methods {
    ob_vst3_unknown_methods unknown;
    void (*_Nonnull is_due)(void *_Nonnull object);
} ob_vst3_timer_methods;
typedef struct ob_vst3_timer {
    const ob_vst3_timer_methods *_Nonnull methods;
} ob_vst3_timer;
static const ob_vst3_id ob_vst3_timer_id = OB_VST3_ID(0x10BDD94F, 0x41424774, 0x821FAD8F, 0xECA72CA9);

typedef struct ob_vst3_run_loop_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull add_file)(void *_Nonnull object, void *_Nullable handler, int file);
    int32_t (*_Nonnull remove_file)(void *_Nonnull object, void *_Nullable handler);
    int32_t (*_Nonnull add_timer)(void *_Nonnull object, void *_Nullable timer, uint64_t milliseconds);
    int32_t (*_Nonnull remove_timer)(void *_Nonnull object, void *_Nullable timer);
} ob_vst3_run_loop_methods;
typedef struct ob_vst3_run_loop {
    const ob_vst3_run_loop_methods *_Nonnull methods;
} ob_vst3_run_loop;
static const ob_vst3_id ob_vst3_run_loop_id = OB_VST3_ID(0x18C35366, 0x97764F1A, 0x9C5B8385, 0x7A871389);

// MARK: The handler, which a controller tells of what it does by itself

enum {
    OB_VST3_RELOAD = 1 << 0,
    OB_VST3_BUSES_CHANGED = 1 << 1,
    OB_VST3_VALUES_CHANGED = 1 << 2,
    OB_VST3_LATENCY_CHANGED = 1 << 3,
    OB_VST3_TITLES_CHANGED = 1 << 4,
    OB_VST3_MAPPING_CHANGED = 1 << 5,
};

typedef struct ob_vst3_handler_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull begin_edit)(void *_Nonnull object, uint32_t id);
    int32_t (*_Nonnull perform_edit)(void *_Nonnull object, uint32_t id, double normalized);
    int32_t (*_Nonnull end_edit)(void *_Nonnull object, uint32_t id);
    int32_t (*_Nonnull restart)(void *_Nonnull object, int32_t flags);
} ob_vst3_handler_methods;
typedef struct ob_vst3_handler {
    const ob_vst3_handler_methods *_Nonnull methods;
} ob_vst3_handler;
static const ob_vst3_id ob_vst3_handler_id = OB_VST3_ID(0x93A0BEA3, 0x0BD045DB, 0x8E890B0C, 0xC1E46AC6);

typedef struct ob_vst3_handler_2_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull set_dirty)(void *_Nonnull object, uint8_t on);
    int32_t (*_Nonnull open_editor)(void *_Nonnull object, const char *_Nullable name);
    int32_t (*_Nonnull begin_group)(void *_Nonnull object);
    int32_t (*_Nonnull end_group)(void *_Nonnull object);
} ob_vst3_handler_2_methods;
typedef struct ob_vst3_handler_2 {
    const ob_vst3_handler_2_methods *_Nonnull methods;
} ob_vst3_handler_2;
static const ob_vst3_id ob_vst3_handler_2_id =
    OB_VST3_ID(0xF040B4B3, 0xA36045EC, 0xABCDC045, 0xB4D5A2CC);

typedef struct ob_vst3_bus_activation_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull request)(
        void *_Nonnull object, int32_t media, int32_t direction, int32_t index, uint8_t on);
} ob_vst3_bus_activation_methods;
typedef struct ob_vst3_bus_activation {
    const ob_vst3_bus_activation_methods *_Nonnull methods;
} ob_vst3_bus_activation;
static const ob_vst3_id ob_vst3_bus_activation_id =
    OB_VST3_ID(0x067D02C1, 0x5B4E274D, 0xA92D90FD, 0x6EAF7240);

typedef struct ob_vst3_unit_handler_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull unit_selected)(void *_Nonnull object, int32_t unit);
    int32_t (*_Nonnull list_changed)(void *_Nonnull object, int32_t list, int32_t program);
} ob_vst3_unit_handler_methods;
typedef struct ob_vst3_unit_handler {
    const ob_vst3_unit_handler_methods *_Nonnull methods;
} ob_vst3_unit_handler;
static const ob_vst3_id ob_vst3_unit_handler_id =
    OB_VST3_ID(0x4B5147F8, 0x4654486B, 0x8DAB30BA, 0x163A3C56);

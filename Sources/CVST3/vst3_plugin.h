// What a VST3 module gives: its factory, and the halves of a plugin.
//
// A module exports ModuleEntry, ModuleExit and GetPluginFactory. The first two are called in pairs.
#pragma once
#include "vst3_base.h"

// Gets what dlopen gave. Not 0: it is ready.
typedef uint8_t (*ob_vst3_module_entry)(void *_Nullable library);
typedef uint8_t (*ob_vst3_module_exit)(void);
// The caller owns a reference to what comes back.
typedef void *_Nullable (*ob_vst3_get_factory)(void);

// MARK: The factory

typedef struct ob_vst3_factory_info {
    char vendor[64];
    char url[256];
    char email[128];
    int32_t flags;
} ob_vst3_factory_info;

#define OB_VST3_AUDIO_CATEGORY "Audio Module Class"
#define OB_VST3_CONTROLLER_CATEGORY "Component Controller Class"

typedef struct ob_vst3_class_info {
    ob_vst3_id id;
    int32_t cardinality;  // 0x7FFFFFFF: any number of instances
    char category[32];
    char name[64];
} ob_vst3_class_info;

typedef struct ob_vst3_class_info_2 {
    ob_vst3_id id;
    int32_t cardinality;
    char category[32];
    char name[64];
    uint32_t flags;
    char kinds[128];  // "Fx|Dynamics"
    char vendor[64];
    char version[64];
    char sdk_version[64];
} ob_vst3_class_info_2;

typedef struct ob_vst3_class_info_3 {
    ob_vst3_id id;
    int32_t cardinality;
    char category[32];
    ob_vst3_unit16 name[64];
    uint32_t flags;
    char kinds[128];
    ob_vst3_unit16 vendor[64];
    ob_vst3_unit16 version[64];
    ob_vst3_unit16 sdk_version[64];
} ob_vst3_class_info_3;

typedef struct ob_vst3_factory_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull get_info)(void *_Nonnull object, ob_vst3_factory_info *_Nonnull info);
    int32_t (*_Nonnull count_classes)(void *_Nonnull object);
    int32_t (*_Nonnull get_class)(
        void *_Nonnull object, int32_t index, ob_vst3_class_info *_Nonnull info);
    int32_t (*_Nonnull create)(
        void *_Nonnull object, const ob_vst3_id *_Nonnull id, const ob_vst3_id *_Nonnull interface,
        void *_Nullable *_Nonnull made);
} ob_vst3_factory_methods;
typedef struct ob_vst3_factory {
    const ob_vst3_factory_methods *_Nonnull methods;
} ob_vst3_factory;
static const ob_vst3_id ob_vst3_factory_id = OB_VST3_ID(0x7A4D811C, 0x52114A1F, 0xAED9D2EE, 0x0B43BF9F);

typedef struct ob_vst3_factory_2_methods {
    ob_vst3_factory_methods factory;
    int32_t (*_Nonnull get_class_2)(
        void *_Nonnull object, int32_t index, ob_vst3_class_info_2 *_Nonnull info);
} ob_vst3_factory_2_methods;
typedef struct ob_vst3_factory_2 {
    const ob_vst3_factory_2_methods *_Nonnull methods;
} ob_vst3_factory_2;
static const ob_vst3_id ob_vst3_factory_2_id =
    OB_VST3_ID(0x0007B650, 0xF24B4C0B, 0xA464EDB9, 0xF00B2ABB);

typedef struct ob_vst3_factory_3_methods {
    ob_vst3_factory_2_methods factory_2;
    int32_t (*_Nonnull get_class_3)(
        void *_Nonnull object, int32_t index, ob_vst3_class_info_3 *_Nonnull info);
    int32_t (*_Nonnull set_host)(void *_Nonnull object, void *_Nullable host);
} ob_vst3_factory_3_methods;
typedef struct ob_vst3_factory_3 {
    const ob_vst3_factory_3_methods *_Nonnull methods;
} ob_vst3_factory_3;
static const ob_vst3_id ob_vst3_factory_3_id =
    OB_VST3_ID(0x4555A2AB, 0xC1234E57, 0x9B122910, 0x36878931);

// MARK: The component: buses and state

typedef struct ob_vst3_base_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull initialize)(void *_Nonnull object, void *_Nullable host);
    int32_t (*_Nonnull terminate)(void *_Nonnull object);
} ob_vst3_base_methods;

enum { OB_VST3_AUDIO = 0, OB_VST3_EVENTS = 1 };
enum { OB_VST3_INPUT = 0, OB_VST3_OUTPUT = 1 };
enum { OB_VST3_BUS_MAIN = 0, OB_VST3_BUS_AUX = 1 };
enum { OB_VST3_BUS_DEFAULT_ACTIVE = 1 << 0, OB_VST3_BUS_CONTROL_VOLTAGE = 1 << 1 };

typedef struct ob_vst3_bus_info {
    int32_t media;
    int32_t direction;
    int32_t channels;
    ob_vst3_text name;
    int32_t type;
    uint32_t flags;
} ob_vst3_bus_info;

typedef struct ob_vst3_component_methods {
    ob_vst3_base_methods base;
    int32_t (*_Nonnull get_controller_class)(void *_Nonnull object, ob_vst3_id *_Nonnull id);
    int32_t (*_Nonnull set_io_mode)(void *_Nonnull object, int32_t mode);
    int32_t (*_Nonnull count_buses)(void *_Nonnull object, int32_t media, int32_t direction);
    int32_t (*_Nonnull get_bus)(
        void *_Nonnull object, int32_t media, int32_t direction, int32_t index,
        ob_vst3_bus_info *_Nonnull info);
    int32_t (*_Nonnull get_routing)(
        void *_Nonnull object, void *_Nullable input, void *_Nullable output);
    int32_t (*_Nonnull activate_bus)(
        void *_Nonnull object, int32_t media, int32_t direction, int32_t index, uint8_t on);
    int32_t (*_Nonnull set_active)(void *_Nonnull object, uint8_t on);
    int32_t (*_Nonnull set_state)(void *_Nonnull object, void *_Nullable stream);
    int32_t (*_Nonnull get_state)(void *_Nonnull object, void *_Nullable stream);
} ob_vst3_component_methods;
typedef struct ob_vst3_component {
    const ob_vst3_component_methods *_Nonnull methods;
} ob_vst3_component;
static const ob_vst3_id ob_vst3_component_id =
    OB_VST3_ID(0xE831FF31, 0xF2D54301, 0x928EBBEE, 0x25697802);

// MARK: The controller: parameters as people see them

enum {
    OB_VST3_PARAMETER_AUTOMATABLE = 1 << 0,
    OB_VST3_PARAMETER_READ_ONLY = 1 << 1,
    OB_VST3_PARAMETER_WRAPS = 1 << 2,
    OB_VST3_PARAMETER_LIST = 1 << 3,
    OB_VST3_PARAMETER_HIDDEN = 1 << 4,
    OB_VST3_PARAMETER_PROGRAM = 1 << 15,
    OB_VST3_PARAMETER_BYPASS = 1 << 16,
};

typedef struct ob_vst3_parameter_info {
    uint32_t id;
    ob_vst3_text title;
    ob_vst3_text short_title;
    ob_vst3_text unit;
    int32_t steps;  // 0: it is continuous; 1: a switch; else one less than it has values
    double normalized_default;
    int32_t unit_id;
    int32_t flags;
} ob_vst3_parameter_info;

typedef struct ob_vst3_controller_methods {
    ob_vst3_base_methods base;
    int32_t (*_Nonnull set_component_state)(void *_Nonnull object, void *_Nullable stream);
    int32_t (*_Nonnull set_state)(void *_Nonnull object, void *_Nullable stream);
    int32_t (*_Nonnull get_state)(void *_Nonnull object, void *_Nullable stream);
    int32_t (*_Nonnull count_parameters)(void *_Nonnull object);
    int32_t (*_Nonnull get_parameter)(
        void *_Nonnull object, int32_t index, ob_vst3_parameter_info *_Nonnull info);
    int32_t (*_Nonnull text_of_value)(
        void *_Nonnull object, uint32_t id, double normalized, ob_vst3_text *_Nonnull text);
    int32_t (*_Nonnull value_of_text)(
        void *_Nonnull object, uint32_t id, const ob_vst3_unit16 *_Nonnull text,
        double *_Nonnull normalized);
    double (*_Nonnull plain_of_normalized)(void *_Nonnull object, uint32_t id, double normalized);
    double (*_Nonnull normalized_of_plain)(void *_Nonnull object, uint32_t id, double plain);
    double (*_Nonnull get_normalized)(void *_Nonnull object, uint32_t id);
    int32_t (*_Nonnull set_normalized)(void *_Nonnull object, uint32_t id, double normalized);
    int32_t (*_Nonnull set_handler)(void *_Nonnull object, void *_Nullable handler);
    void *_Nullable (*_Nonnull create_view)(void *_Nonnull object, const char *_Nullable name);
} ob_vst3_controller_methods;
typedef struct ob_vst3_controller {
    const ob_vst3_controller_methods *_Nonnull methods;
} ob_vst3_controller;
static const ob_vst3_id ob_vst3_controller_id =
    OB_VST3_ID(0xDCD7BBE3, 0x7742448D, 0xA874AACC, 0x979C759E);

// What a plugin may be told of beside the controllers 0 to 127.
enum {
    OB_VST3_AFTERTOUCH = 128,
    OB_VST3_PITCH_BEND = 129,
    OB_VST3_MAPPED_COUNT = 130,
    OB_VST3_PROGRAM_CHANGE = 130,
    OB_VST3_POLY_PRESSURE = 131,
    OB_VST3_QUARTER_FRAME = 132,
};

typedef struct ob_vst3_midi_mapping_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull get_parameter)(
        void *_Nonnull object, int32_t bus, int16_t channel, int16_t controller,
        uint32_t *_Nonnull id);
} ob_vst3_midi_mapping_methods;
typedef struct ob_vst3_midi_mapping {
    const ob_vst3_midi_mapping_methods *_Nonnull methods;
} ob_vst3_midi_mapping;
static const ob_vst3_id ob_vst3_midi_mapping_id =
    OB_VST3_ID(0xDF0FF9F7, 0x49B74669, 0xB63AB732, 0x7ADBF5E5);

// MARK: Units, and lists of programs

typedef struct ob_vst3_unit_info {
    int32_t id;  // 0: the root
    int32_t parent;  // -1: none
    ob_vst3_text name;
    int32_t program_list;  // -1: none
} ob_vst3_unit_info;

typedef struct ob_vst3_program_list_info {
    int32_t id;
    ob_vst3_text name;
    int32_t count;
} ob_vst3_program_list_info;

typedef struct ob_vst3_units_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull count_units)(void *_Nonnull object);
    int32_t (*_Nonnull get_unit)(void *_Nonnull object, int32_t index, ob_vst3_unit_info *_Nonnull info);
    int32_t (*_Nonnull count_lists)(void *_Nonnull object);
    int32_t (*_Nonnull get_list)(
        void *_Nonnull object, int32_t index, ob_vst3_program_list_info *_Nonnull info);
    int32_t (*_Nonnull get_program_name)(
        void *_Nonnull object, int32_t list, int32_t program, ob_vst3_text *_Nonnull name);
    int32_t (*_Nonnull get_program_info)(
        void *_Nonnull object, int32_t list, int32_t program, const char *_Nullable attribute,
        ob_vst3_text *_Nonnull value);
    int32_t (*_Nonnull has_pitch_names)(void *_Nonnull object, int32_t list, int32_t program);
    int32_t (*_Nonnull get_pitch_name)(
        void *_Nonnull object, int32_t list, int32_t program, int16_t pitch,
        ob_vst3_text *_Nonnull name);
    int32_t (*_Nonnull get_selected)(void *_Nonnull object);
    int32_t (*_Nonnull select)(void *_Nonnull object, int32_t unit);
    int32_t (*_Nonnull get_unit_of_bus)(
        void *_Nonnull object, int32_t media, int32_t direction, int32_t bus, int32_t channel,
        int32_t *_Nonnull unit);
    int32_t (*_Nonnull set_program_data)(
        void *_Nonnull object, int32_t list_or_unit, int32_t program, void *_Nullable stream);
} ob_vst3_units_methods;
typedef struct ob_vst3_units {
    const ob_vst3_units_methods *_Nonnull methods;
} ob_vst3_units;
static const ob_vst3_id ob_vst3_units_id = OB_VST3_ID(0x3D4BD6B5, 0x913A4FD2, 0xA886E768, 0xA5EB92C1);

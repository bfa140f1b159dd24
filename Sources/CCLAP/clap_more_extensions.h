// Tables that fewer plugins have. Included by clap_abi.h.
#pragma once

// MARK: Rendering faster or slower than time passes

#define OB_CLAP_EXT_RENDER "clap.render"

enum {
    OB_CLAP_RENDER_REALTIME = 0,
    OB_CLAP_RENDER_OFFLINE = 1,
};

typedef struct ob_clap_plugin_render {
    bool (*_Nullable has_hard_realtime_requirement)(const ob_clap_plugin *_Nonnull plugin);  // [main]
    bool (*_Nullable set)(const ob_clap_plugin *_Nonnull plugin, int32_t mode);  // [main]
} ob_clap_plugin_render;

// MARK: Other sets of audio ports

#define OB_CLAP_EXT_AUDIO_PORTS_CONFIG "clap.audio-ports-config"
#define OB_CLAP_EXT_AUDIO_PORTS_CONFIG_INFO "clap.audio-ports-config-info/1"
#define OB_CLAP_EXT_AUDIO_PORTS_CONFIG_INFO_DRAFT "clap.audio-ports-config-info/draft-0"
#define OB_CLAP_EXT_AUDIO_PORTS_ACTIVATION "clap.audio-ports-activation/2"
#define OB_CLAP_EXT_AUDIO_PORTS_ACTIVATION_DRAFT "clap.audio-ports-activation/draft-2"
#define OB_CLAP_EXT_CONFIGURABLE_AUDIO_PORTS "clap.configurable-audio-ports/1"
#define OB_CLAP_EXT_CONFIGURABLE_AUDIO_PORTS_DRAFT "clap.configurable-audio-ports.draft1"

typedef struct ob_clap_audio_ports_config {
    ob_clap_id id;
    char name[OB_CLAP_NAME_SIZE];
    uint32_t input_port_count;
    uint32_t output_port_count;
    bool has_main_input;
    uint32_t main_input_channel_count;
    const char *_Nullable main_input_port_type;
    bool has_main_output;
    uint32_t main_output_channel_count;
    const char *_Nullable main_output_port_type;
} ob_clap_audio_ports_config;

typedef struct ob_clap_plugin_audio_ports_config {
    uint32_t (*_Nullable count)(const ob_clap_plugin *_Nonnull plugin);  // [main]
    bool (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t index,
        ob_clap_audio_ports_config *_Nonnull config);  // [main]
    bool (*_Nullable select)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_id config_id);  // [main & !active]
} ob_clap_plugin_audio_ports_config;

typedef struct ob_clap_plugin_audio_ports_config_info {
    ob_clap_id (*_Nullable current_config)(const ob_clap_plugin *_Nonnull plugin);  // [main]
    bool (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_id config_id, uint32_t port_index,
        bool is_input, ob_clap_audio_port_info *_Nonnull info);  // [main]
} ob_clap_plugin_audio_ports_config_info;

typedef struct ob_clap_host_audio_ports_config {
    void (*_Nullable rescan)(const ob_clap_host *_Nonnull host);  // [main]
} ob_clap_host_audio_ports_config;

typedef struct ob_clap_plugin_audio_ports_activation {
    bool (*_Nullable can_activate_while_processing)(const ob_clap_plugin *_Nonnull plugin);  // [main]
    // Bits of a sample: 32, 64, or 0 where it is not known. [active ? audio : main]
    bool (*_Nullable set_active)(
        const ob_clap_plugin *_Nonnull plugin, bool is_input, uint32_t port_index, bool is_active,
        uint32_t sample_bits);
} ob_clap_plugin_audio_ports_activation;

typedef struct ob_clap_audio_port_request {
    bool is_input;
    uint32_t port_index;
    uint32_t channel_count;
    const char *_Nullable port_type;
    const void *_Nullable port_details;  // as the type says; null for mono and stereo
} ob_clap_audio_port_request;

typedef struct ob_clap_plugin_configurable_audio_ports {
    bool (*_Nullable can_apply)(
        const ob_clap_plugin *_Nonnull plugin, const ob_clap_audio_port_request *_Nonnull requests,
        uint32_t request_count);  // [main & !active]
    bool (*_Nullable apply)(
        const ob_clap_plugin *_Nonnull plugin, const ob_clap_audio_port_request *_Nonnull requests,
        uint32_t request_count);  // [main & !active]
} ob_clap_plugin_configurable_audio_ports;

// MARK: Notes and voices

#define OB_CLAP_EXT_NOTE_NAME "clap.note-name"
#define OB_CLAP_EXT_VOICE_INFO "clap.voice-info"

typedef struct ob_clap_note_name {
    char name[OB_CLAP_NAME_SIZE];
    int16_t port;  // -1: each, in all three
    int16_t key;
    int16_t channel;
} ob_clap_note_name;

typedef struct ob_clap_plugin_note_name {
    uint32_t (*_Nullable count)(const ob_clap_plugin *_Nonnull plugin);  // [main]
    bool (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t index,
        ob_clap_note_name *_Nonnull note_name);  // [main]
} ob_clap_plugin_note_name;

typedef struct ob_clap_host_note_name {
    void (*_Nullable changed)(const ob_clap_host *_Nonnull host);  // [main]
} ob_clap_host_note_name;

enum { OB_CLAP_VOICE_INFO_SUPPORTS_OVERLAPPING_NOTES = 1 << 0 };

typedef struct ob_clap_voice_info {
    uint32_t voice_count;
    uint32_t voice_capacity;
    uint64_t flags;
} ob_clap_voice_info;

typedef struct ob_clap_plugin_voice_info {
    bool (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_voice_info *_Nonnull info);  // [main & active]
} ob_clap_plugin_voice_info;

typedef struct ob_clap_host_voice_info {
    void (*_Nullable changed)(const ob_clap_host *_Nonnull host);  // [main]
} ob_clap_host_voice_info;

// MARK: Presets; kinds of location as in clap_discovery.h

#define OB_CLAP_EXT_PRESET_LOAD "clap.preset-load/2"
#define OB_CLAP_EXT_PRESET_LOAD_DRAFT "clap.preset-load.draft/2"

typedef struct ob_clap_plugin_preset_load {
    bool (*_Nullable from_location)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t location_kind,
        const char *_Nullable location, const char *_Nullable load_key);  // [main]
} ob_clap_plugin_preset_load;

typedef struct ob_clap_host_preset_load {
    void (*_Nullable on_error)(
        const ob_clap_host *_Nonnull host, uint32_t location_kind, const char *_Nullable location,
        const char *_Nullable load_key, int32_t os_error,
        const char *_Nullable message);  // [main]
    void (*_Nullable loaded)(
        const ob_clap_host *_Nonnull host, uint32_t location_kind, const char *_Nullable location,
        const char *_Nullable load_key);  // [main]
} ob_clap_host_preset_load;

// MARK: What a hand sees

#define OB_CLAP_EXT_REMOTE_CONTROLS "clap.remote-controls/2"
#define OB_CLAP_EXT_REMOTE_CONTROLS_DRAFT "clap.remote-controls.draft/2"
#define OB_CLAP_EXT_PARAM_INDICATION "clap.param-indication/4"
#define OB_CLAP_EXT_PARAM_INDICATION_DRAFT "clap.param-indication.draft/4"
#define OB_CLAP_EXT_TRACK_INFO "clap.track-info/1"
#define OB_CLAP_EXT_TRACK_INFO_DRAFT "clap.track-info.draft/1"

enum { OB_CLAP_REMOTE_CONTROLS_COUNT = 8 };

typedef struct ob_clap_remote_controls_page {
    char section_name[OB_CLAP_NAME_SIZE];
    ob_clap_id page_id;
    char page_name[OB_CLAP_NAME_SIZE];
    ob_clap_id param_ids[OB_CLAP_REMOTE_CONTROLS_COUNT];  // OB_CLAP_INVALID_ID: an empty place
    bool is_for_preset;
} ob_clap_remote_controls_page;

typedef struct ob_clap_plugin_remote_controls {
    uint32_t (*_Nullable count)(const ob_clap_plugin *_Nonnull plugin);  // [main]
    bool (*_Nullable get)(
        const ob_clap_plugin *_Nonnull plugin, uint32_t index,
        ob_clap_remote_controls_page *_Nonnull page);  // [main]
} ob_clap_plugin_remote_controls;

typedef struct ob_clap_host_remote_controls {
    void (*_Nullable changed)(const ob_clap_host *_Nonnull host);  // [main]
    void (*_Nullable suggest_page)(const ob_clap_host *_Nonnull host, ob_clap_id page_id);  // [main]
} ob_clap_host_remote_controls;

typedef struct ob_clap_color {
    uint8_t alpha;  // 0: see-through
    uint8_t red;
    uint8_t green;
    uint8_t blue;
} ob_clap_color;

enum {
    OB_CLAP_PARAM_AUTOMATION_NONE = 0,
    OB_CLAP_PARAM_AUTOMATION_PRESENT = 1,
    OB_CLAP_PARAM_AUTOMATION_PLAYING = 2,
    OB_CLAP_PARAM_AUTOMATION_RECORDING = 3,
    OB_CLAP_PARAM_AUTOMATION_OVERRIDING = 4,
};

typedef struct ob_clap_plugin_param_indication {
    void (*_Nullable set_mapping)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_id param_id, bool has_mapping,
        const ob_clap_color *_Nullable color, const char *_Nullable label,
        const char *_Nullable description);  // [main]
    void (*_Nullable set_automation)(
        const ob_clap_plugin *_Nonnull plugin, ob_clap_id param_id, uint32_t automation_state,
        const ob_clap_color *_Nullable color);  // [main]
} ob_clap_plugin_param_indication;

enum {
    OB_CLAP_TRACK_INFO_HAS_TRACK_NAME = 1 << 0,
    OB_CLAP_TRACK_INFO_HAS_TRACK_COLOR = 1 << 1,
    OB_CLAP_TRACK_INFO_HAS_AUDIO_CHANNEL = 1 << 2,
    OB_CLAP_TRACK_INFO_IS_FOR_RETURN_TRACK = 1 << 3,
    OB_CLAP_TRACK_INFO_IS_FOR_BUS = 1 << 4,
    OB_CLAP_TRACK_INFO_IS_FOR_MASTER = 1 << 5,
};

typedef struct ob_clap_track_info {
    uint64_t flags;
    char name[OB_CLAP_NAME_SIZE];
    ob_clap_color color;
    int32_t audio_channel_count;
    const char *_Nullable audio_port_type;
} ob_clap_track_info;

typedef struct ob_clap_plugin_track_info {
    void (*_Nullable changed)(const ob_clap_plugin *_Nonnull plugin);  // [main]
} ob_clap_plugin_track_info;

typedef struct ob_clap_host_track_info {
    bool (*_Nullable get)(
        const ob_clap_host *_Nonnull host, ob_clap_track_info *_Nonnull info);  // [main]
} ob_clap_host_track_info;

// MARK: Events of a plugin's or a host's own

#define OB_CLAP_EXT_EVENT_REGISTRY "clap.event-registry"

typedef struct ob_clap_host_event_registry {
    // false, and UINT16_MAX: there is no such space. [main]
    bool (*_Nullable query)(
        const ob_clap_host *_Nonnull host, const char *_Nullable space_name,
        uint16_t *_Nonnull space_id);
} ob_clap_host_event_registry;

OB_CLAP_ASSERT_SIZE(ob_clap_audio_ports_config, 304);
OB_CLAP_ASSERT_SIZE(ob_clap_audio_port_request, 32);
OB_CLAP_ASSERT_SIZE(ob_clap_note_name, 262);
OB_CLAP_ASSERT_SIZE(ob_clap_voice_info, 16);
OB_CLAP_ASSERT_SIZE(ob_clap_remote_controls_page, 552);
OB_CLAP_ASSERT_SIZE(ob_clap_color, 4);
OB_CLAP_ASSERT_SIZE(ob_clap_track_info, 280);

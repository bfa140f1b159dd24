// How a library tells of the presets that belong to its plugins. Included by clap_abi.h. All of it is
// called by one thread, which may be another one than the plugins' [main].
//
//     factory ── create ──▶ provider ── initialize ──▶ declares file types and locations
//                               └────── get_metadata(location or file) ──▶ describes presets
#pragma once

#define OB_CLAP_PRESET_DISCOVERY_FACTORY "clap.preset-discovery-factory/2"
#define OB_CLAP_PRESET_DISCOVERY_FACTORY_DRAFT "clap.preset-discovery-factory/draft-2"

enum {
    OB_CLAP_PRESET_LOCATION_FILE = 0,  // a file, or a directory to walk, by its path
    OB_CLAP_PRESET_LOCATION_PLUGIN = 1,  // within the library; has no path
};

enum {
    OB_CLAP_PRESET_IS_FACTORY_CONTENT = 1 << 0,
    OB_CLAP_PRESET_IS_USER_CONTENT = 1 << 1,
    OB_CLAP_PRESET_IS_DEMO_CONTENT = 1 << 2,
    OB_CLAP_PRESET_IS_FAVORITE = 1 << 3,
};

// Seconds since 1970; 0: not known.
typedef uint64_t ob_clap_timestamp;

// `abi` is "clap", "vst3", "vst2", "au" or the like.
typedef struct ob_clap_universal_plugin_id {
    const char *_Nullable abi;
    const char *_Nullable id;
} ob_clap_universal_plugin_id;

// The host's: is told of one preset after the other. What follows `begin_preset` is about that one; what
// comes before the first, about all of the file.
typedef struct ob_clap_preset_receiver {
    void *_Nullable receiver_data;
    void (*_Nullable on_error)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, int32_t os_error,
        const char *_Nullable message);
    // false: the host wants no more. A load key tells presets of one file apart.
    bool (*_Nullable begin_preset)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, const char *_Nullable name,
        const char *_Nullable load_key);
    void (*_Nullable add_plugin_id)(
        const struct ob_clap_preset_receiver *_Nonnull receiver,
        const ob_clap_universal_plugin_id *_Nullable plugin_id);
    void (*_Nullable set_soundpack_id)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, const char *_Nullable soundpack_id);
    void (*_Nullable set_flags)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, uint32_t flags);
    void (*_Nullable add_creator)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, const char *_Nullable creator);
    void (*_Nullable set_description)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, const char *_Nullable description);
    void (*_Nullable set_timestamps)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, ob_clap_timestamp creation,
        ob_clap_timestamp modification);
    void (*_Nullable add_feature)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, const char *_Nullable feature);
    void (*_Nullable add_extra_info)(
        const struct ob_clap_preset_receiver *_Nonnull receiver, const char *_Nullable key,
        const char *_Nullable value);
} ob_clap_preset_receiver;

typedef struct ob_clap_preset_filetype {
    const char *_Nullable name;
    const char *_Nullable description;
    const char *_Nullable extension;  // without the dot; empty: any file
} ob_clap_preset_filetype;

typedef struct ob_clap_preset_location {
    uint32_t flags;
    const char *_Nullable name;
    uint32_t kind;
    const char *_Nullable location;  // null for OB_CLAP_PRESET_LOCATION_PLUGIN
} ob_clap_preset_location;

typedef struct ob_clap_preset_soundpack {
    uint32_t flags;
    const char *_Nullable id;
    const char *_Nullable name;
    const char *_Nullable description;
    const char *_Nullable homepage_url;
    const char *_Nullable vendor;
    const char *_Nullable image_path;
    ob_clap_timestamp release;
} ob_clap_preset_soundpack;

typedef struct ob_clap_preset_provider_descriptor {
    ob_clap_version version;
    const char *_Nullable id;
    const char *_Nullable name;
    const char *_Nullable vendor;
} ob_clap_preset_provider_descriptor;

typedef struct ob_clap_preset_provider {
    const ob_clap_preset_provider_descriptor *_Nullable descriptor;
    void *_Nullable provider_data;
    bool (*_Nullable initialize)(const struct ob_clap_preset_provider *_Nonnull provider);
    void (*_Nullable destroy)(const struct ob_clap_preset_provider *_Nonnull provider);
    bool (*_Nullable get_metadata)(
        const struct ob_clap_preset_provider *_Nonnull provider, uint32_t location_kind,
        const char *_Nullable location, const ob_clap_preset_receiver *_Nonnull receiver);
    const void *_Nullable (*_Nullable get_extension)(
        const struct ob_clap_preset_provider *_Nonnull provider, const char *_Nonnull extension_id);
} ob_clap_preset_provider;

// The host's: is told where presets are, while a provider initializes.
typedef struct ob_clap_preset_indexer {
    ob_clap_version version;
    const char *_Nullable name;
    const char *_Nullable vendor;
    const char *_Nullable url;
    const char *_Nullable host_version;
    void *_Nullable indexer_data;
    bool (*_Nullable declare_filetype)(
        const struct ob_clap_preset_indexer *_Nonnull indexer,
        const ob_clap_preset_filetype *_Nullable filetype);
    bool (*_Nullable declare_location)(
        const struct ob_clap_preset_indexer *_Nonnull indexer,
        const ob_clap_preset_location *_Nullable location);
    bool (*_Nullable declare_soundpack)(
        const struct ob_clap_preset_indexer *_Nonnull indexer,
        const ob_clap_preset_soundpack *_Nullable soundpack);
    const void *_Nullable (*_Nullable get_extension)(
        const struct ob_clap_preset_indexer *_Nonnull indexer, const char *_Nonnull extension_id);
} ob_clap_preset_indexer;

typedef struct ob_clap_preset_discovery_factory {
    uint32_t (*_Nullable count)(const struct ob_clap_preset_discovery_factory *_Nonnull factory);
    const ob_clap_preset_provider_descriptor *_Nullable (*_Nullable get_descriptor)(
        const struct ob_clap_preset_discovery_factory *_Nonnull factory, uint32_t index);
    const ob_clap_preset_provider *_Nullable (*_Nullable create)(
        const struct ob_clap_preset_discovery_factory *_Nonnull factory,
        const ob_clap_preset_indexer *_Nonnull indexer, const char *_Nonnull provider_id);
} ob_clap_preset_discovery_factory;

OB_CLAP_ASSERT_SIZE(ob_clap_universal_plugin_id, 16);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_receiver, 88);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_filetype, 24);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_location, 32);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_soundpack, 64);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_provider_descriptor, 40);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_provider, 48);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_indexer, 88);
OB_CLAP_ASSERT_SIZE(ob_clap_preset_discovery_factory, 24);

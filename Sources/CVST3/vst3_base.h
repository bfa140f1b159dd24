// The binary interface of VST3 on 64-bit Linux, in our own words: what all of it stands on.
//
// An object is known by the address of a pointer to a table of functions, whose first argument is that
// address again. Every table begins with the three functions of `ob_vst3_unknown_methods`. Structures
// are laid out as C lays them out; text is UTF-16, in arrays of fixed length.
#pragma once
#include <stddef.h>
#include <stdint.h>

// MARK: Identifiers

// The bytes of a class's or an interface's identifier, in the order in which it is written.
typedef struct ob_vst3_id {
    uint8_t bytes[16];
} ob_vst3_id;

#define OB_VST3_WORD(w) \
    (uint8_t)((w) >> 24 & 255), (uint8_t)((w) >> 16 & 255), (uint8_t)((w) >> 8 & 255), \
        (uint8_t)((w) & 255)
#define OB_VST3_ID(a, b, c, d) \
    {{OB_VST3_WORD(a), OB_VST3_WORD(b), OB_VST3_WORD(c), OB_VST3_WORD(d)}}

// MARK: Results

enum {
    OB_VST3_NO_INTERFACE = -1,
    OB_VST3_OK = 0,
    OB_VST3_FALSE = 1,
    OB_VST3_INVALID_ARGUMENT = 2,
    OB_VST3_NOT_IMPLEMENTED = 3,
    OB_VST3_INTERNAL_ERROR = 4,
    OB_VST3_NOT_INITIALIZED = 5,
    OB_VST3_OUT_OF_MEMORY = 6,
};

// MARK: Text

typedef uint16_t ob_vst3_unit16;
typedef struct ob_vst3_text {
    ob_vst3_unit16 units[128];
} ob_vst3_text;

// MARK: What every object has

typedef struct ob_vst3_unknown_methods {
    int32_t (*_Nonnull query)(
        void *_Nonnull object, const ob_vst3_id *_Nullable interface, void *_Nullable *_Nullable found);
    uint32_t (*_Nonnull retain)(void *_Nonnull object);
    uint32_t (*_Nonnull release)(void *_Nonnull object);
} ob_vst3_unknown_methods;
typedef struct ob_vst3_unknown {
    const ob_vst3_unknown_methods *_Nonnull methods;
} ob_vst3_unknown;
static const ob_vst3_id ob_vst3_unknown_id = OB_VST3_ID(0x00000000, 0x00000000, 0xC0000000, 0x00000046);

// MARK: Streams, which the host gives

enum { OB_VST3_SEEK_START = 0, OB_VST3_SEEK_HERE = 1, OB_VST3_SEEK_END = 2 };

typedef struct ob_vst3_stream_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull read)(
        void *_Nonnull object, void *_Nullable bytes, int32_t size, int32_t *_Nullable done);
    int32_t (*_Nonnull write)(
        void *_Nonnull object, void *_Nullable bytes, int32_t size, int32_t *_Nullable done);
    int32_t (*_Nonnull seek)(
        void *_Nonnull object, int64_t position, int32_t origin, int64_t *_Nullable place);
    int32_t (*_Nonnull tell)(void *_Nonnull object, int64_t *_Nullable position);
} ob_vst3_stream_methods;
typedef struct ob_vst3_stream {
    const ob_vst3_stream_methods *_Nonnull methods;
} ob_vst3_stream;
static const ob_vst3_id ob_vst3_stream_id = OB_VST3_ID(0xC3BF6EA2, 0x30994752, 0x9B6BF990, 0x1EE33E9B);

typedef struct ob_vst3_sizeable_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull get_size)(void *_Nonnull object, int64_t *_Nullable size);
    int32_t (*_Nonnull set_size)(void *_Nonnull object, int64_t size);
} ob_vst3_sizeable_methods;
static const ob_vst3_id ob_vst3_sizeable_id = OB_VST3_ID(0x04F9549E, 0xE02F4E6E, 0x87E86A87, 0x47F4E17F);

typedef struct ob_vst3_stream_attributes_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull get_file_name)(void *_Nonnull object, ob_vst3_text *_Nullable name);
    void *_Nullable (*_Nonnull get_attributes)(void *_Nonnull object);
} ob_vst3_stream_attributes_methods;
static const ob_vst3_id ob_vst3_stream_attributes_id =
    OB_VST3_ID(0xD6CE2FFC, 0xEFAF4B8C, 0x9E74F1BB, 0x12DA44B4);

// MARK: Messages between a plugin's halves, which the host makes

// Named values. Sizes are in bytes, those of text included.
typedef struct ob_vst3_attributes_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull set_int)(void *_Nonnull object, const char *_Nullable name, int64_t value);
    int32_t (*_Nonnull get_int)(
        void *_Nonnull object, const char *_Nullable name, int64_t *_Nullable value);
    int32_t (*_Nonnull set_float)(void *_Nonnull object, const char *_Nullable name, double value);
    int32_t (*_Nonnull get_float)(
        void *_Nonnull object, const char *_Nullable name, double *_Nullable value);
    int32_t (*_Nonnull set_text)(
        void *_Nonnull object, const char *_Nullable name, const ob_vst3_unit16 *_Nullable text);
    int32_t (*_Nonnull get_text)(
        void *_Nonnull object, const char *_Nullable name, ob_vst3_unit16 *_Nullable text, uint32_t size);
    int32_t (*_Nonnull set_bytes)(
        void *_Nonnull object, const char *_Nullable name, const void *_Nullable bytes, uint32_t size);
    int32_t (*_Nonnull get_bytes)(
        void *_Nonnull object, const char *_Nullable name, const void *_Nullable *_Nullable bytes,
        uint32_t *_Nullable size);
} ob_vst3_attributes_methods;
typedef struct ob_vst3_attributes {
    const ob_vst3_attributes_methods *_Nonnull methods;
} ob_vst3_attributes;
static const ob_vst3_id ob_vst3_attributes_id =
    OB_VST3_ID(0x1E5F0AEB, 0xCC7F4533, 0xA2544011, 0x38AD5EE4);

typedef struct ob_vst3_message_methods {
    ob_vst3_unknown_methods unknown;
    const char *_Nullable (*_Nonnull get_name)(void *_Nonnull object);
    void (*_Nonnull set_name)(void *_Nonnull object, const char *_Nullable name);
    // Not retained for the caller.
    void *_Nullable (*_Nonnull get_attributes)(void *_Nonnull object);
} ob_vst3_message_methods;
typedef struct ob_vst3_message {
    const ob_vst3_message_methods *_Nonnull methods;
} ob_vst3_message;
static const ob_vst3_id ob_vst3_message_id = OB_VST3_ID(0x936F033B, 0xC6C047DB, 0xBB0882F8, 0x13C1E613);

typedef struct ob_vst3_connection_methods {
    ob_vst3_unknown_methods unknown;
    int32_t (*_Nonnull connect)(void *_Nonnull object, void *_Nullable other);
    int32_t (*_Nonnull disconnect)(void *_Nonnull object, void *_Nullable other);
    int32_t (*_Nonnull notify)(void *_Nonnull object, void *_Nullable message);
} ob_vst3_connection_methods;
typedef struct ob_vst3_connection {
    const ob_vst3_connection_methods *_Nonnull methods;
} ob_vst3_connection;
static const ob_vst3_id ob_vst3_connection_id =
    OB_VST3_ID(0x70A4156F, 0x6E6E4026, 0x989148BF, 0xAA60D8D1);

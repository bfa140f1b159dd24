#include <zlib.h>

// The names that zlib has as macros, which Swift does not see. Window bits below zero: a raw stream.

static inline int outboard_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, -window_bits);
}

static inline int outboard_deflate_init(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY);
}

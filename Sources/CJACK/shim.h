#include <jack/jack.h>

// jack_client_open is variadic, which Swift cannot call.
static inline jack_client_t *_Nullable ob_jack_open(
    const char *_Nonnull name, const char *_Nullable server, jack_status_t *_Nonnull status) {
    if (server) return jack_client_open(name, JackNoStartServer | JackServerName, status, server);
    return jack_client_open(name, JackNoStartServer, status);
}

// RT-SAFETY: made for the process callback; answers a pointer into shared memory, and mixes what is
// connected to an input into a buffer of the port's own.
__attribute__((swift_attr("@_noLocks"))) static inline float *_Nonnull ob_jack_buffer(
    jack_port_t *_Nonnull port, jack_nframes_t frames) {
    return (float *)jack_port_get_buffer(port, frames);
}

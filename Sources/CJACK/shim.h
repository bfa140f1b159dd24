#include <jack/jack.h>

// jack_client_open is variadic, which Swift cannot call.
static inline jack_client_t *_Nullable ob_jack_open(
    const char *_Nonnull name, const char *_Nullable server, jack_status_t *_Nonnull status) {
    if (server) return jack_client_open(name, JackNoStartServer | JackServerName, status, server);
    return jack_client_open(name, JackNoStartServer, status);
}

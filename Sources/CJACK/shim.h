#include <jack/jack.h>
#include <jack/midiport.h>
#include <jack/thread.h>
#include <stdbool.h>

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

// RT-SAFETY: made for the process callback. Of an input without connections, or with one, it answers
// a pointer into shared memory; of one with several it merges what they sent, by time, into a buffer
// of the port's own, and stops where that is full.
__attribute__((swift_attr("@_noLocks"))) static inline void *_Nonnull ob_jack_midi_buffer(
    jack_port_t *_Nonnull port, jack_nframes_t frames) {
    return jack_port_get_buffer(port, frames);
}
// RT-SAFETY: reads a number at the head of the buffer.
__attribute__((swift_attr("@_noLocks"))) static inline uint32_t ob_jack_midi_count(
    void *_Nonnull buffer) {
    return jack_midi_get_event_count(buffer);
}
// RT-SAFETY: reads a number at the head of the buffer.
__attribute__((swift_attr("@_noLocks"))) static inline uint32_t ob_jack_midi_lost_count(
    void *_Nonnull buffer) {
    return jack_midi_get_lost_event_count(buffer);
}
// RT-SAFETY: indexes a table in the buffer. The event's bytes stay where they are, until the end of
// the cycle. Answers false beyond the last event.
__attribute__((swift_attr("@_noLocks"))) static inline bool ob_jack_midi_get(
    jack_midi_event_t *_Nonnull event, void *_Nonnull buffer, uint32_t index) {
    return jack_midi_event_get(event, buffer, index) == 0;
}

#include <alsa/asoundlib.h>
// It is not in Swift's own module of the C library.
#include <sys/eventfd.h>

// The handler is variadic, which Swift cannot write. alsa-lib would print to the standard error;
// errors reach people as DriverError.
static void ob_alsa_say_nothing(
    const char *file, int line, const char *function, int error, const char *format, ...) {
    (void)file, (void)line, (void)function, (void)error, (void)format;
}
static inline void ob_alsa_silence(void) { snd_lib_error_set_handler(ob_alsa_say_nothing); }

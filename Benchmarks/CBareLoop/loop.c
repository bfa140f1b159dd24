#include "CBareLoop.h"

#include <time.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

void ob_bare_loop(const ob_bare_plugin *plugins, int count, int blocks, uint32_t frames) {
#if defined(__x86_64__)
    unsigned mode = _mm_getcsr();
    _mm_setcsr(mode | 0x8040);  // as the renderer does, so that both do the same arithmetic
#endif
    for (int block = 0; block < blocks; block++) {
        for (int i = 0; i < count; i++) plugins[i].run(plugins[i].handle, frames);
    }
#if defined(__x86_64__)
    _mm_setcsr(mode);
#endif
}

int64_t ob_thread_nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

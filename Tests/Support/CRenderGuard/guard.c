#define _GNU_SOURCE
#include "CRenderGuard.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define OB_GUARD_OFF 1
#endif
#endif

void ob_interposer_enter(void);
void ob_interposer_leave(void);
void ob_interposer_foreign_enter(void);
void ob_interposer_foreign_leave(void);

enum { RECORDS_MAX = 16, FRAMES_MAX = 24 };

// Initial-exec: the first touch on a thread must not allocate by itself.
static __thread int render_depth __attribute__((tls_model("initial-exec")));
static __thread int foreign_depth __attribute__((tls_model("initial-exec")));
static __thread int is_recording __attribute__((tls_model("initial-exec")));

// A thread's own, so that tests that run side by side do not count each other's.
static __thread uint32_t hits_ours __attribute__((tls_model("initial-exec")));
static __thread uint32_t hits_foreign __attribute__((tls_model("initial-exec")));
static __thread struct record {
    const char *function;
    void *stack[FRAMES_MAX];
    int count;
} records[RECORDS_MAX] __attribute__((tls_model("initial-exec")));

void ob_interposer_enter(void) { render_depth++; }
void ob_interposer_leave(void) { render_depth--; }
void ob_interposer_foreign_enter(void) { foreign_depth++; }
void ob_interposer_foreign_leave(void) { foreign_depth--; }

uint32_t ob_guard_hits_ours(void) { return hits_ours; }
uint32_t ob_guard_hits_foreign(void) { return hits_foreign; }
void ob_guard_reset(void) { hits_ours = hits_foreign = 0; }

const char *ob_guard_last(void) {
    uint32_t count = hits_ours;
    return count ? records[(count - 1) % RECORDS_MAX].function : "";
}

void ob_guard_report(int descriptor) {
    uint32_t count = hits_ours;
    for (uint32_t i = 0; i < count && i < RECORDS_MAX; i++) {
        dprintf(descriptor, "render thread called %s\n", records[i].function);
        backtrace_symbols_fd(records[i].stack, records[i].count, descriptor);
    }
}

#if defined(OB_GUARD_OFF)
int ob_guard_is_active(void) { return 0; }
void ob_guard_plant_allocation(void) {}
void ob_guard_plant_lock(void) {}
#else
int ob_guard_is_active(void) { return 1; }

static void note(const char *function) {
    if (is_recording) return;
    is_recording = 1;
    if (foreign_depth > 0) {
        hits_foreign++;
    } else {
        uint32_t index = hits_ours++ % RECORDS_MAX;
        records[index].function = function;
        records[index].count = backtrace(records[index].stack, FRAMES_MAX);
    }
    is_recording = 0;
}

#define CHECK(name) \
    do { \
        if (__builtin_expect(render_depth > 0, 0)) note(name); \
    } while (0)

// The C library has its allocator under these names too, so nothing has to be looked up.
extern void *__libc_malloc(size_t);
extern void __libc_free(void *);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
    CHECK("malloc");
    return __libc_malloc(size);
}
void free(void *pointer) {
    if (pointer) CHECK("free");
    __libc_free(pointer);
}
void *calloc(size_t count, size_t size) {
    CHECK("calloc");
    return __libc_calloc(count, size);
}
void *realloc(void *pointer, size_t size) {
    CHECK("realloc");
    return __libc_realloc(pointer, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
    CHECK("aligned_alloc");
    return __libc_memalign(alignment, size);
}
void *memalign(size_t alignment, size_t size) {
    CHECK("memalign");
    return __libc_memalign(alignment, size);
}
int posix_memalign(void **out, size_t alignment, size_t size) {
    CHECK("posix_memalign");
    *out = __libc_memalign(alignment, size);
    return *out ? 0 : ENOMEM;
}

// Everything else is the next library's, found at the first call.
#define PASS(result, name, parameters, arguments) \
    result name parameters { \
        static _Atomic(void *) next; \
        CHECK(#name); \
        void *real = atomic_load_explicit(&next, memory_order_acquire); \
        if (!real) { \
            real = dlsym(RTLD_NEXT, #name); \
            atomic_store_explicit(&next, real, memory_order_release); \
        } \
        return ((result(*) parameters)real)arguments; \
    }

PASS(int, pthread_mutex_lock, (pthread_mutex_t * m), (m))
PASS(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m))
PASS(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t *m), (c, m))
PASS(int, pthread_cond_signal, (pthread_cond_t * c), (c))
PASS(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l), (l))
PASS(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l), (l))
PASS(int, pthread_join, (pthread_t t, void **r), (t, r))
PASS(int, sem_wait, (sem_t * s), (s))
PASS(int, sem_post, (sem_t * s), (s))
PASS(ssize_t, read, (int f, void *b, size_t n), (f, b, n))
PASS(ssize_t, write, (int f, const void *b, size_t n), (f, b, n))
PASS(int, close, (int f), (f))
PASS(int, poll, (struct pollfd * f, nfds_t n, int t), (f, n, t))
PASS(int, nanosleep, (const struct timespec *a, struct timespec *b), (a, b))
PASS(int, usleep, (useconds_t u), (u))
PASS(int, sched_yield, (void), ())
PASS(void *, mmap, (void *a, size_t n, int p, int f, int d, off_t o), (a, n, p, f, d, o))
PASS(int, munmap, (void *a, size_t n), (a, n))
PASS(int, mprotect, (void *a, size_t n, int p), (a, n, p))

static void *volatile planted;

void ob_guard_plant_allocation(void) {
    planted = malloc(64);
    free(planted);
}

void ob_guard_plant_lock(void) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
}

// Loads the unwinder now, and not in the middle of a hit.
__attribute__((constructor)) static void prepare(void) {
    void *stack[4];
    backtrace(stack, 4);
}
#endif

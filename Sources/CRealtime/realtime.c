#define _GNU_SOURCE
#include "CRealtime.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

#if !defined(MCL_ONFAULT)
#define MCL_ONFAULT 4
#endif

void ob_sleep_until(int64_t nanoseconds) {
    struct timespec t = {nanoseconds / 1000000000LL, nanoseconds % 1000000000LL};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
    }
}

int ob_thread_start(
    uint64_t *thread, const char *name, int priority, size_t stack_bytes, ob_thread_body body,
    void *argument, bool *is_realtime) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    *is_realtime = false;
    pthread_t started;
    int error = -1;
    if (priority > 0) {
        struct sched_param parameter = {.sched_priority = priority};
        pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
        pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
        pthread_attr_setschedparam(&attributes, &parameter);
        error = pthread_create(&started, &attributes, body, argument);
        *is_realtime = error == 0;
        if (error != 0) {
            struct sched_param ordinary = {.sched_priority = 0};
            pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
            pthread_attr_setschedparam(&attributes, &ordinary);
        }
    }
    if (error != 0) error = pthread_create(&started, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
    if (error != 0) return error;
    char short_name[16] = {0};  // the kernel's limit, with the terminator
    strncpy(short_name, name, sizeof short_name - 1);
    pthread_setname_np(started, short_name);
    *thread = (uint64_t)started;
    return 0;
}

void ob_thread_join(uint64_t thread) { pthread_join((pthread_t)thread, NULL); }

int ob_thread_set_priority(uint64_t thread, int priority) {
    return pthread_setschedprio((pthread_t)thread, priority);
}

int ob_thread_make_realtime(int priority) {
    struct sched_param parameter = {.sched_priority = priority};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter);
}

__attribute__((noinline)) void ob_thread_prefault(void) {
    volatile char stack[256 * 1024];
    for (size_t i = 0; i < sizeof stack; i += 4096) stack[i] = 0;
}

int ob_lock_memory(void) {
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : errno;
}

#define _GNU_SOURCE
#include "CRealtime.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>

// The kernel is entered directly, and not through libc's syscall(): that would set errno, and it is what
// the guards of the tests watch. What may call these, and why, is said at their declarations.
static long enter_kernel(
    long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
#endif
}

void ob_futex_wait(const void *word, uint32_t expected, int64_t nanoseconds_max) {
    struct timespec limit = {nanoseconds_max / 1000000000LL, nanoseconds_max % 1000000000LL};
    enter_kernel(
        SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, (long)expected,
        (long)(nanoseconds_max > 0 ? &limit : NULL), 0, 0);
}

void ob_futex_wake(const void *word, int count) {
    enter_kernel(SYS_futex, (long)word, FUTEX_WAKE_PRIVATE, count, 0, 0, 0);
}

// Counts what a render thread may not do, while it does it: allocation, locks, system calls.
//
// Linking this library into a test program defines the hooks that CRealtime calls around a render
// cycle and around each call of a plugin, and puts counting versions of the functions below before
// the C library's. What a plugin does is counted apart from what we do.
#pragma once
#include <stdint.h>

// Hits of the calling thread since its last reset, inside a render cycle.
uint32_t ob_guard_hits_ours(void);
uint32_t ob_guard_hits_foreign(void);
void ob_guard_reset(void);
// The function of the last hit of ours, or an empty text.
const char *ob_guard_last(void);
// Writes the first few of our hits with their stacks to a file descriptor.
void ob_guard_report(int descriptor);
// 0 where another tool owns these functions (a sanitizer), and nothing is counted.
int ob_guard_is_active(void);
// One allocation and one lock, inside a render cycle of our own: the tests prove with them that a hit
// is seen.
void ob_guard_plant_allocation(void);
void ob_guard_plant_lock(void);

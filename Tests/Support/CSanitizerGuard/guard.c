#include "CSanitizerGuard.h"

// Of the sanitizer's run-time library.
void __rtsan_realtime_enter(void);
void __rtsan_realtime_exit(void);
void __rtsan_disable(void);
void __rtsan_enable(void);

void ob_interposer_leave(void);
void ob_interposer_foreign_enter(void);
void ob_interposer_foreign_leave(void);

void ob_interposer_enter(void) { __rtsan_realtime_enter(); }
void ob_interposer_leave(void) { __rtsan_realtime_exit(); }
// What a plugin does is not ours to answer for.
void ob_interposer_foreign_enter(void) { __rtsan_disable(); }
void ob_interposer_foreign_leave(void) { __rtsan_enable(); }

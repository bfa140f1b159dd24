// Linked into a program, this hands the render thread's scope to RealtimeSanitizer. Include it to have
// the hooks linked.
#pragma once
void ob_interposer_enter(void);

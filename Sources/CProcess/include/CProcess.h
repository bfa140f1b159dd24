// Starting programs and watching them, as far as Swift cannot: posix_spawn with all that a worker
// needs, descriptors of processes, and what a worker does to itself. [control]
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// Starts a program in a process group of its own, with no signals blocked or ignored. It has `input` and
// `output` for its standard input and output, nothing for its errors, and no other descriptor. Returns
// the process, or a negative error number.
pid_t ob_process_start(
    const char *_Nonnull program, char *_Nullable const *_Nonnull arguments,
    char *_Nullable const *_Nonnull environment, int input, int output);

// A descriptor that becomes readable when the process has ended, or a negative error number.
int ob_process_watch(pid_t process);

// How a process ended.
typedef struct ob_process_end {
    int32_t signal;  // 0: it ended by itself
    int32_t status;  // then this is what it said
} ob_process_end;

// Waits for the end of a process that this one started.
ob_process_end ob_process_reap(pid_t process);

// The signal's name, "SIGSEGV"; "signal 40" has none. It stays where it is.
const char *_Nonnull ob_signal_name(int signal);

// What a process has used of a processor's time, in milliseconds, and whether it waits for one now.
// Returns false where there is no such process any more.
bool ob_process_usage(pid_t process, int64_t *_Nonnull milliseconds, bool *_Nonnull is_runnable);

// A file in memory that holds the bytes and is read from its start, or a negative error number.
int ob_memory_file(const void *_Nonnull bytes, size_t count);

// A pipe whose reading end does not wait and that other programs do not get. 0, or an error number.
int ob_pipe(int *_Nonnull reading, int *_Nonnull writing);

// Makes the calling process one that tries foreign code for `parent`: it dies with it, leaves no core
// file, comes after all others, and has a window system that draws nowhere. Returns false where the
// parent has died already.
bool ob_process_confine(pid_t parent, int niceness);

// Moves the standard output to a descriptor that no plugin knows, and returns it. What is printed from
// then on goes nowhere, and nothing can be read. Negative: an error number.
int ob_take_output(void);

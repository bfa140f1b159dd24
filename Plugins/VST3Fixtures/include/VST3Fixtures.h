// VST3 plugins whose behaviour is exactly known. Tests find these functions in the library by name.
#pragma once
#include <stdint.h>

// What was called since the library was opened, a letter each; the same in a row once. See `fixture.h`.
const char *fixture_vst3_calls(void);
// How often the timer and the file of the instrument were served.
int fixture_vst3_timer_calls(void);
int fixture_vst3_file_calls(void);
// Has the file have something to read.
void fixture_vst3_write_file(void);
// Has the newest controller edit a parameter, or raise flags, as an editor would.
void fixture_vst3_edit(uint32_t id, double normalized);
void fixture_vst3_move(uint32_t id, double normalized);
void fixture_vst3_rename(const char *title);
void fixture_vst3_restart(int flags);
void fixture_vst3_set_dirty(void);
// How many of its answers the host gave that were not as they should be.
int fixture_vst3_faults(void);
// The same from a thread of its own, and a message from there, of the newest component to its controller.
void fixture_vst3_edit_elsewhere(uint32_t id, double normalized);
void fixture_vst3_tell_elsewhere(void);
// How many messages a controller got from its component.
int fixture_vst3_messages(void);
// How often a controller was told of its meter.
int fixture_vst3_meter_told(void);
// What the last block's context said.
uint32_t fixture_vst3_context_state(void);
double fixture_vst3_context_tempo(void);
// The points of the gain in the last block.
int fixture_vst3_points(void);
// Of the last block, the silence that the first input bus was said to have.
uint64_t fixture_vst3_input_silence(void);

// LV2 plugins whose behaviour is exactly known, for tests. fixtures.ttl describes their ports.
#pragma once
#include <lv2/core/lv2.h>

#define FIXTURE_URI "urn:outboard:fixture:"

extern const LV2_Descriptor fixture_gain_mono;
extern const LV2_Descriptor fixture_gain_stereo;
extern const LV2_Descriptor fixture_delay;
extern const LV2_Descriptor fixture_parameters;
extern const LV2_Descriptor fixture_environment;
extern const LV2_Descriptor fixture_state;
extern const LV2_Descriptor fixture_default_state;
extern const LV2_Descriptor fixture_worker;
extern const LV2_Descriptor fixture_log;
extern const LV2_Descriptor fixture_demanding;
extern const LV2_Descriptor fixture_refusing;
extern const LV2_Descriptor fixture_allocating;
extern const LV2_Descriptor fixture_non_finite;
extern const LV2_Descriptor fixture_instrument;
extern const LV2_Descriptor fixture_midi_through;
extern const LV2_Descriptor fixture_position;
extern const LV2_Descriptor fixture_midi_crossing;
extern const LV2_Descriptor fixture_midi_unruly;
extern const LV2_Descriptor fixture_properties;
extern const LV2_Descriptor fixture_grouped;
extern const LV2_Descriptor fixture_programs;

const LV2_Descriptor *lv2_descriptor(uint32_t index);

#include <stddef.h>
#include "FixturePlugins.h"

LV2_SYMBOL_EXPORT const LV2_Descriptor *lv2_descriptor(uint32_t index) {
    const LV2_Descriptor *const all[] = {
        &fixture_gain_mono, &fixture_gain_stereo, &fixture_delay, &fixture_parameters,
        &fixture_environment, &fixture_state, &fixture_default_state, &fixture_worker,
        &fixture_log, &fixture_demanding, &fixture_refusing, &fixture_allocating,
        &fixture_non_finite, &fixture_instrument, &fixture_midi_through, &fixture_position,
        &fixture_midi_crossing, &fixture_midi_unruly, &fixture_properties,
        &fixture_grouped, &fixture_programs,
    };
    return index < sizeof all / sizeof *all ? all[index] : NULL;
}

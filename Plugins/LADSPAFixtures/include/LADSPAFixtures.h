// LADSPA plugins whose behaviour is exactly known, for tests.
#pragma once
#include "../../../Sources/CLADSPA/ladspa_abi.h"

const ob_ladspa_descriptor *_Nullable ladspa_descriptor(unsigned long index);

// What was called of `fixture_life` since the library was opened, a letter each: I instantiate,
// c connect_port, A activate, R run, D deactivate, X cleanup.
const char *_Nonnull fixture_ladspa_calls(void);

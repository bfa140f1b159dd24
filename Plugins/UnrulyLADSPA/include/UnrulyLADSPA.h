// LADSPA plugins that misbehave, each in its own way: what it is called says how, and when.
#pragma once
#include "../../../Sources/CLADSPA/ladspa_abi.h"

const ob_ladspa_descriptor *_Nullable ladspa_descriptor(unsigned long index);

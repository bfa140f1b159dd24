#include "CPluginKit.h"

// The kit's Swift side counts on these.
_Static_assert(sizeof(ob_kit_event) == 32, "a note event has 32 bytes");
_Static_assert(OB_KIT_CELL == 16, "steps of parameters last 16 frames");

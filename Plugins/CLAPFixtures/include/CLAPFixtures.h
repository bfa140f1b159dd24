// CLAP plugins whose behaviour is exactly known, for tests. Their identifiers are "test.<kind>".
//
// Each of them watches its host: what comes on the wrong thread, in the wrong state or the wrong order is
// counted. The text of the parameter "Report", whatever its value, says "violations <count> <first> calls
// <count of process>".
#pragma once
#include "../../../Sources/CCLAP/clap_calls.h"

extern const ob_clap_entry clap_entry;

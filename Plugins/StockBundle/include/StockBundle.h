// The library of Outboard's own plugins: `outboard.clap`.
#pragma once
#include "../../../Sources/CCLAP/clap_abi.h"

extern const ob_clap_entry clap_entry;

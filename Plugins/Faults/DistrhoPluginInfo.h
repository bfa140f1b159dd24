// What DPF wants to know of Faults.cpp.
#pragma once

#define DISTRHO_PLUGIN_BRAND "Outboard"
#define DISTRHO_PLUGIN_NAME "Faults"
#define DISTRHO_PLUGIN_URI "urn:outboard:faults"
#define DISTRHO_PLUGIN_CLAP_ID "outboard.faults"
#define DISTRHO_PLUGIN_CLAP_FEATURES "audio-effect", "utility"
#define DISTRHO_PLUGIN_HAS_UI 0
#define DISTRHO_PLUGIN_IS_RT_SAFE 0
#define DISTRHO_PLUGIN_NUM_INPUTS 2
#define DISTRHO_PLUGIN_NUM_OUTPUTS 2
#define DISTRHO_PLUGIN_WANT_LATENCY 1

// CLAP plugins, each of which breaks one rule: the checker is tried on them. "fault.none" breaks none.
#pragma once
#include "../../../Sources/CCLAP/clap_abi.h"

#define OB_FAULTS(X) \
    X(none) X(features) X(port_behind) X(parameter_behind) X(id_twice) X(range) X(default) \
    X(start_value) X(text) X(nonsense) X(activation) X(latency) X(latency_thread) X(rescan_thread) \
    X(extension) X(state_text) X(state_value) X(state_damaged) X(state_half) X(state_write) \
    X(status) X(nan) X(subnormal) X(unwritten) X(block_size) X(event_offset) X(in_place) \
    X(transport) X(counts) X(frames) X(reset) X(reactivation) X(late_event) X(unsorted) \
    X(allocation) X(unknown_event) X(deaf) X(preset) X(float_mode)

enum {
#define OB_FAULT_ENUM(name) OB_FAULT_##name,
    OB_FAULTS(OB_FAULT_ENUM)
#undef OB_FAULT_ENUM
    OB_FAULT_COUNT
};

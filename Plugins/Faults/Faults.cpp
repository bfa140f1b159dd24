// A plugin that does wrong what it is told to do wrong, built for every format by Scripts/build-faults.
//
// Its parameter "fault" says what `run` does; at 0 it copies its input. What OUTBOARD_FAULT in the
// environment says ("segv", "abort", "exit", "hang") happens as soon as an instance is made.
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

#include "DistrhoPlugin.hpp"

START_NAMESPACE_DISTRHO

namespace {

enum Fault : int {
    kNone, kSegv, kAbort, kHang, kSleep, kNotFinite, kAllocate, kExit, kChangeLatency, kSubnormal, kOffset, kCount
};

[[noreturn]] void hang() {
    for (volatile unsigned turns = 0;; turns = turns + 1) {}
}

void doWrong(int fault) {
    switch (fault) {
    case kSegv: *const_cast<volatile int *>(static_cast<int *>(nullptr)) = 1; break;
    case kAbort: std::abort();
    case kHang: hang();
    case kExit: _exit(3);
    default: break;
    }
}

// What the environment asks for while an instance is made.
int faultAtLoad() {
    const char *name = std::getenv("OUTBOARD_FAULT");
    if (name == nullptr) return kNone;
    const std::string wanted(name);
    if (wanted == "segv") return kSegv;
    if (wanted == "abort") return kAbort;
    if (wanted == "exit") return kExit;
    if (wanted == "hang") return kHang;
    return kNone;
}

}  // namespace

class Faults : public Plugin {
public:
    Faults() : Plugin(1, 0, 0) { doWrong(faultAtLoad()); }

protected:
    const char *getLabel() const override { return "faults"; }
    const char *getMaker() const override { return "Outboard"; }
    const char *getLicense() const override { return "https://spdx.org/licenses/ISC"; }
    uint32_t getVersion() const override { return d_version(1, 0, 0); }
    int64_t getUniqueId() const override { return d_cconst('O', 'b', 'F', 'l'); }

    void initParameter(uint32_t, Parameter &parameter) override {
        parameter.hints = kParameterIsAutomatable | kParameterIsInteger;
        parameter.name = "Fault";
        parameter.symbol = "fault";
        parameter.ranges.def = 0;
        parameter.ranges.min = 0;
        parameter.ranges.max = kCount - 1;
    }

    float getParameterValue(uint32_t) const override { return static_cast<float>(fault_); }

    void setParameterValue(uint32_t, float value) override { fault_ = static_cast<int>(std::lround(value)); }

    void run(const float **inputs, float **outputs, uint32_t frames) override {
        doWrong(fault_);
        for (int channel = 0; channel < 2; channel++) {
            if (outputs[channel] != inputs[channel]) {
                std::memcpy(outputs[channel], inputs[channel], frames * sizeof(float));
            }
        }
        switch (fault_) {
        case kSleep: usleep(20000); break;
        case kNotFinite: outputs[0][0] = NAN; break;
        case kAllocate:
            std::free(kept_);
            kept_ = std::malloc(64 + blocks_ % 64);
            break;
        case kChangeLatency: setLatency(blocks_ % 2 == 0 ? 64 : 0); break;
        case kSubnormal:
            for (uint32_t frame = 0; frame < frames; frame++) outputs[1][frame] = 1e-39f;
            break;
        case kOffset:
            for (uint32_t frame = 0; frame < frames; frame++) outputs[0][frame] += 0.75f;
            break;
        default: break;
        }
        blocks_++;
    }

private:
    int fault_ = kNone;
    uint32_t blocks_ = 0;
    void *kept_ = nullptr;

    DISTRHO_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Faults)
};

Plugin *createPlugin() { return new Faults(); }

END_NAMESPACE_DISTRHO

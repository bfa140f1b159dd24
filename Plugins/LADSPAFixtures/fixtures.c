#include <stdlib.h>
#include <string.h>
#include "LADSPAFixtures.h"

enum { PORT_COUNT_MAX = 32, DELAY_FRAMES = 24 };

enum {
    AUDIO_IN = OB_LADSPA_PORT_AUDIO | OB_LADSPA_PORT_INPUT,
    AUDIO_OUT = OB_LADSPA_PORT_AUDIO | OB_LADSPA_PORT_OUTPUT,
    CONTROL_IN = OB_LADSPA_PORT_CONTROL | OB_LADSPA_PORT_INPUT,
    CONTROL_OUT = OB_LADSPA_PORT_CONTROL | OB_LADSPA_PORT_OUTPUT,
    BOUNDED = OB_LADSPA_BOUNDED_BELOW | OB_LADSPA_BOUNDED_ABOVE,
};

typedef struct {
    float *ports[PORT_COUNT_MAX];
    float line[DELAY_FRAMES];
    unsigned long at;
} state;

static void *instantiate(const ob_ladspa_descriptor *descriptor, unsigned long rate) {
    return calloc(1, sizeof(state));
}
static void connect(void *plugin, unsigned long port, float *memory) {
    ((state *)plugin)->ports[port] = memory;
}

// MARK: gain: out = in * gain. It has neither activate nor deactivate.

static void run_gain(void *plugin, unsigned long frames) {
    state *self = plugin;
    for (unsigned long i = 0; i < frames; i++) {
        self->ports[2][i] = self->ports[1][i] * *self->ports[0];
    }
}
static const int gain_ports[] = {CONTROL_IN, AUDIO_IN, AUDIO_OUT};
static const char *const gain_names[] = {"Gain", "Input", "Output"};
static const ob_ladspa_range gain_ranges[] = {{BOUNDED | OB_LADSPA_DEFAULT_1, 0, 4}, {0}, {0}};
static const ob_ladspa_descriptor gain = {
    .unique_id = 9001, .label = "gain", .name = "Gain", .maker = "Outboard", .copyright = "None",
    .port_count = 3, .ports = gain_ports, .port_names = gain_names, .ranges = gain_ranges,
    .instantiate = instantiate, .connect_port = connect, .run = run_gain, .cleanup = free};

// MARK: cross: left out is the right input and the other way round, and breaks where an output lies in
// an input's memory.

static void run_cross(void *plugin, unsigned long frames) {
    state *self = plugin;
    memset(self->ports[2], 0, frames * sizeof(float));
    memset(self->ports[3], 0, frames * sizeof(float));
    for (unsigned long i = 0; i < frames; i++) {
        self->ports[2][i] += self->ports[1][i];
        self->ports[3][i] += self->ports[0][i];
    }
}
static const int cross_ports[] = {AUDIO_IN, AUDIO_IN, AUDIO_OUT, AUDIO_OUT};
static const char *const cross_names[] = {"In L", "In R", "Out L", "Out R"};
static const ob_ladspa_range cross_ranges[4];
static const ob_ladspa_descriptor cross = {
    .unique_id = 9002, .label = "cross", .properties = OB_LADSPA_INPLACE_BROKEN, .name = "Cross",
    .maker = "Outboard", .copyright = "None", .port_count = 4, .ports = cross_ports,
    .port_names = cross_names, .ranges = cross_ranges, .instantiate = instantiate,
    .connect_port = connect, .run = run_cross, .cleanup = free};

// MARK: delay: 24 frames late, and says so when it has run. Activation empties it.

static void activate_delay(void *plugin) {
    state *self = plugin;
    memset(self->line, 0, sizeof self->line);
    self->at = 0;
}
static void run_delay(void *plugin, unsigned long frames) {
    state *self = plugin;
    for (unsigned long i = 0; i < frames; i++) {
        float in = self->ports[0][i];
        self->ports[1][i] = self->line[self->at];
        self->line[self->at] = in;
        self->at = (self->at + 1) % DELAY_FRAMES;
    }
    *self->ports[2] = DELAY_FRAMES;
}
static const int delay_ports[] = {AUDIO_IN, AUDIO_OUT, CONTROL_OUT};
static const char *const delay_names[] = {"Input", "Output", "_Latency"};
static const ob_ladspa_range delay_ranges[3];
static const ob_ladspa_descriptor delay = {
    .unique_id = 9003, .label = "delay", .name = "Delay", .maker = "Outboard", .copyright = "None",
    .port_count = 3, .ports = delay_ports, .port_names = delay_names, .ranges = delay_ranges,
    .instantiate = instantiate, .connect_port = connect, .activate = activate_delay,
    .run = run_delay, .cleanup = free};

// MARK: life: notes what is called.

static char calls[256];
static void note(char call) {
    size_t count = strlen(calls);
    if (count + 1 < sizeof calls) calls[count] = call;
}
const char *fixture_ladspa_calls(void) { return calls; }

static void *instantiate_life(const ob_ladspa_descriptor *descriptor, unsigned long rate) {
    note('I');
    return instantiate(descriptor, rate);
}
static void connect_life(void *plugin, unsigned long port, float *memory) {
    note('c');
    connect(plugin, port, memory);
}
static void activate_life(void *plugin) { note('A'); }
static void run_life(void *plugin, unsigned long frames) {
    note('R');
    run_gain(plugin, frames);
}
static void deactivate_life(void *plugin) { note('D'); }
static void cleanup_life(void *plugin) {
    note('X');
    free(plugin);
}
static const ob_ladspa_descriptor life = {
    .unique_id = 9004, .label = "life", .name = "Life", .maker = "Outboard", .copyright = "None",
    .port_count = 3, .ports = gain_ports, .port_names = gain_names, .ranges = gain_ranges,
    .instantiate = instantiate_life, .connect_port = connect_life, .activate = activate_life,
    .run = run_life, .deactivate = deactivate_life, .cleanup = cleanup_life};

// MARK: hints: a control of each sort.

static void run_nothing(void *plugin, unsigned long frames) {}
static const int hint_ports[] = {
    CONTROL_IN, CONTROL_IN, CONTROL_IN, CONTROL_IN, CONTROL_IN, CONTROL_IN, CONTROL_OUT};
static const char *const hint_names[] = {
    "Attack (ms)", "Cutoff [Hz]", "Taps", "On", "Taps", "Level (of all) (dB)", "Meter (dB)"};
static const ob_ladspa_range hint_ranges[] = {
    {BOUNDED | OB_LADSPA_LOGARITHMIC | OB_LADSPA_DEFAULT_MIDDLE, 1, 100},
    {BOUNDED | OB_LADSPA_SAMPLE_RATE | OB_LADSPA_DEFAULT_440, 0, 0.5f},
    {BOUNDED | OB_LADSPA_INTEGER | OB_LADSPA_DEFAULT_LOW, 1, 8},
    {OB_LADSPA_TOGGLED | OB_LADSPA_DEFAULT_1, 0, 0},
    {OB_LADSPA_BOUNDED_BELOW, 2, 0},
    {OB_LADSPA_BOUNDED_ABOVE, 0, -6},
    {0},
};
static const ob_ladspa_descriptor hints = {
    .unique_id = 9005, .label = "hints", .name = "Hints", .maker = "Outboard", .copyright = "None",
    .port_count = 7, .ports = hint_ports, .port_names = hint_names, .ranges = hint_ranges,
    .instantiate = instantiate, .connect_port = connect, .run = run_nothing, .cleanup = free};

// MARK: What a host has to refuse

static void *refuse(const ob_ladspa_descriptor *descriptor, unsigned long rate) { return NULL; }
static const ob_ladspa_descriptor refusing = {
    .unique_id = 9006, .label = "refusing", .name = "Refusing", .maker = "Outboard",
    .copyright = "None", .port_count = 3, .ports = gain_ports, .port_names = gain_names,
    .ranges = gain_ranges, .instantiate = refuse, .connect_port = connect, .run = run_gain,
    .cleanup = free};
static const ob_ladspa_descriptor without_run = {
    .unique_id = 9007, .label = "without_run", .name = "Without run", .maker = "Outboard",
    .copyright = "None", .port_count = 3, .ports = gain_ports, .port_names = gain_names,
    .ranges = gain_ranges, .instantiate = instantiate, .connect_port = connect, .cleanup = free};
static const int odd_ports[] = {CONTROL_IN, OB_LADSPA_PORT_AUDIO, AUDIO_OUT};
static const ob_ladspa_descriptor odd_port = {
    .unique_id = 9008, .label = "odd_port", .name = "Odd port", .maker = "Outboard",
    .copyright = "None", .port_count = 3, .ports = odd_ports, .port_names = gain_names,
    .ranges = gain_ranges, .instantiate = instantiate, .connect_port = connect, .run = run_gain,
    .cleanup = free};

__attribute__((visibility("default"))) const ob_ladspa_descriptor *ladspa_descriptor(
    unsigned long index) {
    const ob_ladspa_descriptor *const all[] = {
        &gain, &cross, &delay, &life, &hints, &refusing, &without_run, &odd_port,
    };
    return index < sizeof all / sizeof *all ? all[index] : NULL;
}

// Clients of a JACK server for `make bench-jack`, which starts them and reads what they print.
//
//     jack-bench SERVER watch SECONDS CLIENT   JACK's own load and xruns while CLIENT plays
//     jack-bench SERVER play [URI...]          a bare loop over LV2 plugins, in chains of eight
//
// `watch` waits until CLIENT's outputs are connected, prints "ready", and measures from the next line on
// its input. It has no process callback, so it takes no part in the cycle. `play` without plugins is idle:
// what is late then is the machine. It prints "ready", counts from the next line on its input to its end,
// and then prints what it counted.
#include "CBareLoop.h"

#include <jack/jack.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { bins = 20000, chain_length = 8, samples_max = 1 << 16 };

// How often something took so many microseconds; the last bin is everything above.
typedef struct {
    uint32_t counts[bins];
    uint32_t most;
} histogram;

static void count(histogram *h, jack_time_t microseconds) {
    uint32_t bin = microseconds < bins ? (uint32_t)microseconds : bins - 1;
    h->counts[bin]++;
    if (bin > h->most) h->most = bin;
}

static uint32_t median(const histogram *h, uint64_t total) {
    uint64_t seen = 0;
    for (uint32_t bin = 0; bin < bins; bin++) {
        seen += h->counts[bin];
        if (2 * seen >= total && seen > 0) return bin;
    }
    return 0;
}

typedef struct {
    jack_client_t *client;
    jack_port_t *inputs[2], *outputs[2];
    ob_bare_chains *chains;
    jack_nframes_t quantum;
    double period_microseconds;
    atomic_bool is_counting;
    // Written by the process callback, and read when it has ended.
    uint64_t cycles, overruns, late_starts;
    histogram taken;
} player;

// What of a cycle's duration, at the most, a wake-up may take before it is called late.
static const double late_part = 0.5;

static void take_note(player *p, jack_time_t began, jack_nframes_t waited) {
    jack_time_t taken = jack_get_time() - began;
    p->cycles++;
    if (taken > p->period_microseconds) p->overruns++;
    if (waited > late_part * p->quantum) p->late_starts++;
    count(&p->taken, taken);
}

static int play_cycle(jack_nframes_t frames, void *argument) {
    player *p = argument;
    jack_nframes_t waited = jack_frames_since_cycle_start(p->client);
    jack_time_t began = jack_get_time();
    float *outputs[2];
    for (int side = 0; side < 2; side++) {
        const float *input = jack_port_get_buffer(p->inputs[side], frames);
        outputs[side] = jack_port_get_buffer(p->outputs[side], frames);
        if (frames == p->quantum)
            memcpy(ob_bare_input(p->chains, side), input, frames * sizeof(float));
    }
    if (frames != p->quantum) return 0;
    ob_bare_run(p->chains, 1);
    ob_bare_mix(p->chains, outputs[0], outputs[1]);
    if (atomic_load(&p->is_counting)) take_note(p, began, waited);
    return 0;
}

// Waits for a line, or for the end of the input.
static void await_line(void) {
    int c;
    do c = getchar();
    while (c != EOF && c != '\n');
}

static void nap(long milliseconds) {
    struct timespec t = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&t, NULL);
}

static void be_silent(const char *message) { (void)message; }

// The server may have been started just before: it gets five seconds.
static jack_client_t *open_client(const char *name, const char *server) {
    jack_set_error_function(be_silent);
    jack_set_info_function(be_silent);
    for (int tries = 0; tries < 100; tries++) {
        jack_client_t *client =
            jack_client_open(name, JackNoStartServer | JackServerName, NULL, server);
        if (client) return client;
        nap(50);
    }
    fprintf(stderr, "jack-bench: there is no JACK server %s\n", server);
    return NULL;
}

static bool connect_to_device(player *p) {
    static const char *const sources[2] = {"system:capture_1", "system:capture_2"};
    static const char *const sinks[2] = {"system:playback_1", "system:playback_2"};
    for (int side = 0; side < 2; side++) {
        if (jack_connect(p->client, sources[side], jack_port_name(p->inputs[side]))
            || jack_connect(p->client, jack_port_name(p->outputs[side]), sinks[side]))
            return false;
    }
    return true;
}

static int play(const char *server, int plugins, char **uris) {
    static player p;
    p.client = open_client("bare", server);
    if (!p.client) return 69;
    p.quantum = jack_get_buffer_size(p.client);
    double rate = jack_get_sample_rate(p.client);
    p.period_microseconds = 1e6 * p.quantum / rate;
    p.chains = ob_bare_open(plugins, p.quantum, rate);
    if (!p.chains) return 70;
    for (int i = 0; i < plugins; i++) {
        if (i % chain_length == 0) ob_bare_begin_chain(p.chains);
        if (ob_bare_add(p.chains, uris[i])) continue;
        fprintf(stderr, "jack-bench: %s cannot be had\n", uris[i]);
        return 66;
    }
    static const char *const in[2] = {"in_1", "in_2"}, *const out[2] = {"out_1", "out_2"};
    for (int side = 0; side < 2; side++) {
        p.inputs[side] =
            jack_port_register(p.client, in[side], JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
        p.outputs[side] =
            jack_port_register(p.client, out[side], JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    }
    jack_set_process_callback(p.client, play_cycle, &p);
    if (jack_activate(p.client) || !connect_to_device(&p)) return 70;
    puts("ready");
    fflush(stdout);
    await_line();
    atomic_store(&p.is_counting, true);
    await_line();
    atomic_store(&p.is_counting, false);
    jack_deactivate(p.client);
    printf(
        "{\"cycles\":%llu,\"overruns\":%llu,\"late_starts\":%llu,"
        "\"p50_microseconds\":%u,\"max_microseconds\":%u}\n",
        (unsigned long long)p.cycles, (unsigned long long)p.overruns,
        (unsigned long long)p.late_starts, median(&p.taken, p.cycles), p.taken.most);
    jack_client_close(p.client);
    ob_bare_close(p.chains);
    return 0;
}

static int note_xrun(void *argument) {
    atomic_fetch_add((atomic_int *)argument, 1);
    return 0;
}

static bool plays(jack_client_t *client, const char *name) {
    bool found = false;
    const char **sources = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
    size_t length = strlen(name);
    for (const char **source = sources; source && *source; source++) {
        if (strncmp(*source, name, length) || (*source)[length] != ':') continue;
        const char **sinks =
            jack_port_get_all_connections(client, jack_port_by_name(client, *source));
        found = found || sinks;
        jack_free(sinks);
    }
    jack_free(sources);
    return found;
}

static int ascending(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static int watch(const char *server, double seconds, const char *name) {
    static float loads[samples_max];
    static atomic_int xruns;
    jack_client_t *client = open_client("watch", server);
    if (!client) return 69;
    jack_set_xrun_callback(client, note_xrun, &xruns);
    if (jack_activate(client)) return 70;
    for (int tries = 0; !plays(client, name); tries++) {
        if (tries == 1200) {
            fprintf(stderr, "jack-bench: %s does not play\n", name);
            return 66;
        }
        nap(50);
    }
    puts("ready");
    fflush(stdout);
    await_line();
    int before = atomic_load(&xruns), count = 0;
    jack_time_t end = jack_get_time() + (jack_time_t)(seconds * 1e6);
    do {
        nap(50);
        loads[count++] = jack_cpu_load(client);
    } while (jack_get_time() < end && count < samples_max);
    int after = atomic_load(&xruns);
    qsort(loads, count, sizeof *loads, ascending);
    printf(
        "{\"xruns\":%d,\"load_p50\":%.4f,\"load_max\":%.4f}\n", after - before,
        loads[count / 2] / 100, loads[count - 1] / 100);
    jack_client_close(client);
    return 0;
}

int main(int count, char **arguments) {
    if (count == 5 && !strcmp(arguments[2], "watch"))
        return watch(arguments[1], atof(arguments[3]), arguments[4]);
    if (count >= 3 && !strcmp(arguments[2], "play"))
        return play(arguments[1], count - 3, arguments + 3);
    fprintf(stderr, "usage: jack-bench SERVER watch SECONDS CLIENT | play [URI...]\n");
    return 64;
}

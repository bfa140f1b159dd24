// From a client's send to the first sample that changed, for `make bench-control`, under a JACK server.
//
//     ear SERVER CLIENT outboard PORT COUNT
//     ear SERVER CLIENT ecasound PORT COUNT
//     ear SERVER CLIENT mod-host PORT COUNT
//     ear SERVER CLIENT floor 0 COUNT
//
// `floor` is a player of its own with nothing between hand and sound: the hand writes the gain to where the player
// reads it in each cycle. What it takes is the wait for a cycle, and what machine and JACK add to that.
//
// It gives CLIENT a constant, and listens to what CLIENT makes of it with the gain of one amplifier, which it
// moves COUNT times by 6 dB in the player's own way. A sample's time is that of its frame by JACK's clock.
// A change is sent when nothing has moved for a while, at no particular place in a cycle. Prints a line of JSON.
#include "websocket.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <jack/jack.h>
#include <memory>
#include <netinet/tcp.h>
#include <poll.h>
#include <random>
#include <sched.h>
#include <semaphore.h>
#include <string>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <vector>

namespace {

// Two clients, so that the player stands between them in JACK's order and nothing is a cycle late.
struct ends {
    jack_client_t *source, *ear;
    jack_port_t *out, *in;
    float last = 0;
    std::atomic<bool> is_armed{false};
    // Frames since the last change.
    std::atomic<uint32_t> still{0};
    jack_time_t changed_at = 0;
    sem_t changed;
    std::atomic<unsigned> xruns{0};
};

int note_xrun(void *argument) {
    static_cast<ends *>(argument)->xruns++;
    return 0;
}

int play(jack_nframes_t frames, void *argument) {
    auto *e = static_cast<ends *>(argument);
    auto *out = static_cast<float *>(jack_port_get_buffer(e->out, frames));
    std::fill(out, out + frames, 0.25f);
    return 0;
}

int listen(jack_nframes_t frames, void *argument) {
    auto *e = static_cast<ends *>(argument);
    const auto *in = static_cast<const float *>(jack_port_get_buffer(e->in, frames));
    uint32_t still = e->still.load(std::memory_order_relaxed);
    for (jack_nframes_t i = 0; i < frames; i++) {
        still++;
        if (in[i] == e->last) continue;
        e->last = in[i];
        still = 0;
        if (e->is_armed.exchange(false)) {
            e->changed_at = jack_frames_to_time(e->ear, jack_last_frame_time(e->ear) + i);
            sem_post(&e->changed);
        }
    }
    e->still.store(still, std::memory_order_relaxed);
    return 0;
}

jack_client_t *open_client(const char *name, const char *server) {
    auto options = static_cast<jack_options_t>(JackNoStartServer | JackServerName);
    jack_client_t *client = jack_client_open(name, options, nullptr, server);
    if (!client) fail(std::string("there is no JACK server ") + server);
    return client;
}

void nap(double seconds) { usleep(static_cast<useconds_t>(seconds * 1e6)); }

// The first audio port of a client: it may still be starting.
std::string first_port(jack_client_t *client, const std::string &of, unsigned long direction) {
    for (int tries = 0; tries < 100; tries++) {
        const char **ports =
            jack_get_ports(client, ("^" + of + ":").c_str(), JACK_DEFAULT_AUDIO_TYPE, direction);
        if (ports) {
            std::string name = ports[0];
            jack_free(ports);
            return name;
        }
        nap(0.05);
    }
    fail(of + " has no ports");
}

bool connect(jack_client_t *client, const char *from, const char *to) {
    for (int turn = 0; turn < 200; ++turn) {
        const int error = jack_connect(client, from, to);
        if (!error || error == EEXIST) return true;
        nap(0.05);
    }
    return false;
}

void connect_ends(ends &e, const char *server, const std::string &player) {
    e.source = open_client("bench-source", server);
    e.ear = open_client("bench-ear", server);
    e.out = jack_port_register(e.source, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    e.in = jack_port_register(e.ear, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    sem_init(&e.changed, 0, 0);
    jack_set_process_callback(e.source, play, &e);
    jack_set_process_callback(e.ear, listen, &e);
    jack_set_xrun_callback(e.ear, note_xrun, &e);
    if (jack_activate(e.source) || jack_activate(e.ear)) fail("JACK does not run its clients");
    std::string in = first_port(e.ear, player, JackPortIsInput);
    std::string out = first_port(e.ear, player, JackPortIsOutput);
    // A port is known before its client may be connected.
    if (!connect(e.source, jack_port_name(e.out), in.c_str())
        || !connect(e.ear, out.c_str(), jack_port_name(e.in)))
        fail("JACK does not connect " + in + " and " + out);
}

// How a player is told of a gain.
struct control {
    virtual ~control() = default;
    virtual void set(double decibels) = 0;
};

struct outboard_control : control {
    connection line;
    uint64_t id = 0;
    explicit outboard_control(int port) : line(port) {
        line.add(R"({"id":"hello","type":"IDENTIFY","session_id":"ear","data":{"subscribe":[]}})");
        line.flush();
        line.await(R"("id":"hello")");
    }
    void set(double decibels) override {
        char text[256];
        std::snprintf(
            text, sizeof text,
            R"({"id":"e%llu","type":"PLUGIN_PARAMETER","session_id":"ear","data":{"track_id":"t0",)"
            R"("plugin_id":"t0-p0","parameter_id":"gain","parameter_value":%.1f,"reply":"accepted"}})",
            static_cast<unsigned long long>(++id), decibels);
        line.add(text);
        line.flush();
    }
    void await_ack() {
        std::string answer = line.await("\"id\":\"e" + std::to_string(id) + "\"");
        if (answer.find(R"("type":"ack")") == std::string::npos) fail("refused: " + answer);
    }
};

// A gain in this program, and the player that uses it.
struct floor_control : control {
    jack_client_t *client;
    jack_port_t *in, *out;
    std::atomic<float> gain{1};

    static int amplify(jack_nframes_t frames, void *argument) {
        auto *self = static_cast<floor_control *>(argument);
        const float gain = self->gain.load(std::memory_order_relaxed);
        const auto *from = static_cast<const float *>(jack_port_get_buffer(self->in, frames));
        auto *to = static_cast<float *>(jack_port_get_buffer(self->out, frames));
        for (jack_nframes_t i = 0; i < frames; i++) to[i] = from[i] * gain;
        return 0;
    }
    floor_control(const char *server, const char *name) : client(open_client(name, server)) {
        in = jack_port_register(client, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
        out = jack_port_register(client, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
        jack_set_process_callback(client, amplify, this);
        if (jack_activate(client)) fail("JACK does not run the floor");
    }
    ~floor_control() override { jack_client_close(client); }
    void set(double decibels) override {
        gain.store(std::pow(10.f, static_cast<float>(decibels) / 20), std::memory_order_relaxed);
    }
};

// Lines over TCP; what is answered is read and passed over.
struct line_control : control {
    int descriptor;
    std::string before, end;
    line_control(int port, std::string before, std::string end)
        : before(std::move(before)), end(std::move(end)) {
        descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int tries = 0; connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address);) {
            if (++tries == 100) fail("the player does not listen");
            nap(0.05);
        }
        int one = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    ~line_control() override { close(descriptor); }
    void say(const std::string &words) {
        std::string line = words + end;
        if (send(descriptor, line.data(), line.size(), MSG_NOSIGNAL) < 0) fail("the player is gone");
    }
    void drain() {
        char bytes[4096];
        pollfd wanted{descriptor, POLLIN, 0};
        while (poll(&wanted, 1, 0) > 0 && read(descriptor, bytes, sizeof bytes) > 0) {}
    }
    void set(double decibels) override { say(before + std::to_string(decibels)); }
};

std::unique_ptr<control> open_control(
    const std::string &kind, const char *server, const char *name, int port) {
    if (kind == "floor") return std::make_unique<floor_control>(server, name);
    if (kind == "outboard") return std::make_unique<outboard_control>(port);
    if (kind == "mod-host") {
        auto made = std::make_unique<line_control>(port, "param_set 0 gain ", std::string(1, '\0'));
        made->say("add http://plugin.org.uk/swh-plugins/amp 0");
        return made;
    }
    if (kind != "ecasound") fail("what is " + kind + "?");
    auto made = std::make_unique<line_control>(port, "copp-set ", "\r\n");
    for (const char *words : {"c-select c0", "cop-select 1", "copp-select 1"}) made->say(words);
    return made;
}

// Half a second without a change at first, then 30 ms: more than a ramp, and than a knob is thinned out to.
void await_stillness(const ends &e, uint32_t frames) {
    for (int tries = 0; e.still.load(std::memory_order_relaxed) < frames; tries++) {
        if (tries == 10'000) fail("the sound does not come to rest");
        nap(0.001);
    }
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 6) {
        std::fprintf(stderr, "usage: see ear.cpp\n");
        return 64;
    }
    sched_param priority{};
    priority.sched_priority = 5;
    sched_setscheduler(0, SCHED_RR, &priority);
    std::string kind = argv[3];
    auto hand = open_control(kind, argv[1], argv[2], std::atoi(argv[4]));
    static ends e;
    connect_ends(e, argv[1], argv[2]);
    uint32_t rate = jack_get_sample_rate(e.ear);
    await_stillness(e, rate / 2);

    std::mt19937 random(static_cast<uint32_t>(now_nanoseconds()));
    std::uniform_real_distribution<double> place(0, 0.01);
    std::vector<double> milliseconds;
    int count = std::atoi(argv[5]), discarded = 0;
    for (int i = 0; static_cast<int>(milliseconds.size()) < count; i++) {
        await_stillness(e, rate * 3 / 100);
        unsigned xruns = e.xruns;
        nap(place(random));
        e.is_armed = true;
        jack_time_t sent_at = jack_get_time();
        hand->set(i % 2 == 0 ? -6 : 0);
        timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 5;
        if (sem_timedwait(&e.changed, &until)) fail(kind + " changed nothing for five seconds");
        // A cycle that was missed is heard as a change too, and JACK's clock begins anew behind it.
        if (e.xruns == xruns)
            milliseconds.push_back((static_cast<double>(e.changed_at) - static_cast<double>(sent_at)) / 1e3);
        else if (++discarded > count) fail("JACK misses too many cycles to measure anything");
        if (auto *line = dynamic_cast<line_control *>(hand.get())) line->drain();
        if (auto *outboard = dynamic_cast<outboard_control *>(hand.get())) outboard->await_ack();
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    auto at = [&](double part) {
        return milliseconds[static_cast<size_t>(part * static_cast<double>(milliseconds.size() - 1))];
    };
    std::printf(
        R"({"count":%d,"discarded":%d,"p50":%.3f,"p90":%.3f,"p99":%.3f,"max":%.3f})" "\n", count, discarded,
        at(0.5), at(0.9), at(0.99), at(1));
    jack_client_close(e.source);
    jack_client_close(e.ear);
    return 0;
}

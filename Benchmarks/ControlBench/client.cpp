// The load client of `make bench-control`: one thread, one epoll, the same bytes to every server.
//
//     control-bench PORT round-trip CONNECTIONS SECONDS REPLY
//     control-bench PORT throughput CONNECTIONS SECONDS REPLY
//     control-bench PORT fan-out CONNECTIONS ROUNDS
//
// round-trip: each connection has one request on its way, and sends the next when the ack has come.
// throughput: each has 64. fan-out: one sends, and the last of CONNECTIONS others that hears of it ends the
// time. REPLY is "applied" or "accepted": when Outboard is to answer; others pass over it.
// An ack that is missing, out of order or no ack ends the program. What was measured is printed as a line of JSON.
#include "websocket.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sched.h>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr int64_t second = 1'000'000'000;
constexpr size_t window = 64;
// What the session is made of: see Scripts/bench-control.
constexpr unsigned tracks = 16, inserts = 16;

// The last core is the client's; what it talks to has the others.
void take_core() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(static_cast<size_t>(sysconf(_SC_NPROCESSORS_ONLN) - 1), &cores);
    sched_setaffinity(0, sizeof cores, &cores);
    sched_param priority{};
    priority.sched_priority = 5;
    // Refused to who is not privileged: then it is measured without.
    sched_setscheduler(0, SCHED_RR, &priority);
}

// Requests go round through all parameters, and change each at every time.
class requests {
public:
    explicit requests(std::string reply) : reply_(std::move(reply)) {}

    // A request whose id is a number that grows.
    std::string_view next(uint64_t id) {
        unsigned parameter = turn_ % (tracks * inserts);
        double value = -30.0 + static_cast<double>(turn_ / (tracks * inserts) % 60) / 2;
        turn_++;
        int length = std::snprintf(
            text_, sizeof text_,
            R"({"id":"%llu","type":"PLUGIN_PARAMETER","session_id":"bench","data":{"track_id":"t%u",)"
            R"("plugin_id":"t%u-p%u","parameter_id":"gain","parameter_value":%.1f,"reply":"%s"}})",
            static_cast<unsigned long long>(id), parameter / inserts, parameter / inserts,
            parameter % inserts, value, reply_.c_str());
        return {text_, static_cast<size_t>(length)};
    }

private:
    std::string reply_;
    uint64_t turn_ = 0;
    char text_[512];
};

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Whether it is an ack; else it is what others did. Anything that is wrong ends the program.
bool is_ack_of(std::string_view message, uint64_t id) {
    std::string_view head = message.substr(0, 64);
    if (has(head, R"("type":"error")")) fail("refused: " + std::string(message));
    if (!has(head, R"("type":"ack")")) return false;
    char expected[32];
    int length =
        std::snprintf(expected, sizeof expected, R"("id":"%llu")", static_cast<unsigned long long>(id));
    if (!has(head, {expected, static_cast<size_t>(length)}) || !has(message, R"("revision":)"))
        fail("another ack than that of " + std::to_string(id) + ": " + std::string(message));
    return true;
}

class bench {
public:
    bench(int port, size_t count, const char *topics) : poll_(epoll_create1(EPOLL_CLOEXEC)) {
        rlimit files{4096, 4096};
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        for (size_t i = 0; i < count; i++) add(port, topics);
    }

    ~bench() { close(poll_); }

    connection &add(int port, const char *topics) {
        auto &made = *connections_.emplace_back(std::make_unique<connection>(port));
        made.add(
            std::string(R"({"id":"hello","type":"IDENTIFY","session_id":"bench","data":{"subscribe":[)")
            + topics + "]}}");
        made.flush();
        std::string answer = made.await(R"("id":"hello")");
        if (!has(answer, R"("type":"ack")")) fail("not let in: " + answer);
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.ptr = &made;
        epoll_ctl(poll_, EPOLL_CTL_ADD, made.descriptor(), &wanted);
        return made;
    }

    connection &at(size_t index) { return *connections_[index]; }
    size_t count() const { return connections_.size(); }

    // Calls back for each connection that has something, until that says no more.
    //
    // A client that spins does not have to be woken: with a thousand connections the server would wake it
    // a thousand times, which is work of the client's kind that it takes from the server.
    template <typename Body> void run(Body body, bool spins = false) {
        std::vector<epoll_event> ready(1024);
        int64_t heard_at = now_nanoseconds();
        for (;;) {
            int count =
                epoll_wait(poll_, ready.data(), static_cast<int>(ready.size()), spins ? 0 : 10'000);
            if (count > 0) heard_at = now_nanoseconds();
            else if (!spins || now_nanoseconds() - heard_at > 10 * second) fail("nothing came for ten seconds");
            for (int i = 0; i < count; i++)
                if (!body(*static_cast<connection *>(ready[static_cast<size_t>(i)].data.ptr))) return;
        }
    }

private:
    int poll_;
    std::vector<std::unique_ptr<connection>> connections_;
};

double microseconds(int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1000; }

void print(std::vector<int64_t> &times, double per_second) {
    if (times.empty()) fail("nothing was measured");
    std::sort(times.begin(), times.end());
    auto at = [&](double part) {
        return microseconds(times[static_cast<size_t>(part * static_cast<double>(times.size() - 1))]);
    };
    std::printf(
        R"({"count":%zu,"p50":%.1f,"p99":%.1f,"max":%.1f,"per_second":%.0f})" "\n", times.size(), at(0.5),
        at(0.99), at(1), per_second);
}

// Keeps `depth` requests of each connection on their way for so long, after a tenth to warm up.
void load(int port, size_t count, double seconds, size_t depth, const char *reply) {
    bench all(port, count, "");
    requests made(reply);
    std::vector<int64_t> times;
    times.reserve(4'000'000);
    auto refill = [&](connection &c) {
        while (c.sent_at.size() < depth) {
            c.add(made.next(c.oldest + c.sent_at.size()));
            c.sent_at.push_back(now_nanoseconds());
        }
        c.flush();
        if (c.has_unsent()) fail("the server does not read");
    };
    int64_t began = now_nanoseconds();
    int64_t warm = began + static_cast<int64_t>(0.1 * seconds * second);
    int64_t end = warm + static_cast<int64_t>(seconds * second);
    for (size_t i = 0; i < count; i++) refill(all.at(i));
    size_t acks = 0;
    bool is_over = false;
    all.run([&](connection &c) {
        int64_t now = 0;
        c.receive([&](std::string_view message) {
            if (c.sent_at.empty() || !is_ack_of(message, c.oldest)) return;
            now = now_nanoseconds();
            if (now >= warm && now < end) {
                times.push_back(now - c.sent_at.front());
                acks++;
            }
            c.sent_at.pop_front();
            c.oldest++;
        });
        if (now >= end) is_over = true;
        if (!is_over) {
            refill(c);
            return true;
        }
        // What is on its way is waited for: an ack that is lost would else go unnoticed.
        for (size_t i = 0; i < all.count(); i++)
            if (!all.at(i).sent_at.empty()) return true;
        return false;
    });
    print(times, static_cast<double>(acks) / seconds);
}

void fan_out(int port, size_t count, size_t rounds) {
    bench all(port, count, R"("changes")");
    connection &sender = all.add(port, "");
    requests made("accepted");
    std::vector<int64_t> times;
    for (size_t round = 0; round < rounds; round++) {
        // Far enough apart for a server that gathers what changes often.
        usleep(100'000);
        size_t missing = count;
        bool is_acked = false;
        int64_t began = now_nanoseconds(), last = began;
        sender.add(made.next(round));
        sender.flush();
        all.run([&](connection &c) {
            c.receive([&](std::string_view message) {
                if (&c == &sender) is_acked = is_acked || is_ack_of(message, round);
                else if (has(message.substr(0, 64), "PLUGIN_PARAMETER_CHANGED")) {
                    missing--;
                    last = now_nanoseconds();
                }
            });
            return missing > 0 || !is_acked;
        }, true);
        times.push_back(last - began);
    }
    print(times, 0);
}

} // namespace

int main(int argc, char **argv) {
    std::string what = argc > 2 ? argv[2] : "";
    if ((what == "fan-out" && argc != 5) || (what != "fan-out" && argc != 6)) {
        std::fprintf(stderr, "usage: see client.cpp\n");
        return 64;
    }
    take_core();
    int port = std::atoi(argv[1]);
    auto count = static_cast<size_t>(std::atoi(argv[3]));
    if (what == "round-trip") load(port, count, std::atof(argv[4]), 1, argv[5]);
    else if (what == "throughput") load(port, count, std::atof(argv[4]), window, argv[5]);
    else if (what == "fan-out") fan_out(port, count, static_cast<size_t>(std::atoi(argv[4])));
    else fail("what is " + what + "?");
    return 0;
}

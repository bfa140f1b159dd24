// What a server of the plain exchange knows, without its sockets: what the requests of `make bench-control`
// need of Outboard's protocol, by RapidJSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

struct answer {
    // For who asked.
    std::string reply;
    // For the others; empty where nothing changed.
    std::string notification;
    // Set by IDENTIFY.
    bool subscribes = false;
};

// The parameters of 16 tracks of 16 inserts, in -70 ... 70 dB, and the revision.
class session {
public:
    session();
    answer take(std::string_view message);

private:
    std::unordered_map<std::string, double> values_;
    uint64_t revision_ = 0;
};

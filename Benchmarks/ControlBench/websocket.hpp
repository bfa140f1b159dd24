// A WebSocket client's connection by hand (RFC 6455), so that no library's work is measured beside a
// server's. It takes for granted that the server keeps to the rules; `make conformance` asks whether ours does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

[[noreturn]] void fail(const std::string &message);

// The monotonic clock, in nanoseconds.
int64_t now_nanoseconds();

class connection {
public:
    // Connects to the loopback, and does the opening handshake. Ends the program where that fails.
    explicit connection(int port);
    ~connection();
    connection(const connection &) = delete;
    connection &operator=(const connection &) = delete;

    int descriptor() const { return descriptor_; }

    // Adds a masked text frame to what is sent next.
    void add(std::string_view text);

    // Sends what was added, as far as the socket takes it.
    void flush();
    bool has_unsent() const { return sent_ < out_.size(); }

    // Reads once what there is, and calls back for each whole text message.
    void receive(const std::function<void(std::string_view)> &take);

    // Waits for the first message that contains `what`, and passes over others. For what is not measured.
    std::string await(std::string_view what);

    // When requests without an ack were sent, the oldest first, and the number of the oldest.
    std::deque<int64_t> sent_at;
    uint64_t oldest = 0;

private:
    void add_frame(uint8_t opcode, std::string_view payload);
    bool take_frame(const std::function<void(std::string_view)> &take);

    int descriptor_ = -1;
    std::string in_, out_;
    size_t taken_ = 0, sent_ = 0;
    uint32_t mask_;
};

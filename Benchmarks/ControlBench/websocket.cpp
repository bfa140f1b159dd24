#include "websocket.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void fail(const std::string &message) {
    std::fprintf(stderr, "control-bench: %s\n", message.c_str());
    std::exit(70);
}

int64_t now_nanoseconds() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

connection::connection(int port) : mask_(0x9E3779B9u ^ static_cast<uint32_t>(now_nanoseconds())) {
    descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) fail(std::string("no socket: ") + strerror(errno));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor_, reinterpret_cast<sockaddr *>(&address), sizeof address))
        fail(std::string("cannot connect: ") + strerror(errno));
    int one = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    out_ = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port)
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    flush();
    size_t end;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
        char bytes[1024];
        ssize_t count = read(descriptor_, bytes, sizeof bytes);
        if (count <= 0) fail("the server ended the handshake");
        in_.append(bytes, static_cast<size_t>(count));
    }
    if (in_.compare(0, 12, "HTTP/1.1 101")) fail("no upgrade: " + in_.substr(0, in_.find('\r')));
    taken_ = end + 4;
    fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

connection::~connection() { close(descriptor_); }

void connection::add(std::string_view text) { add_frame(0x1, text); }

void connection::add_frame(uint8_t opcode, std::string_view payload) {
    // xorshift: masks must differ, and nothing hangs on more here.
    mask_ ^= mask_ << 13;
    mask_ ^= mask_ >> 17;
    mask_ ^= mask_ << 5;
    out_.push_back(static_cast<char>(0x80 | opcode));
    if (payload.size() < 126) {
        out_.push_back(static_cast<char>(0x80 | payload.size()));
    } else {
        if (payload.size() > 0xFFFF) fail("a request is too long");
        out_.push_back(static_cast<char>(0x80 | 126));
        out_.push_back(static_cast<char>(payload.size() >> 8));
        out_.push_back(static_cast<char>(payload.size()));
    }
    char key[4];
    memcpy(key, &mask_, 4);
    out_.append(key, 4);
    size_t first = out_.size();
    out_.append(payload);
    for (size_t i = 0; i < payload.size(); i++) out_[first + i] ^= key[i & 3];
}

void connection::flush() {
    while (has_unsent()) {
        ssize_t count = send(descriptor_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) return;
        if (count < 0) fail(std::string("the server does not take more: ") + strerror(errno));
        sent_ += static_cast<size_t>(count);
    }
    out_.clear();
    sent_ = 0;
}

void connection::receive(const std::function<void(std::string_view)> &take) {
    char bytes[64 << 10];
    ssize_t count = read(descriptor_, bytes, sizeof bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) fail("the server closed a connection");
    in_.append(bytes, static_cast<size_t>(count));
    while (take_frame(take)) {}
    in_.erase(0, taken_);
    taken_ = 0;
}

bool connection::take_frame(const std::function<void(std::string_view)> &take) {
    const auto *bytes = reinterpret_cast<const uint8_t *>(in_.data()) + taken_;
    size_t there = in_.size() - taken_, head = 2;
    if (there < head) return false;
    uint64_t length = bytes[1] & 0x7F;
    size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
    head += extra;
    if (there < head) return false;
    if (extra) {
        length = 0;
        for (size_t i = 0; i < extra; i++) length = length << 8 | bytes[2 + i];
    }
    if (there < head + length) return false;
    if (!(bytes[0] & 0x80) || bytes[1] & 0x80) fail("the server sent a fragment or a mask");
    std::string_view payload(in_.data() + taken_ + head, length);
    taken_ += head + length;
    switch (bytes[0] & 0xF) {
    case 0x1: take(payload); break;
    case 0x8: fail("the server closed: " + std::string(payload.substr(payload.size() < 2 ? 0 : 2)));
    case 0x9:
        add_frame(0xA, payload);
        flush();
        break;
    default: break;
    }
    return true;
}

std::string connection::await(std::string_view what) {
    std::string found;
    auto take = [&](std::string_view message) {
        if (found.empty() && message.find(what) != std::string_view::npos) found = message;
    };
    // What came with the handshake's answer is there already.
    while (take_frame(take)) {}
    while (found.empty()) {
        pollfd wanted{descriptor_, POLLIN, 0};
        if (poll(&wanted, 1, 10'000) <= 0) fail("no answer with " + std::string(what));
        receive(take);
    }
    return found;
}

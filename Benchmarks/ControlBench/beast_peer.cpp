// The plain exchange by Boost.Beast, one thread, for `make bench-control`: prints its port and serves.
#include "peer.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdio>
#include <deque>
#include <memory>
#include <set>

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

namespace {

class client;
struct hall {
    session live;
    std::set<client *> subscribers;
};

class client : public std::enable_shared_from_this<client> {
public:
    client(tcp::socket socket, hall &all) : stream_(std::move(socket)), all_(all) {
        stream_.next_layer().set_option(tcp::no_delay(true));
        stream_.text(true);
    }

    ~client() { all_.subscribers.erase(this); }

    void start() {
        stream_.async_accept([self = shared_from_this()](beast::error_code error) {
            if (!error) self->read();
        });
    }

    // What is sent to many is made once.
    void send(std::shared_ptr<const std::string> text) {
        waiting_.push_back(std::move(text));
        if (waiting_.size() == 1) write();
    }

private:
    void read() {
        stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, size_t) {
            if (error) return self->leave();
            self->take();
            self->read();
        });
    }

    void take() {
        auto bytes = buffer_.data();
        answer made = all_.live.take({static_cast<const char *>(bytes.data()), bytes.size()});
        buffer_.consume(buffer_.size());
        if (made.subscribes) all_.subscribers.insert(this);
        send(std::make_shared<const std::string>(std::move(made.reply)));
        if (made.notification.empty() || all_.subscribers.empty()) return;
        auto told = std::make_shared<const std::string>(std::move(made.notification));
        for (client *other : all_.subscribers)
            if (other != this) other->send(told);
    }

    // Beast allows one write at a time.
    void write() {
        stream_.async_write(
            asio::buffer(*waiting_.front()), [self = shared_from_this()](beast::error_code error, size_t) {
                if (error) return self->leave();
                self->waiting_.pop_front();
                if (!self->waiting_.empty()) self->write();
            });
    }

    void leave() { all_.subscribers.erase(this); }

    beast::websocket::stream<tcp::socket> stream_;
    beast::flat_buffer buffer_;
    std::deque<std::shared_ptr<const std::string>> waiting_;
    hall &all_;
};

void accept(tcp::acceptor &acceptor, hall &all) {
    acceptor.async_accept([&](beast::error_code error, tcp::socket socket) {
        if (!error) std::make_shared<client>(std::move(socket), all)->start();
        accept(acceptor, all);
    });
}

} // namespace

int main() {
    asio::io_context context(1);
    hall all;
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    accept(acceptor, all);
    std::printf("port %d\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    context.run();
}

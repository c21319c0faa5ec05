#include "scanner/db/deadline.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace glance_audit::sources {

std::chrono::milliseconds Deadline::left() const {
    const auto left = end_ - std::chrono::steady_clock::now();
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(left));
}

bool Deadline::wait_for(int socket, short events) const {
    for (;;) {
        const auto left = this->left();
        if (left.count() == 0) return false;
        pollfd one{socket, events, 0};
        const int ready = poll(&one, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
        if (ready > 0 || (ready < 0 && errno != EINTR)) return true;  // what is wrong, the library will say
    }
}

std::uint64_t received_bytes(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
    return info.tcpi_bytes_received;
}

}  // namespace glance_audit::sources

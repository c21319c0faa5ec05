#include "scanner/db/stall_guard.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <system_error>

#include "scanner/base/error.hpp"
#include "scanner/db/deadline.hpp"

namespace glance_audit::sources {

StallGuard::StallGuard(int socket, std::chrono::milliseconds limit) try
    : socket_(socket), limit_(limit), thread_(&StallGuard::watch, this) {
} catch (const std::system_error& error) {
    throw SourceError("no thread can be started: " + error.code().message(), {},
                      "raise the limit on processes (ulimit -u, the container's)");
}

StallGuard::~StallGuard() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_one();
    thread_.join();
}

void StallGuard::watch() {
    using Clock = std::chrono::steady_clock;
    const auto interval = std::clamp(limit_ / 20, std::chrono::milliseconds(10), std::chrono::milliseconds(50));
    std::unique_lock lock(mutex_);
    std::uint64_t seen = 0;
    Clock::time_point since = Clock::now();
    std::uint64_t bytes = received_bytes(socket_);
    while (!stop_.wait_for(lock, interval, [&] { return stopping_; })) {
        const std::uint64_t waits = waits_.load(std::memory_order_relaxed);
        if (waits != seen) {
            seen = waits;
            since = Clock::now();
            bytes = received_bytes(socket_);
        } else if (waits % 2 == 1 && fired_ == Fired::no) {
            if (received_bytes(socket_) - bytes > kMostBytes) fired_ = Fired::bytes;
            if (Clock::now() - since >= limit_) fired_ = Fired::time;
            if (fired_ != Fired::no) shutdown(socket_, SHUT_RDWR);
        }
    }
}

}  // namespace glance_audit::sources

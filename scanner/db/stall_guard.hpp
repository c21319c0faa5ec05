// Ends a wait that a client library would go on with for ever: a server that has gone silent.
//
// The libraries of PostgreSQL wait in poll() without a limit. A guard watches the connection's socket from a thread of
// its own; when one wait takes longer than allowed it shuts the socket down, and the library reports a lost connection.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace glance_audit::sources {

class StallGuard {
public:
    // The socket must stay open as long as the guard lives.
    StallGuard(int socket, std::chrono::milliseconds limit);
    ~StallGuard();
    StallGuard(const StallGuard&) = delete;
    StallGuard& operator=(const StallGuard&) = delete;

    // Around each call that may wait. One thread alone may use it.
    class Wait {
    public:
        explicit Wait(StallGuard& guard) : guard_(guard) { guard_.step(); }
        ~Wait() { guard_.step(); }
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;

    private:
        StallGuard& guard_;
    };

    // True if the guard has shut the socket down.
    bool fired() const { return fired_; }

private:
    void step() { waits_.store(waits_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
    void watch();

    int socket_;
    std::chrono::milliseconds limit_;
    std::atomic<std::uint64_t> waits_{0};  // odd: waiting
    std::atomic<bool> fired_{false};
    bool stopping_ = false;
    std::mutex mutex_;
    std::condition_variable stop_;
    std::thread thread_;
};

}  // namespace glance_audit::sources

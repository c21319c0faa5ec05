// Ends a wait that a client library would go on with for ever: for a server that has gone silent, sends a byte now and
// then, or an answer without an end.
//
// The libraries wait for each byte anew, and take what comes. A guard watches the connection's socket from a thread of
// its own; when one wait takes longer than allowed, or more has come than any answer has, it shuts the socket down, and
// the library reports a lost connection.
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
    // Far beyond the longest row and the longest small answer.
    static constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;

    // The socket must stay open as long as the guard lives. limit: of one wait. Throws
    // SourceError where no thread can be started.
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

    // What the guard has shut the socket down for.
    enum class Fired : std::uint8_t { no, time, bytes };
    Fired fired() const { return fired_; }

private:
    void step() { waits_.store(waits_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
    void watch();

    int socket_;
    std::chrono::milliseconds limit_;
    std::atomic<std::uint64_t> waits_{0};  // odd: waiting
    std::atomic<Fired> fired_{Fired::no};
    bool stopping_ = false;
    std::mutex mutex_;
    std::condition_variable stop_;
    std::thread thread_;
};

}  // namespace glance_audit::sources

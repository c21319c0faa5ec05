// One time for the whole of making a connection: its hosts, TLS, the password.
#pragma once

#include <chrono>
#include <cstdint>

namespace glance_audit::sources {

class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds after) : end_(std::chrono::steady_clock::now() + after) {}

    // Never negative.
    std::chrono::milliseconds left() const;
    // Waits until a socket is ready for one of poll()'s events, at most until the deadline. False if it is not.
    bool wait_for(int socket, short events) const;

private:
    std::chrono::steady_clock::time_point end_;
};

// The bytes that a TCP socket has received so far; 0 of a Unix socket, at whose other end is this machine's own server.
std::uint64_t received_bytes(int socket);

}  // namespace glance_audit::sources

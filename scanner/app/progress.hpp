// How far the audit is, on standard error, if that is a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace glance_audit::app {

class Progress {
public:
    explicit Progress(bool shown) : shown_(shown) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // total 0: unknown.
    void begin(std::string what, std::uint64_t total);
    // Redraws at most ten times a second.
    void advance(std::uint64_t rows);
    // Takes the line off the screen.
    void clear();

private:
    void draw();

    bool shown_;
    bool drawn_ = false;
    std::string what_;
    std::uint64_t total_ = 0;
    std::uint64_t rows_ = 0;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace glance_audit::app

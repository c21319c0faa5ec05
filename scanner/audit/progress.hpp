// How far the audit is, on standard error, if that is a terminal. Several threads may report at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace glance_audit::app {

// The one line on the screen.
class Progress {
public:
    explicit Progress(bool shown) : shown_(shown) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    bool shown() const { return shown_; }
    void show(const std::string& line);
    // Takes the line off the screen.
    void clear();
    // An error or a warning in the log, visibly escaped, on a line of its own.
    void log_error(const std::string& message);
    void log_warning(const std::string& message);

private:
    void take_off();
    void log(bool is_error, const std::string& message);

    const bool shown_;
    std::mutex drawing_;
    bool drawn_ = false;
};

// What one target is doing. By one thread at a time.
class Reading {
public:
    explicit Reading(Progress& progress) : progress_(progress) {}

    // total 0: unknown.
    void begin(const std::string& what, std::uint64_t total);
    // Redraws at most ten times a second.
    void advance(std::uint64_t rows);
    // Since the last begin().
    std::uint64_t rows() const { return rows_; }

private:
    Progress& progress_;
    std::string what_;
    std::uint64_t total_ = 0;
    std::uint64_t rows_ = 0;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace glance_audit::app

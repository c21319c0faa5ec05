#include "scanner/audit/progress.hpp"

#include <cstdio>

#include <spdlog/spdlog.h>

#include "scanner/base/utf8.hpp"

namespace glance_audit::app {

void Progress::show(const std::string& line) {
    if (!shown_) return;
    const std::lock_guard lock(drawing_);
    std::fputs(("\r\x1b[K" + line).c_str(), stderr);
    drawn_ = true;
}

void Progress::clear() {
    const std::lock_guard lock(drawing_);
    take_off();
}

void Progress::log_error(const std::string& message) { log(true, message); }
void Progress::log_warning(const std::string& message) { log(false, message); }

void Progress::log(bool is_error, const std::string& message) {
    std::string visible;
    append_visible(visible, message);
    const std::lock_guard lock(drawing_);
    take_off();
    spdlog::log(is_error ? spdlog::level::err : spdlog::level::warn, "{}", visible);
}

void Progress::take_off() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
}

void Reading::begin(const std::string& what, std::uint64_t total) {
    what_.clear();
    append_visible(what_, what);
    total_ = total;
    rows_ = 0;
    last_ = {};
}

void Reading::advance(std::uint64_t rows) {
    rows_ += rows;
    if (!progress_.shown()) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    std::string line = what_ + ": " + std::to_string(rows_);
    if (total_ > 0) line += " of " + std::to_string(total_);
    progress_.show(line + " rows");
}

}  // namespace glance_audit::app

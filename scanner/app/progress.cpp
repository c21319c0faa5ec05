#include "scanner/app/progress.hpp"

#include <cstdio>

#include "scanner/model/utf8.hpp"

namespace glance_audit::app {

void Progress::begin(std::string what, std::uint64_t total) {
    what_.clear();
    append_visible(what_, what);
    total_ = total;
    rows_ = 0;
    last_ = {};
}

void Progress::advance(std::uint64_t rows) {
    rows_ += rows;
    if (!shown_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    draw();
}

void Progress::clear() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
}

void Progress::draw() {
    std::string text = "\r\x1b[K" + what_ + ": " + std::to_string(rows_);
    if (total_ > 0) text += " of " + std::to_string(total_);
    text += " rows";
    std::fputs(text.c_str(), stderr);
    drawn_ = true;
}

}  // namespace glance_audit::app

#include "reports/html/json_text.hpp"

#include "reports/json_string.hpp"

namespace glance_audit::reports::html {
namespace {

constexpr std::size_t kChunk = 64UL * 1024;
constexpr std::int64_t kLastExact = (std::int64_t{1} << 53) - 1;

}  // namespace

JsonText& JsonText::open(char bracket) {
    separate();
    pending_ += bracket;
    first_ = true;
    return *this;
}

JsonText& JsonText::close(char bracket) {
    pending_ += bracket;
    first_ = false;
    return *this;
}

JsonText& JsonText::key(std::string_view name) {
    text(name);
    pending_ += ':';
    first_ = true;
    return *this;
}

JsonText& JsonText::text(std::string_view text) {
    separate();
    append_json_string(pending_, text);
    return *this;
}

JsonText& JsonText::number(std::int64_t number) {
    const std::string digits = std::to_string(number);
    if (number > kLastExact || number < -kLastExact) return text(digits);
    separate();
    pending_ += digits;
    return *this;
}

JsonText& JsonText::null() {
    separate();
    pending_ += "null";
    return *this;
}

void JsonText::finish() {
    out_.write(pending_);
    pending_.clear();
}

void JsonText::separate() {
    if (!first_) pending_ += ',';
    first_ = false;
    if (pending_.size() >= kChunk) finish();
}

}  // namespace glance_audit::reports::html

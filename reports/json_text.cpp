#include "reports/json_text.hpp"

#include <array>

#include "scanner/base/hex.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::reports {
namespace {

constexpr std::array<bool, 256> make_harmless() {
    std::array<bool, 256> harmless{};
    for (std::size_t c = ' '; c < 0x7f; ++c) harmless[c] = true;
    for (const char c : {'"', '\\', '<', '>', '&'}) harmless[static_cast<unsigned char>(c)] = false;
    return harmless;
}

constexpr auto kHarmless = make_harmless();

void append_unit(std::string& out, unsigned unit) {
    out += "\\u";
    append_hex(out, unit, 4);
}

void append_escape(std::string& out, char32_t c) {
    if (c > 0xffff) {
        append_unit(out, 0xd800U + ((c - 0x10000U) >> 10U));
        append_unit(out, 0xdc00U + ((c - 0x10000U) & 0x3ffU));
    } else {
        append_unit(out, c);
    }
}

// The first code point of `text`, which is none of the harmless ones. Returns its length.
std::size_t append_first(std::string& out, std::string_view text) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
        out += "\xEF\xBF\xBD";
        return 1;
    }
    const char32_t c = decode_utf8(text, length);
    if (c == '"' || c == '\\') {
        out += '\\';
        out += static_cast<char>(c);
    } else if (c == '\n') {
        out += "\\n";
    } else if (c < 0x80 || is_deceptive(c)) {
        append_escape(out, c);
    } else {
        out += text.substr(0, length);
    }
    return length;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t run = 0;
        while (run < text.size() && kHarmless[static_cast<unsigned char>(text[run])]) ++run;
        out += text.substr(0, run);
        text.remove_prefix(run);
        if (!text.empty()) text.remove_prefix(append_first(out, text));
    }
    out += '"';
}

JsonText& JsonText::open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
}

JsonText& JsonText::close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
}

JsonText& JsonText::line(std::string_view indent) {
    out_ += first_ ? "\n" : ",\n";
    out_ += indent;
    first_ = true;
    return *this;
}

JsonText& JsonText::key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += '"';
    out_ += colon_;
    first_ = true;
    return *this;
}

JsonText& JsonText::foreign_key(std::string_view name) {
    text(name);
    out_ += colon_;
    first_ = true;
    return *this;
}

JsonText& JsonText::text(std::string_view text) {
    separate();
    append_json_string(out_, text);
    return *this;
}

JsonText& JsonText::word(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

void JsonText::finish() {
    sink_->write(out_);
    out_.clear();
}

void JsonText::separate() {
    if (!first_) out_ += comma_;
    first_ = false;
    constexpr std::size_t kLong = std::size_t{64} * 1024;
    if (sink_ != nullptr && out_.size() >= kLong) finish();
}

}  // namespace glance_audit::reports

#include "reports/json_text.hpp"

#include <array>

#include "scanner/base/hex.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::reports {
namespace {

// 1: what JSON or HTML gives a meaning, and all but printable ASCII.
constexpr std::array<std::uint8_t, 256> make_harmful() {
    std::array<std::uint8_t, 256> harmful{};
    harmful.fill(1);
    for (std::size_t c = ' '; c < 0x7f; ++c) harmful[c] = 0;
    for (const char c : {'"', '\\', '<', '>', '&'}) harmful[static_cast<unsigned char>(c)] = 1;
    return harmful;
}

constexpr auto kHarmful = make_harmful();

std::uint8_t harmful(char c) { return kHarmful[static_cast<unsigned char>(c)]; }

// How many characters at the beginning are harmless. Nearly all are: eight are asked at a time.
std::size_t harmless_run(std::string_view text) {
    std::size_t run = 0;
    for (constexpr std::size_t kBlock = 8; run + kBlock <= text.size(); run += kBlock) {
        unsigned any = 0;
        for (std::size_t i = 0; i < kBlock; ++i) any |= harmful(text[run + i]);
        if (any != 0) break;
    }
    while (run < text.size() && harmful(text[run]) == 0) ++run;
    return run;
}

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

// All but the first quote.
void append_rest_of_string(std::string& out, std::string_view text) {
    while (true) {
        const std::size_t run = harmless_run(text);
        out += text.substr(0, run);
        text.remove_prefix(run);
        if (text.empty()) break;
        text.remove_prefix(append_first(out, text));
    }
    out += '"';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    append_rest_of_string(out, text);
}

JsonText& JsonText::open(char bracket) {
    separate(false);
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
    separate(true);
    out_ += name;
    out_ += colon_;
    first_ = true;
    return *this;
}

JsonText& JsonText::foreign_key(std::string_view name) {
    text(name);
    out_ += colon_.substr(1);
    first_ = true;
    return *this;
}

JsonText& JsonText::text(std::string_view text) {
    separate(true);
    append_rest_of_string(out_, text);
    return *this;
}

JsonText& JsonText::word(std::string_view json) {
    separate(false);
    out_ += json;
    return *this;
}

std::string& JsonText::scratch() {
    scratch_.clear();
    return scratch_;
}

void JsonText::finish() {
    sink_->write(out_);
    out_.clear();
}

void JsonText::separate(bool is_text) {
    std::string_view before = comma_;
    if (first_) before.remove_prefix(comma_.size() - 1);
    if (!is_text) before.remove_suffix(1);
    out_ += before;
    first_ = false;
    constexpr std::size_t kLong = std::size_t{64} * 1024;
    if (sink_ != nullptr && out_.size() >= kLong) finish();
}

}  // namespace glance_audit::reports

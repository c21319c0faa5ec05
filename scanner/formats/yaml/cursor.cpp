#include "scanner/formats/yaml/cursor.hpp"

#include <algorithm>

#include "scanner/base/utf8.hpp"

namespace glance_audit::text {

namespace {

constexpr std::string_view kNextLine = "\xC2\x85";
constexpr std::string_view kLineSeparator = "\xE2\x80\xA8";
constexpr std::string_view kParagraphSeparator = "\xE2\x80\xA9";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

YamlCursor::YamlCursor(const SourceText& source) : source_(source), text_(without_byte_order_mark(source.content())) {}

std::size_t YamlCursor::any_break_size(std::size_t ahead) const {
    const std::string_view rest = text_.substr(std::min(at_ + ahead, text_.size()));
    if (rest.empty()) return 0;
    switch (rest.front()) {
        case '\n': return 1;
        case '\r': return rest.starts_with("\r\n") ? 2 : 1;
        case '\xC2': return rest.starts_with(kNextLine) ? kNextLine.size() : 0;
        case '\xE2':
            return rest.starts_with(kLineSeparator) || rest.starts_with(kParagraphSeparator) ? kLineSeparator.size()
                                                                                             : 0;
        default: return 0;
    }
}

void YamlCursor::step() {
    const std::size_t ended_line = break_size();
    const bool shown = peek() == '\n' || peek() == '\r';
    const bool counts = !starts_with(kByteOrderMark);
    at_ += ended_line > 0 ? ended_line : code_point_at(text_, at_).size;
    ++index_;
    if (ended_line > 0) {
        ++line_;
        column_ = 0;
    } else if (counts) {
        ++column_;
    }
    place_ = shown ? Place{place_.line + 1, 1} : Place{place_.line, place_.column + 1};
}

// Over a run of graphic characters that ends at `end` at the latest.
void YamlCursor::step_graphic(std::size_t end) {
    const std::size_t start = at_;
    while (at_ < end && is_graphic(text_[at_])) ++at_;
    const std::size_t count = at_ - start;
    index_ += count;
    column_ += count;
    place_.column += static_cast<int>(count);
}

std::string_view YamlCursor::take(std::size_t bytes) {
    const std::string_view taken = text_.substr(at_, bytes);
    for (const std::size_t end = at_ + taken.size(); at_ < end;) {
        step_graphic(end);
        if (at_ < end) step();
    }
    return taken;
}

std::string YamlCursor::take_break() {
    const std::size_t size = break_size();
    if (size == 0) return {};
    const std::string_view taken = take(size);
    return taken == kLineSeparator || taken == kParagraphSeparator ? std::string(taken) : std::string("\n");
}

void YamlCursor::skip_blanks() {
    while (peek() == ' ') step();
}

void YamlCursor::skip_comment() {
    if (peek() != '#') return;
    while (!is_break_or_end()) {
        step_graphic(text_.size());
        if (!is_break_or_end()) step();
    }
}

void YamlCursor::fail_at(Place place, const std::string& what, const std::string& hint) const {
    throw source_.error("not valid YAML: " + what, place, hint);
}

}  // namespace glance_audit::text

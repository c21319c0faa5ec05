#include "scanner/formats/yaml/strictness.hpp"

#include <algorithm>
#include <string>

#include "scanner/base/utf8.hpp"

namespace glance_audit::text {

namespace {

constexpr std::string_view kBlanksAndBreaks = " \t\r\n";
constexpr std::string_view kNameCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

}  // namespace

YamlStrictness::YamlStrictness(const SourceText& source)
    : source_(source), text_(without_byte_order_mark(source.content())) {}

bool YamlStrictness::has_tag(std::size_t start, std::size_t end, Style style) {
    const std::size_t first = offset_of(start);
    const std::size_t last = offset_of(end);
    check_markup(checked_, first);
    std::size_t at = first;
    bool tagged = false;
    while (at < last && std::string_view("!& \t\r\n#").find(text_[at]) != std::string_view::npos) {
        tagged = tagged || text_[at] == '!';
        at = after_markup(at);
    }
    if (style == Style::block) check_block_header(at);
    if (style == Style::plain && at < last) check_plain(at, last);
    checked_ = std::max(at, last);
    return tagged;
}

// The byte at which the character at `position` begins. Positions mostly grow, so this goes on from the last one.
std::size_t YamlStrictness::offset_of(std::size_t position) {
    if (position < position_) position_ = offset_ = 0;
    for (; position_ < position && offset_ < text_.size(); ++position_) offset_ += utf8_length(text_.substr(offset_));
    return offset_;
}

std::size_t YamlStrictness::end_of_line(std::size_t offset) const {
    return std::min(text_.find_first_of("\r\n", offset), text_.size());
}

std::size_t YamlStrictness::end_of_word(std::size_t offset) const {
    return std::min(text_.find_first_of(kBlanksAndBreaks, offset), text_.size());
}

// Between scalars there are blanks, line breaks, comments, indicators, anchors, aliases and tags.
void YamlStrictness::check_markup(std::size_t from, std::size_t to) {
    while (from < to) from = after_markup(from);
}

void YamlStrictness::check_plain(std::size_t from, std::size_t to) const {
    const std::size_t found = text_.substr(from, to - from).find_first_of(flow_level_ > 0 ? "\t?" : "\t");
    if (found == std::string_view::npos) return;
    if (text_[from + found] == '\t') refuse_tab_at(from + found);
    refuse_question_mark(from + found);
}

std::size_t YamlStrictness::after_markup(std::size_t offset) {
    switch (text_[offset]) {
        case '\t': refuse_tab_at(offset);
        case '#': return end_of_line(offset);
        case '&': return std::min(text_.find_first_not_of(kNameCharacters, offset + 1), text_.size());
        case '!': {
            const std::size_t end = end_of_word(offset);
            check_tag(offset, text_.substr(offset, end - offset));
            return end;
        }
        case '[':
        case '{': ++flow_level_; return offset + 1;
        case ']':
        case '}': --flow_level_; return offset + 1;
        case '?':
            if (flow_level_ > 0) refuse_question_mark(offset);
            return offset + 1;
        default: return offset + 1;
    }
}

// A tag reaches to the next blank, also within brackets: "[!!str, a]" has the tag "!!str,".
void YamlStrictness::check_tag(std::size_t offset, std::string_view tag) const {
    const bool verbatim = tag.starts_with("!<");
    const bool whole =
        verbatim ? tag.find('>') == tag.size() - 1 : tag.find_first_of(",[]{}") == std::string_view::npos;
    if (!whole) refuse(offset, "a blank is missing after the tag", "put a text that begins with '!' in quotes");
}

// "|2-  # comment"
void YamlStrictness::check_block_header(std::size_t offset) const {
    const std::size_t end = end_of_line(offset);
    const std::size_t signs = std::min(text_.find_first_not_of("|>+-0123456789", offset), end);
    const std::size_t next = std::min(text_.find_first_not_of(' ', signs), end);
    if (next == end || (text_[next] == '#' && next > signs)) return;
    refuse(next, "the text begins on the line after '|' or '>'",
           "put the text in quotes, or begin it on the next line");
}

void YamlStrictness::refuse_tab_at(std::size_t offset) const {
    refuse(offset, "a tab stands where only blanks may", "indent with blanks, and put a text with tabs in quotes");
}

void YamlStrictness::refuse_question_mark(std::size_t offset) const {
    refuse(offset, "a '?' stands within brackets", "put the text in quotes, or write the map without brackets");
}

void YamlStrictness::refuse(std::size_t offset, const char* what, const char* hint) const {
    const std::size_t mark = source_.content().size() - text_.size();
    throw source_.error(std::string("not valid YAML: ") + what, place_of_byte(source_.content(), mark + offset), hint);
}

}  // namespace glance_audit::text

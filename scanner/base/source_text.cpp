#include "scanner/base/source_text.hpp"

#include <string>

#include "scanner/base/files/input_file.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::text {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kExcerptColumns = 100;
constexpr std::size_t kBeforeCaret = 60;

UsageError too_large(const fs::path& path, std::size_t max_bytes) {
    constexpr std::size_t kMebibyte = 1U << 20U;
    const std::string limit =
        max_bytes >= kMebibyte ? std::to_string(max_bytes / kMebibyte) + " MiB" : std::to_string(max_bytes) + " bytes";
    return UsageError("the file is larger than " + limit, path.string(), "check that it is the file you mean");
}

struct Glyph {
    std::string text;
    std::size_t columns = 1;
};

bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

// Combining marks and variation selectors, which stand on the character before.
bool has_no_width(char32_t c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F);
}

// One column a character, so that the caret stands right; what could steer the terminal is a question mark.
Glyph glyph(std::string_view text, const CodePoint& point, std::size_t at) {
    if (point.value == '\t') return {" ", 1};
    if (!point.valid || is_deceptive(point.value)) return {"?", 1};
    const std::size_t columns = has_no_width(point.value) ? 0 : is_wide(point.value) ? 2 : 1;
    return {std::string(text.substr(at, point.size)), columns};
}

// The bytes of line `number` (1-based), without its end; empty where there is no such line.
std::string_view line_of(std::string_view content, int number) {
    std::size_t start = 0;
    for (int line = 1;; ++line) {
        const std::size_t end = content.find_first_of("\r\n", start);
        if (line == number) return content.substr(start, end == std::string_view::npos ? end : end - start);
        if (end == std::string_view::npos) return {};
        const bool two = content[end] == '\r' && end + 1 < content.size() && content[end + 1] == '\n';
        start = end + (two ? 2 : 1);
    }
}

}  // namespace

Place place_of_byte(std::string_view content, std::size_t offset) {
    Place place{1, 1};
    for (std::size_t at = content.size() - without_byte_order_mark(content).size();
         at < offset && at < content.size();) {
        const bool ends_line = content[at] == '\n' || (content[at] == '\r' && content.substr(at, 2) != "\r\n");
        at += code_point_at(content, at).size;
        place = ends_line ? Place{place.line + 1, 1} : Place{place.line, place.column + 1};
    }
    return place;
}

bool is_template(std::string_view text) {
    const auto has = [&](std::string_view open, std::string_view close) {
        const std::size_t begin = text.find(open);
        return begin != std::string_view::npos && text.find(close, begin) != std::string_view::npos;
    };
    return has("{{", "}}") || has("{%", "%}");
}

SourceText SourceText::read(const fs::path& path, std::size_t max_bytes) try {
    const InputFile file(path);
    std::string content;
    std::string buffer(1U << 16U, '\0');
    while (const std::size_t got = file.read(buffer.data(), buffer.size(), content.size())) {
        content.append(buffer, 0, got);
        if (content.size() > max_bytes) throw too_large(path, max_bytes);
    }
    return {path.string(), std::move(content)};
} catch (const SourceError& error) {
    throw UsageError(error);
}

std::string SourceText::excerpt(Place place) const {
    if (place.line < 1) return {};
    const std::string_view line = line_of(without_byte_order_mark(shown_ ? *shown_ : content_), place.line);
    const std::size_t caret = place.column < 1 ? 0 : static_cast<std::size_t>(place.column) - 1;
    const std::size_t first = caret > kBeforeCaret ? caret - kBeforeCaret : 0;
    std::string shown = first > 0 ? "…" : "";
    std::string indent = first > 0 ? " " : "";
    std::size_t at = 0;
    for (std::size_t index = 0; at < line.size() && index < first + kExcerptColumns; ++index) {
        const CodePoint point = code_point_at(line, at);
        if (index >= first) {
            const Glyph drawn = glyph(line, point, at);
            shown += drawn.text;
            if (index < caret) indent.append(drawn.columns, ' ');
        }
        at += point.size;
    }
    if (at < line.size()) shown += "…";
    return place.column < 1 ? shown : shown + "\n" + indent + "^";
}

std::string SourceText::where(Place place) const {
    if (place.line < 1) return name_;
    std::string out = name_ + ":" + std::to_string(place.line);
    if (place.column > 0) out += ":" + std::to_string(place.column);
    return out;
}

std::string SourceText::hint(std::string usual) const {
    return is_template(content_) ? std::string(kTemplateHint) : std::move(usual);
}

UsageError SourceText::error(std::string what, Place place, std::string usual_hint) const {
    return {std::move(what), where(place), hint(std::move(usual_hint)), excerpt(place)};
}

}  // namespace glance_audit::text

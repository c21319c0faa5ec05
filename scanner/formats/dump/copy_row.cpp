#include "scanner/formats/dump/copy_row.hpp"

#include <algorithm>
#include <cstring>

#include "scanner/formats/dump/escapes.hpp"

namespace glance_audit::sources {
std::span<const Field> CopyRow::split(std::string_view line) {
    fields_.clear();
    const bool escapes = std::memchr(line.data(), '\\', line.size()) != nullptr;
    if (escapes && unescaped_.size() < line.size()) unescaped_.resize(line.size());
    char* free = unescaped_.data();
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        const std::string_view raw = line.substr(begin, end - begin);
        fields_.push_back(escapes ? unescape(raw, free) : Field(raw));
        if (end == line.size()) return fields_;
        begin = end + 1;
    }
}

Field CopyRow::unescape(std::string_view raw, char*& free) {
    if (raw == "\\N") return std::nullopt;
    if (raw.find('\\') == std::string_view::npos) return raw;
    const char* begin = free;
    free = unescape_copy(raw, free);
    return std::string_view(begin, static_cast<std::size_t>(free - begin));
}

}  // namespace glance_audit::sources

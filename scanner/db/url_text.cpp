#include "scanner/db/url_text.hpp"

#include <algorithm>
#include <optional>

#include "scanner/base/escaping.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }

std::optional<unsigned> hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
    return std::nullopt;
}

// The bytes an ASCII text stands for.
std::string decoded_bytes(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = text[i] == '%' && i + 2 < text.size() ? hexadecimal(text[i + 1]) : std::nullopt;
        const auto low = high ? hexadecimal(text[i + 2]) : std::nullopt;
        bytes += low ? static_cast<char>(*high * 16 + *low) : text[i];
        if (low) i += 2;
    }
    return bytes;
}

// How many bytes at the start of `text`, which is not well-formed, are the beginning of a sequence; at least 1.
std::size_t cut_sequence(std::string_view text) {
    static constexpr std::string_view kEndings[] = {"\x80", "\x80\x80"};
    for (std::size_t length = std::min<std::size_t>(3, text.size()); length > 1; --length) {
        for (const std::string_view ending : kEndings) {
            const std::string whole = std::string(text.substr(0, length)).append(ending);
            if (utf8_length(whole) == whole.size()) return length;
        }
    }
    return 1;
}

void append_repaired(std::string& out, std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = utf8_length(bytes);
        const std::size_t taken = length > 0 ? length : cut_sequence(bytes);
        out.append(length > 0 ? bytes.substr(0, length) : kReplacement);
        bytes.remove_prefix(taken);
    }
}

}  // namespace

std::string unquoted(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto ascii_end = std::find_if_not(text.begin(), text.end(), is_ascii);
        const auto ascii = static_cast<std::size_t>(ascii_end - text.begin());
        append_repaired(out, decoded_bytes(text.substr(0, ascii)));
        const auto end = static_cast<std::size_t>(std::find_if(ascii_end, text.end(), is_ascii) - text.begin());
        out.append(text.substr(ascii, end - ascii));
        text.remove_prefix(end);
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> query_pairs(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        std::string pair(query.substr(0, end));
        query.remove_prefix(std::min(end + 1, query.size()));
        std::replace(pair.begin(), pair.end(), '+', ' ');
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || equals + 1 == pair.size()) continue;
        const std::string_view whole = pair;
        pairs.emplace_back(unquoted(whole.substr(0, equals)), unquoted(whole.substr(equals + 1)));
    }
    return pairs;
}

}  // namespace glance_audit::sources

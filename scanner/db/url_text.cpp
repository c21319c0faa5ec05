#include "scanner/db/url_text.hpp"

#include <algorithm>

#include "scanner/base/hex.hpp"

namespace glance_audit::sources {

std::string unquoted(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool quoted = text[i] == '%' && i + 2 < text.size();
        const int high = quoted ? hex_value(text[i + 1]) : -1;
        const int low = quoted ? hex_value(text[i + 2]) : -1;
        const bool is_byte = high >= 0 && low >= 0;
        bytes += is_byte ? static_cast<char>(high * 16 + low) : text[i];
        if (is_byte) i += 2;
    }
    return bytes;
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

// The quoting of URLs as Python's urllib.parse reads it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glance_audit::sources {

// urllib.parse.unquote_to_bytes: "%41" is "A"; a '%' without two hexadecimal digits stays.
std::string unquoted(std::string_view text);

// urllib.parse.parse_qsl: "a=1&b=x+y". What has no '=' or nothing behind it is left out.
std::vector<std::pair<std::string, std::string>> query_pairs(std::string_view query);

}  // namespace glance_audit::sources

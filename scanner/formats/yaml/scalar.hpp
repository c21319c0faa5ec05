// What a YAML 1.1 scalar is and what Python makes of it.
// Source of the facts: PyYAML 6.0, resolver.py (implicit resolvers) and constructor.py (SafeConstructor).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::text {

// The tags the safe loader knows; `merge` and `value` are those of a plain `<<` and `=`.
enum class YamlTag : std::uint8_t {
    null,
    boolean,
    integer,
    floating,
    timestamp,
    string,
    binary,
    list,
    map,
    set,
    omap,
    pairs,
    merge,
    value,
    unknown
};

// The tag of a scalar without quotes and tag.
YamlTag resolve_plain(std::string_view text);

// The tag a full name ("tag:yaml.org,2002:int") stands for.
YamlTag tag_of(std::string_view name);

// The canonical text of an integer, float or timestamp: what Python's str() gives ("10" for 012, "1e+16",
// "2001-01-01"). Nothing where the constructor raises, such as for the 99th day of a month, and
// for integers of more than 64 bits that are not decimal.
std::optional<std::string> canonical_integer(std::string_view text);
std::optional<double> float_value(std::string_view text);
std::optional<std::string> canonical_timestamp(std::string_view text);
std::optional<bool> boolean_value(std::string_view text);
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace glance_audit::text

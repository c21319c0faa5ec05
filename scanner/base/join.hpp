#pragma once

#include <string>
#include <string_view>

namespace glance_audit {

// Texts with a separator between each two: joined(names, ", ") is "id, name".
template <class Texts>
std::string joined(const Texts& texts, std::string_view separator) {
    std::string out;
    bool first = true;
    for (const auto& text : texts) {
        if (!first) out += separator;
        out += text;
        first = false;
    }
    return out;
}

}  // namespace glance_audit

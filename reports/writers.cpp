#include "reports/writers.hpp"

#include <algorithm>

namespace glance_audit::reports {
std::span<const Format> formats() { return kFormats; }

const Format* find_format(std::string_view name) {
    const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& f) { return f.name == name; });
    return found != kFormats.end() ? found : nullptr;
}

}  // namespace glance_audit::reports

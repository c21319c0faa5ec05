#include "reports/writers.hpp"

#include <algorithm>

namespace glance_audit::reports {
namespace {

constexpr auto kNames = [] {
    std::array<std::string_view, kFormats.size()> names;
    std::transform(kFormats.begin(), kFormats.end(), names.begin(), [](const Format& format) { return format.name; });
    return names;
}();

}  // namespace

std::span<const Format> formats() { return kFormats; }

std::span<const std::string_view> format_names() { return kNames; }

const Format* find_format(std::string_view name) {
    const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& f) { return f.name == name; });
    return found != kFormats.end() ? found : nullptr;
}

}  // namespace glance_audit::reports

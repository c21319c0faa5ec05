#include "reports/writers.hpp"

#include <algorithm>

namespace glance_audit::reports {
namespace {

constexpr std::array<Format, 3> kFormats{{
    {"table", "for people, on a terminal", write_table},
    {"json", "for programs: glance-audit/report/1, see report.schema.json", write_json},
    {"html", "for people, in a browser: one file that works offline", write_html},
}};

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format* find_format(std::string_view name) {
    const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& f) { return f.name == name; });
    return found != kFormats.end() ? found : nullptr;
}

}  // namespace glance_audit::reports

// The table of formats, for writers.cpp and the writers themselves.
#pragma once

#include <array>

#include "reports/writer.hpp"

namespace glance_audit::reports {

// Each is a file of its own.
Writer write_table, write_json, write_html;

inline constexpr auto kFormats = std::to_array<Format>({
    {"table", "for people, on a terminal", write_table},
    {"json", "for programs: glance-audit/report/1, see report.schema.json", write_json},
    {"html", "for people, in a browser: one file that works offline", write_html},
});

}  // namespace glance_audit::reports

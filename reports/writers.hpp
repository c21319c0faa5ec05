// The writers themselves, for writers.cpp's table alone.
#pragma once

#include "reports/writer.hpp"

namespace glance_audit::reports {

void write_table(const AuditResult& result, const WriterOptions& options, Output& out);
void write_json(const AuditResult& result, const WriterOptions& options, Output& out);
void write_html(const AuditResult& result, const WriterOptions& options, Output& out);

}  // namespace glance_audit::reports

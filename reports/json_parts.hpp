// Parts that more than one report in JSON has.
#pragma once

#include "reports/json_text.hpp"
#include "scanner/model/audit_result.hpp"

namespace glance_audit::reports {

void put(JsonText& json, const FactValue& value);
void put(JsonText& json, const Coverage& coverage);
void put(JsonText& json, const CommandTemplate& command, const RowStore& rows, std::uint32_t row);
// {release, personas, matrix, depends_on, by_default, who_may}: see report.schema.json. A row a line.
void put(JsonText& json, const PolicyMatrix& matrix);
// The same without its braces.
void put_entries(JsonText& json, const PolicyMatrix& matrix);

}  // namespace glance_audit::reports

// A value of a row as text: how PostgreSQL's COPY, MariaDB's text protocol, dumps and tables in files deliver it.
#pragma once

#include <optional>
#include <string_view>

namespace glance_audit::sources {

// Nothing: NULL. Valid until the next row is read, unless a reader says otherwise.
using Field = std::optional<std::string_view>;

}  // namespace glance_audit::sources

// The errors of MariaDB and MySQL as SourceErrors with a hint. Source: MariaDB's list of error codes.
#pragma once

#include <string>

#include "scanner/db/server_errors.hpp"

namespace glance_audit::sources {

SourceError mariadb_connection_error(unsigned code, const std::string& message, const std::string& shown);

// True of an error for which mariadb_error names the missing grant.
bool is_denied(unsigned code);

// A statement that the server refused. database: the one that is read. account: CURRENT_USER(), which the server's own
// message does not say (it names the client's host instead); may be empty.
SourceError mariadb_error(unsigned code, const std::string& message, const std::string& database,
                          const std::string& account, const std::string& shown);

}  // namespace glance_audit::sources

// The errors of MariaDB and MySQL as SourceErrors with a hint. Source: MariaDB's list of error codes.
#pragma once

#include <string>

#include "scanner/sources/server_errors.hpp"

namespace glance_audit::sources {

SourceError mariadb_connection_error(unsigned code, const std::string& message, const std::string& shown);

// A statement that the server refused. database: the one that is read.
SourceError mariadb_error(unsigned code, const std::string& message, const std::string& database,
                          const std::string& shown);

}  // namespace glance_audit::sources

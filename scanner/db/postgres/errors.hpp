// PostgreSQL's errors as SourceErrors with a hint. Source: PostgreSQL's documentation, "PostgreSQL Error Codes".
#pragma once

#include <string>

#include "scanner/db/server_errors.hpp"

namespace glance_audit::sources {

// message: what libpq says when a connection cannot be made. user: empty where the URL names none.
SourceError postgres_connection_error(const std::string& message, const std::string& user, const std::string& shown);

// A statement that the server refused. user: the role of the session.
SourceError postgres_error(const std::string& sqlstate, const std::string& message, const std::string& user,
                           const std::string& shown);

}  // namespace glance_audit::sources

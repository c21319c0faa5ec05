// What went wrong with a database server, said the same way for every server.
#pragma once

#include <chrono>
#include <string>

#include "scanner/base/error.hpp"

namespace glance_audit::sources {

// Nothing that was whole came from the server for `timeout`.
SourceError silent_server_error(std::chrono::seconds timeout, const std::string& shown);
// The connection broke; `message` is the library's.
SourceError lost_connection_error(const std::string& message, const std::string& shown);
// A lock of another session on what is to be read.
SourceError locked_error(const std::string& message, const std::string& shown);
// `table` is the name of `what` ("a view"), which need not show all rows.
SourceError not_whole_error(const std::string& table, const std::string& what, const std::string& shown);
// An answer that no server of this kind gives; `what` follows "the server's answer makes no sense: ".
SourceError senseless_answer_error(const std::string& what, const std::string& shown);
// Could not connect: `reason` is what the server or the library says of it, `hint` may be empty for a general one.
SourceError connection_error(const std::string& reason, const std::string& hint, const std::string& shown);

// The first line of a library's message, cut where it is long, without a severity ("ERROR:  ") before it and a full
// stop behind it.
std::string first_line(const std::string& message);

// A server's message without the password: it may know it, and say it back. password: may be null.
std::string without_this_password(std::string message, const char* password);

}  // namespace glance_audit::sources

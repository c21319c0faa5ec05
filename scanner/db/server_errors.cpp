#include "scanner/db/server_errors.hpp"

#include <string_view>

namespace glance_audit::sources {

SourceError silent_server_error(std::chrono::seconds timeout, const std::string& shown) {
    return {"the server has been silent for " + std::to_string(timeout.count()) + " s", shown,
            "check whether the server is overloaded or the network is down; --timeout sets how long to wait"};
}

SourceError lost_connection_error(const std::string& message, const std::string& shown) {
    return {"the connection to the database was lost: " + first_line(message), shown,
            "see the server's log, and run the audit again"};
}

SourceError locked_error(const std::string& message, const std::string& shown) {
    return {"another session holds a lock on the table: " + first_line(message), shown,
            "wait until that session (a migration, a backup, LOCK TABLE) has ended, and run the audit again; --timeout "
            "sets how long to wait"};
}

SourceError not_whole_error(const std::string& table, const std::string& what, const std::string& shown) {
    return SourceError("'" + table + "' is " + what + ", and may show less than Glance's own table holds", shown,
                       "name the database that Glance itself uses, with an account that may read its tables");
}

SourceError connection_error(const std::string& reason, const std::string& hint, const std::string& shown) {
    return {"cannot connect to the database: " + first_line(reason), shown,
            hint.empty() ? "check that the server is running, and the host, port and database in the URL" : hint};
}

std::string first_line(const std::string& message) {
    std::string_view line(message);
    line = line.substr(0, line.find('\n'));
    for (const std::string_view severity : {"ERROR:  ", "FATAL:  ", "PANIC:  "}) {
        if (line.substr(0, severity.size()) == severity) line.remove_prefix(severity.size());
    }
    while (!line.empty() && (line.back() == '.' || line.back() == ' ')) line.remove_suffix(1);
    return std::string(line);
}

}  // namespace glance_audit::sources

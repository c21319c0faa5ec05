#include "scanner/db/server_errors.hpp"

#include <algorithm>
#include <string_view>

namespace glance_audit::sources {
namespace {

constexpr std::size_t kLongestMessage = 500;

}  // namespace

SourceError silent_server_error(std::chrono::seconds timeout, const std::string& shown) {
    return {"the server has been silent for " + std::to_string(timeout.count()) + " s", shown,
            "check whether the server is overloaded or the network is down; --timeout sets how long to wait"};
}

SourceError senseless_answer_error(const std::string& what, const std::string& shown) {
    return {"the server's answer makes no sense: " + what, shown,
            "look for what stands between here and the database (a proxy, a pooler), and run the audit again"};
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
    line = line.substr(0, std::min(line.find('\n'), kLongestMessage));
    for (const std::string_view severity : {"ERROR:  ", "FATAL:  ", "PANIC:  "}) {
        if (line.substr(0, severity.size()) == severity) line.remove_prefix(severity.size());
    }
    while (!line.empty() && (line.back() == '.' || line.back() == ' ')) line.remove_suffix(1);
    return std::string(line);
}

std::string without_this_password(std::string message, const char* password) {
    const std::string_view hidden = password == nullptr ? "" : password;
    if (hidden.empty()) return message;
    for (std::size_t at = message.find(hidden); at != std::string::npos; at = message.find(hidden, at)) {
        message.replace(at, hidden.size(), "***");
        at += 3;
    }
    return message;
}

}  // namespace glance_audit::sources

// What the scanner makes of database URLs, for tests that hold it against SQLAlchemy. Standard input: a JSON text a
// line; standard output: a JSON object a line.
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "scanner/base/error.hpp"
#include "scanner/base/hex.hpp"
#include "scanner/db/database_url.hpp"

namespace {

using glance_audit::UsageError;
using nlohmann::json;
using namespace glance_audit::sources;

template <typename T>
json or_null(const std::optional<T>& value) {
    return value ? json(*value) : json(nullptr);
}

// What an error says on a terminal, all of it.
json words(const UsageError& error) {
    return {{"error", std::string(error.what()) + "\n" + error.where() + "\n" + error.excerpt() + "\n" + error.hint()}};
}

json parts(const DatabaseUrl& url) {
    return {{"dialect", url.dialect},
            {"driver", url.driver},
            {"user", or_null(url.user)},
            {"password", or_null(url.password)},
            {"host", or_null(url.host)},
            {"port", or_null(url.port)},
            {"database", or_null(url.database)},
            {"query", url.query}};
}

json told(const MariadbParameters& p) {
    return {{"host", p.host},
            {"port", p.port},
            {"socket", p.socket},
            {"tcp", p.tcp},
            {"user", p.user},
            // A password may be Latin-1.
            {"password", p.password ? json(glance_audit::hex(*p.password)) : json(nullptr)},
            {"database", p.database},
            {"option_file", p.option_file},
            {"option_group", p.option_group},
            {"tls", p.tls >= Tls::encrypted},
            {"tls_verify", p.tls >= Tls::identity},
            {"tls_verify_certificate", p.tls >= Tls::certificate},
            {"tls_files", {p.tls_ca, p.tls_ca_path, p.tls_certificate, p.tls_key, p.tls_cipher}},
            {"compress", p.compress}};
}

json parameters(const DatabaseUrl& url) {
    try {
        if (url.dialect == "postgresql") return postgres_parameters(url);
        if (url.dialect == "mysql" || url.dialect == "mariadb") return told(mariadb_parameters(url));
    } catch (const UsageError& error) {
        return words(error);
    }
    return nullptr;
}

json answer(const std::string& text) {
    json out = {{"shown", without_password(text)}};
    try {
        const DatabaseUrl url = parse_database_url(text);
        out["url"] = parts(url);
        out["parameters"] = parameters(url);
    } catch (const UsageError& error) {
        out["url"] = words(error);
    }
    return out;
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        std::cout << answer(json::parse(line).get<std::string>()).dump(-1, ' ', true, json::error_handler_t::replace)
                  << '\n';
    }
    return 0;
}

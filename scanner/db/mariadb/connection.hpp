// One connection to MariaDB or MySQL with one read-only transaction that sees the database at one point in time.
//
// What Connector/C reports becomes a SourceError here. Source: MariaDB Connector/C's API, the servers' error codes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/db/database_url.hpp"
#include "scanner/db/database.hpp"

namespace glance_audit::sources {

class MariadbConnection final : public Database {
public:
    // shown: how errors call the source. timeout: for the connection, for locks, and for each silence of the server.
    MariadbConnection(const MariadbParameters& parameters, std::string shown, std::chrono::seconds timeout);
    ~MariadbConnection() override;

    Engine engine() const override { return Engine::mariadb; }
    std::string version() override;
    std::vector<std::string> columns(std::string_view table) override;
    bool has_table(std::string_view table) override;
    std::uint64_t estimated_rows(std::string_view table) override;
    std::vector<Row> query(const std::string& sql) override;
    void stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) override;
    std::string quote(const std::string& text) override;

private:
    class Session;
    std::unique_ptr<Session> session_;
};

}  // namespace glance_audit::sources

// One connection to PostgreSQL with one read-only transaction that sees the database at one point in time.
//
// All that libpqxx throws becomes a SourceError here. A statement that fails leaves the transaction usable: each runs
// behind a savepoint.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/db/database.hpp"
#include "scanner/db/database_url.hpp"

namespace glance_audit::sources {

class PostgresConnection final : public Database {
public:
    // shown: how errors call the source. timeout: for the connection, for each statement that is no stream, for locks,
    // and for each silence within a stream.
    PostgresConnection(const PostgresParameters& parameters, std::string shown, std::chrono::seconds timeout);
    ~PostgresConnection() override;

    Engine engine() const override { return Engine::postgresql; }
    std::string version() override;
    std::vector<std::string> columns(std::string_view table) override;
    bool has_table(std::string_view table) override;
    std::uint64_t estimated_rows(std::string_view table) override;
    std::vector<Row> query(const std::string& sql) override;
    void stream(const std::string& select, const std::function<void(std::span<const Field>)>& consume) override;
    std::string quote(const std::string& text) override;

private:
    class Session;

    template <class Work>
    auto attempt(Work work);
    void check_schema_usage(std::string_view table);
    void recover();
    [[noreturn]] void lose(const std::string& message);

    std::string shown_;
    std::chrono::seconds timeout_;
    std::unique_ptr<Session> session_;
};

}  // namespace glance_audit::sources

#include "scanner/sources/snapshot/digest.hpp"

#include <bit>
#include <cstring>
#include <vector>

#include "scanner/base/digest.hpp"
#include "scanner/base/hex.hpp"
#include "scanner/sources/snapshot/layout.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::int64_t kRowsOfPart = 65'536;
constexpr std::size_t kBufferBytes = 1U << 16U;

struct Table {
    std::string name;
    std::string statement;
    int columns = 0;
    std::int64_t rows = 0;
};

struct Part {
    const Table* table;
    std::int64_t first_row;
};

void append_number(std::string& out, std::uint64_t number) {
    for (int byte = 0; byte < 8; ++byte) {
        out += static_cast<char>(number & 0xffU);
        number >>= 8U;
    }
}

void append_text(std::string& out, std::string_view text) {
    append_number(out, text.size());
    out += text;
}

void append_value(std::string& out, const StoredValue& value) {
    out += static_cast<char>(value.kind);
    switch (value.kind) {
        case StoredValue::Kind::null: return append_number(out, 0);
        case StoredValue::Kind::integer:
            append_number(out, 8);
            return append_number(out, static_cast<std::uint64_t>(value.integer));
        case StoredValue::Kind::real:
            append_number(out, 8);
            return append_number(out, std::bit_cast<std::uint64_t>(value.real));
        case StoredValue::Kind::text:
        case StoredValue::Kind::blob: return append_text(out, value.text);
    }
}

std::int64_t checked_rows(SqliteSnapshot& connections, const std::string& table) {
    SqliteStatement row(connections.main(), "SELECT count(*), min(rowid), max(rowid) FROM " + table + " NOT INDEXED");
    const std::int64_t rows = row.step() ? row.integer(0) : 0;
    if (rows == 0 || (row.integer(1) == 1 && row.integer(2) == rows)) return rows;
    throw SourceError("the snapshot was changed after it was taken: rows of '" + table + "' are missing",
                      connections.file().path(), "take a new snapshot");
}

std::vector<Table> tables_of(SqliteSnapshot& connections) {
    std::vector<Table> tables;
    SqliteStatement row(connections.main(),
                        "SELECT name, sql, (SELECT count(*) FROM pragma_table_info(sqlite_master.name)) "
                        "FROM sqlite_master WHERE type = 'table' ORDER BY name");
    while (row.step()) {
        if (row.text(0) == kDigestTable) continue;
        tables.push_back({std::string(row.text(0)), std::string(row.text(1)), static_cast<int>(row.integer(2)), 0});
    }
    for (Table& table : tables) table.rows = checked_rows(connections, table.name);
    return tables;
}

std::vector<Part> parts_of(const std::vector<Table>& tables) {
    std::vector<Part> parts;
    for (const Table& table : tables) {
        for (std::int64_t first = 1; first <= table.rows; first += kRowsOfPart) parts.push_back({&table, first});
    }
    return parts;
}

Sha256Digest digest_of(SqliteConnection& connection, const Part& part) {
    SqliteStatement row(connection, "SELECT * FROM " + part.table->name + " NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2");
    row.bind(1, part.first_row);
    row.bind(2, part.first_row + kRowsOfPart - 1);
    Sha256 sha256;
    std::string buffer;
    while (row.step()) {
        for (int column = 0; column < part.table->columns; ++column) append_value(buffer, row.stored(column));
        if (buffer.size() < kBufferBytes) continue;
        sha256.update(buffer);
        buffer.clear();
    }
    sha256.update(buffer);
    return sha256.finish();
}

// The digest covers rows. What leads to them, and the index, must be whole as well, or rows would not be found.
void check_structure(SqliteConnection& connection) {
    SqliteStatement row(connection, "PRAGMA integrity_check(1)");
    const std::string found(row.step() ? row.text(0) : "nothing was said");
    if (found == "ok") return;
    throw SourceError("the snapshot is damaged: " + found, connection.path(),
                      "take a new snapshot, or copy the original once more");
}

}  // namespace

std::string snapshot_digest(SqliteSnapshot& connections) {
    const std::vector<Table> tables = tables_of(connections);
    const std::vector<Part> parts = parts_of(tables);
    std::vector<Sha256Digest> digests(parts.size());
    connections.run(parts.size() + 1, [&](SqliteConnection& connection, std::size_t part) {
        if (part == 0) return check_structure(connection);
        digests[part - 1] = digest_of(connection, parts[part - 1]);
    });
    Sha256 sha256;
    auto digest = digests.begin();
    for (const Table& table : tables) {
        std::string head;
        append_text(head, table.name);
        append_text(head, table.statement);
        append_number(head, static_cast<std::uint64_t>(table.rows));
        sha256.update(head);
        for (std::int64_t first = 1; first <= table.rows; first += kRowsOfPart, ++digest) {
            sha256.update({reinterpret_cast<const char*>(digest->data()), digest->size()});
        }
    }
    return hex(sha256.finish());
}

}  // namespace glance_audit::sources

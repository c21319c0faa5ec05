#include "scanner/sources/snapshot/contents.hpp"

#include "scanner/base/number.hpp"
#include "scanner/model/release.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>

#include "scanner/base/join.hpp"
#include "scanner/sources/snapshot/layout.hpp"
#include "scanner/sources/snapshot/schedules.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kMarkOffset = 68;  // of application_id in the header, highest byte first
constexpr std::size_t kMostOwnRows = 10'000;
constexpr std::size_t kMostPolicyBytes = 64U << 20U;

[[noreturn]] void fail(const SqliteConnection& connection, const std::string& what) {
    throw SourceError("glance-audit does not write snapshots like this one: " + what, connection.path(),
                      "take a new snapshot, or copy the original once more");
}

std::vector<std::string_view> known_tables() {
    std::vector<std::string_view> names{"images", "alembic_version", "migrate_version"};
    names.insert(names.end(), kChildTables.begin(), kChildTables.end());
    for (const OwnTable& table : kOwnTables) names.push_back(table.name);
    return names;
}

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The statement that would have made this table: no types, no checks, no computed columns, no rowids of its own.
std::string expected_statement(SqliteConnection& connection, std::string_view table) {
    std::vector<std::string> columns;
    SqliteStatement row(connection, "SELECT name FROM pragma_table_info(?1)");
    row.bind(1, table);
    while (row.step()) columns.emplace_back(row.text(0));
    return create_table_statement(table, joined(columns, ", "));
}

bool is_expected(SqliteConnection& connection, std::string_view type, std::string_view name, std::string_view sql) {
    if (type == "index") return name == kImageIndex && sql == kCreateImageIndex;
    return type == "table" && contains(known_tables(), name) && sql == expected_statement(connection, name);
}

std::optional<bool> flag(SqliteConnection& connection, const std::string& name, std::string_view value) {
    if (value != "true" && value != "false") fail(connection, "'" + name + "' is neither true nor false");
    return value == "true";
}

Engine engine_named(SqliteConnection& connection, std::string_view name) {
    const auto* known =
        std::find_if(kEngines.begin(), kEngines.end(), [&](const EngineInfo& engine) { return engine.name == name; });
    if (known == kEngines.end()) fail(connection, "it names no known engine");
    return known->engine;
}

Proof proof_named(SqliteConnection& connection, std::string_view name) {
    const auto* const known = std::find(kProofNames.begin(), kProofNames.end(), name);
    if (known == kProofNames.end()) fail(connection, "it names no known proof");
    return static_cast<Proof>(known - kProofNames.begin());
}

std::string release_checked(SqliteConnection& connection, std::string release) {
    if (release != "none" && find_release(release) == nullptr) fail(connection, "its release is unknown");
    return release;
}

std::uint64_t number_checked(SqliteConnection& connection, std::string_view text) {
    const auto number = text::whole_number<std::uint64_t>(text);
    if (!number) fail(connection, "a number is not a number");
    return *number;
}

Micros time_checked(SqliteConnection& connection, std::string_view text) {
    const auto time = parse_rfc3339(text);
    if (!time) fail(connection, "'taken_at' is not a time");
    return *time;
}

// Each fact once; those that are needed must be there.
class Facts {
public:
    explicit Facts(SqliteConnection& connection) : connection_(connection) {
        SqliteStatement row(connection, "SELECT name, value FROM snapshot_facts ORDER BY rowid");
        std::size_t rows = 0;
        while (row.step()) {
            if (++rows > kMostOwnRows) fail(connection, "it describes itself with too many entries");
            const std::string name(row.text(0));
            if (name == "image_column") {
                image_columns.emplace_back(row.text(1));
            } else if (!facts_.emplace(name, row.text(1)).second) {
                fail(connection, "it has two values for one name");
            }
        }
    }

    std::optional<std::string> find(const std::string& name) const {
        const auto found = facts_.find(name);
        return found != facts_.end() ? std::optional(found->second) : std::nullopt;
    }

    std::string need(const std::string& name) const {
        if (auto value = find(name)) return *value;
        fail(connection_, "'" + name + "' is missing");
    }

    std::vector<std::string> image_columns;

private:
    SqliteConnection& connection_;
    std::map<std::string, std::string> facts_;
};

std::vector<text::SourceText> read_policies(SqliteConnection& connection) {
    std::vector<text::SourceText> policies;
    std::size_t bytes = 0;
    SqliteStatement row(connection, "SELECT name, text FROM snapshot_policies ORDER BY rowid");
    while (row.step()) {
        bytes += row.text(0).size() + row.text(1).size();
        if (policies.size() == kMostOwnRows || bytes > kMostPolicyBytes) fail(connection, "its policies are too large");
        policies.emplace_back(std::string(row.text(0)), std::string(row.text(1)));
    }
    return policies;
}

std::vector<CopiedTable> read_coverage(SqliteConnection& connection) {
    std::vector<CopiedTable> tables;
    SqliteStatement row(connection, "SELECT name, error, hint FROM snapshot_coverage");
    while (row.step()) {
        if (tables.size() == kMostOwnRows) fail(connection, "it describes itself with too many entries");
        tables.push_back(
            {std::string(row.text(0)), 0, std::string(row.text(1)), std::string(row.text(2)), Proof::none});
    }
    return tables;
}

std::string read_digest(SqliteConnection& connection) {
    SqliteStatement row(connection, "SELECT sha256 FROM snapshot_digest");
    if (!row.step()) fail(connection, "its digest is missing");
    return std::string(row.text(0));
}

}  // namespace

const CopiedTable* SnapshotContents::find_table(std::string_view name) const {
    const auto found =
        std::find_if(tables.begin(), tables.end(), [&](const CopiedTable& table) { return table.name == name; });
    return found != tables.end() ? &*found : nullptr;
}

bool bears_mark(const std::string& path) {
    std::array<unsigned char, 100> header{};
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return false;
    const ssize_t size = pread(descriptor, header.data(), header.size(), 0);
    close(descriptor);
    std::uint32_t mark = 0;
    for (std::size_t i = 0; i < 4; ++i) mark = mark << 8U | header[kMarkOffset + i];
    return size == static_cast<ssize_t>(header.size()) && mark == static_cast<std::uint32_t>(kSnapshotMark);
}

void check_layout(SqliteConnection& connection) {
    SqliteStatement row(connection, "SELECT type, name, sql FROM sqlite_master");
    std::vector<std::string> tables;
    while (row.step()) {
        if (tables.size() > known_tables().size() || !is_expected(connection, row.text(0), row.text(1), row.text(2))) {
            fail(connection, "it holds a " + std::string(row.text(0)) + " '" + std::string(row.text(1).substr(0, 60)) +
                                 "' that glance-audit did not make");
        }
        tables.emplace_back(row.text(1));
    }
    for (const OwnTable& table : kOwnTables) {
        if (std::find(tables.begin(), tables.end(), table.name) == tables.end()) {
            fail(connection, "there is no table '" + std::string(table.name) + "'");
        }
    }
}

SnapshotContents read_contents(SqliteConnection& connection) {
    const Facts facts(connection);
    SnapshotContents contents;
    contents.engine = engine_named(connection, facts.need("engine"));
    contents.server_version = facts.need("server_version");
    contents.image_columns = facts.image_columns;
    contents.tables = read_coverage(connection);
    for (CopiedTable& table : contents.tables) {
        if (const auto proof = facts.find(proof_fact(table.name))) table.proof = proof_named(connection, *proof);
    }
    SnapshotInfo& info = contents.info;
    info.target = facts.need("target");
    if (info.target.empty() || contents.server_version.empty())
        fail(connection, "it does not say what it was taken from");
    info.taken_at = time_checked(connection, facts.need("taken_at"));
    info.tool_version = facts.need("tool_version");
    info.redacted = *flag(connection, "redacted", facts.need("redacted"));
    info.digest = read_digest(connection);
    if (const auto release = facts.find("release")) info.release = release_checked(connection, *release);
    const auto find_flag = [&](const std::string& name) {
        const auto value = facts.find(name);
        return value ? flag(connection, name, *value) : std::nullopt;
    };
    for (const PolicySwitch& one : kPolicySwitches) info.switches.*one.value = find_flag(std::string(one.name));
    info.switches.policy_default_rule = facts.find("policy_default_rule");
    info.without_policy_files = find_flag("without_policy_files").value_or(false);
    if (const auto files = facts.find("schedule_files")) {
        auto schedules = std::make_shared<Schedules>(read_schedules(connection));
        schedules->files = number_checked(connection, *files);
        info.schedules = std::move(schedules);
    }
    if (facts.find("has_policies")) info.policies = read_policies(connection);
    return contents;
}

}  // namespace glance_audit::sources

#include "scanner/sources/files/dump_index.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "scanner/base/ascii.hpp"
#include "scanner/formats/dump/sniff.hpp"
#include "scanner/glance/schema.hpp"

namespace glance_audit::sources {
namespace {

using Kind = Statement::Kind;

constexpr std::array<std::string_view, 3> kOtherTables{"images", "alembic_version", "migrate_version"};
constexpr std::string_view kNovasTable = "instances";

bool is_known(std::string_view table) {
    return std::find(kChildTables.begin(), kChildTables.end(), table) != kChildTables.end() ||
           std::find(kOtherTables.begin(), kOtherTables.end(), table) != kOtherTables.end() || table == kNovasTable;
}

std::string without_quotes(std::string text) {
    std::erase_if(text, [](char c) { return c == '\'' || c == '"' || c == '`' || c == ';'; });
    return text;
}

// What a dump says of where it begins and ends.
class EndMarks {
public:
    void note(const Statement& statement, Dialect dialect) {
        if (statement.kind == Kind::comment) note_comment(statement.text);
        if (statement.kind == Kind::set) note_settings(statement.text);
        if (statement.kind != Kind::other || dialect != Dialect::sqlite) return;
        if (statement.text == "BEGIN") ++begun_;
        if (statement.text == "COMMIT") ++ended_;
    }

    // Every beginning has its end; where there is neither, every setting that was saved was put back.
    bool begun() const { return begun_ > 0; }
    bool whole() const { return begun_ > 0 ? begun_ == ended_ : saved_any_ && saved_.empty(); }

private:
    void note_comment(std::string_view text) {
        if (text.starts_with("-- MySQL dump ") || text.starts_with("-- MariaDB dump ")) ++begun_;
        if (text == "-- PostgreSQL database dump" || text == "-- PostgreSQL database cluster dump") ++begun_;
        if (text.starts_with("-- Dump completed")) ++ended_;
        if (text == "-- PostgreSQL database dump complete" || text == "-- PostgreSQL database cluster dump complete") {
            ++ended_;
        }
    }

    // SET @OLD_X=@@X, …; and later SET X=@OLD_X.
    void note_settings(std::string_view text) {
        while (!text.empty()) {
            const std::string_view setting = text.substr(0, text.find(','));
            text.remove_prefix(std::min(text.size(), setting.size() + 1));
            const std::size_t equals = setting.find('=');
            if (equals == std::string_view::npos) continue;
            if (setting.starts_with("@OLD_")) {
                saved_.emplace(setting.substr(0, equals));
                saved_any_ = true;
            } else if (const auto saved = saved_.find(setting.substr(equals + 1)); saved != saved_.end()) {
                saved_.erase(saved);
            }
        }
    }

    int begun_ = 0;
    int ended_ = 0;
    bool saved_any_ = false;
    std::set<std::string, std::less<>> saved_;
};

class Indexer {
public:
    explicit Indexer(const TextFile& file) : file_(file) {}

    DumpIndex run() {
        const DumpStart start = sniff_dump(file_);
        index_.dialect = start.lexis.dialect;
        rows_apart_ = index_.dialect == Dialect::postgresql;  // pg_dump makes all tables first and fills them later
        DumpStatements statements(file_, start.offset, file_.size(), start.lexis);
        try {
            do {
                const Statement& statement = statements.next();
                if (part_ != nullptr && in_rows_) part_->end = statements.begin();
                in_rows_ = false;
                note(statement, statements);
            } while (!ended_);
        } catch (const DumpBroken& broken) {
            if (part_ != nullptr && in_rows_) part_->end = file_.size();
            index_.broken = broken;
        }
        index_.has_header = marks_.begun();
        index_.marked_whole = !index_.broken && marks_.whole();
        for (DumpDatabase& database : index_.databases) finish(database);
        return std::move(index_);
    }

private:
    void note(const Statement& statement, DumpStatements& statements) {
        marks_.note(statement, index_.dialect);
        switch (statement.kind) {
            case Kind::end: ended_ = true; break;
            case Kind::comment: note_comment(statement.text); break;
            case Kind::set: note_search_path(statement.text); break;
            case Kind::use: use(statement.text); break;
            case Kind::create_table: note_create(statement); break;
            case Kind::drop_table: note_drop(statement); break;
            case Kind::rows: note_rows(statement, statements); break;
            case Kind::other: break;
        }
    }

    void note_comment(std::string_view text) {
        constexpr std::array<std::string_view, 2> kVersions{"-- Server version\t", "-- Dumped from database version "};
        for (const std::string_view label : kVersions) {
            if (text.starts_with(label)) index_.server_version = text.substr(label.size());
        }
        constexpr std::string_view kCondition = "-- WHERE:";
        if (text.starts_with(kCondition)) index_.condition = text.substr(kCondition.size());
        note_announcement(text);
        constexpr std::string_view kDatabase = "Database: ";
        const std::size_t name = text.find(kDatabase);
        if (text.starts_with("-- Host: ") && name != std::string_view::npos) {
            use(std::string(text.substr(name + kDatabase.size())));
        }
    }

    // "-- Dumping data for table `images`", "-- Data for Name: images; Type: TABLE DATA; Schema: public; Owner: -"
    void note_announcement(std::string_view text) {
        constexpr std::string_view kMariadb = "-- Dumping data for table ";
        constexpr std::string_view kPostgres = "-- Data for Name: ";
        constexpr std::string_view kSchema = "; Schema: ";
        Statement about;
        if (text.starts_with(kMariadb)) {
            about.table = without_quotes(std::string(text.substr(kMariadb.size())));
        } else if (text.starts_with(kPostgres) && text.find("; Type: TABLE DATA") != std::string_view::npos) {
            about.table = text.substr(kPostgres.size(), text.find(';') - kPostgres.size());
            const std::size_t schema = text.find(kSchema) + kSchema.size();
            about.schema = text.substr(schema, text.find(';', schema) - schema);
        } else {
            return;
        }
        index_.announces_rows = true;
        if (is_known(about.table)) database_of(about).tables[about.table].announced = true;
    }

    void use(const std::string& database) {
        current_ = without_quotes(database);
        search_path_.clear();
        part_ = nullptr;
    }

    // Before 10.3 pg_dump named the schema so: SET search_path = public, pg_catalog;
    void note_search_path(std::string_view text) {
        constexpr std::string_view kSetting = "SEARCH_PATH=";
        if (!text.starts_with(kSetting)) return;
        search_path_ = text::to_lower(text.substr(kSetting.size(), text.find(',') - kSetting.size()));
        part_ = nullptr;
    }

    std::string database_name(const Statement& statement) const {
        if (index_.dialect != Dialect::postgresql) return statement.schema.empty() ? current_ : statement.schema;
        const std::string& schema = statement.schema.empty() ? search_path_ : statement.schema;
        return current_.empty() ? schema : current_ + "." + schema;
    }

    DumpDatabase& database_of(const Statement& statement) {
        const std::string name = database_name(statement);
        for (DumpDatabase& database : index_.databases) {
            if (database.name == name) return database;
        }
        index_.databases.emplace_back().name = name;
        return index_.databases.back();
    }

    // The table that a statement is about, if it is one of Glance's; and the table before it is over.
    DumpTable* touch(const Statement& statement) {
        DumpTable* table = is_known(statement.table) ? &database_of(statement).tables[statement.table] : nullptr;
        const bool filled = last_ != nullptr && (!rows_apart_ || !last_->parts.empty());
        if (last_ != table) {
            if (filled) last_->followed = true;
            part_ = nullptr;
        }
        last_ = table;
        return table;
    }

    void forget_rows(const Statement& statement, DumpTable& table) {
        table = {};
        part_ = nullptr;
        DumpDatabase& database = database_of(statement);
        if (statement.table == "images") database.image_ids = {};
        if (statement.table == "alembic_version") database.alembic_revisions.clear();
        if (statement.table == "migrate_version") database.migrate_version.reset();
    }

    void note_create(const Statement& statement) {
        DumpTable* table = touch(statement);
        if (table == nullptr) return;
        if (!statement.has_condition) forget_rows(statement, *table);
        if (table->columns.empty()) table->columns = statement.columns;
    }

    void note_drop(const Statement& statement) {
        DumpTable* table = touch(statement);
        if (table == nullptr) return;
        forget_rows(statement, *table);
        database_of(statement).tables.erase(statement.table);
        last_ = nullptr;
    }

    // A dump of the structure and behind it one of the rows: what follows a table's CREATE says nothing of its rows.
    void note_rows_apart() {
        rows_apart_ = true;
        for (DumpDatabase& database : index_.databases) {
            for (auto& [name, table] : database.tables) table.followed = false;
        }
    }

    void note_rows(const Statement& statement, DumpStatements& statements) {
        DumpTable* table = touch(statement);
        if (table == nullptr) return;
        if (table->followed && !rows_apart_) note_rows_apart();
        if (table->columns.empty()) table->columns = statement.columns;
        if (part_ == nullptr || part_->lexis != statements.lexis()) {
            table->parts.push_back({statements.begin(), file_.size(), statements.lexis()});
            part_ = &table->parts.back();
        }
        in_rows_ = true;
        const std::vector<std::string>& columns = statement.columns.empty() ? table->columns : statement.columns;
        if (!columns.empty()) read_rows(statement, columns, statements);
    }

    void read_rows(const Statement& statement, const std::vector<std::string>& columns, DumpStatements& statements) {
        DumpDatabase& database = database_of(statement);
        if (statement.table == "images") {
            if (head_ != statements.head()) slots_ = Slots(columns, std::array<std::string_view, 1>{"id"});
            head_ = statements.head();
            statements.read_rows(slots_,
                                 [&](std::span<const Field> row) { database.image_ids.add(row[0].value_or("")); });
        } else if (statement.table == "alembic_version") {
            const Slots slots(columns, std::array<std::string_view, 1>{"version_num"});
            statements.read_rows(slots, [&](std::span<const Field> row) {
                database.alembic_revisions.emplace_back(row[0].value_or(""));
            });
        } else if (statement.table == "migrate_version") {
            const Slots slots(columns, std::array<std::string_view, 2>{"repository_id", "version"});
            statements.read_rows(slots, [&](std::span<const Field> row) {
                if (row[0] == "Glance Migrations") database.migrate_version = number(row[1].value_or(""));
            });
        }
    }

    static std::optional<int> number(std::string_view text) {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
    }

    static void finish(DumpDatabase& database) {
        database.image_ids.finish();
        std::sort(database.alembic_revisions.begin(), database.alembic_revisions.end());
    }

    const TextFile& file_;
    DumpIndex index_;
    EndMarks marks_;
    std::string current_;        // the database in use
    std::string search_path_;    // its first schema
    DumpTable* last_ = nullptr;  // the table that the last statement was about
    DumpPart* part_ = nullptr;   // of last_, to be continued
    Slots slots_;
    std::uint64_t head_ = 0;
    bool rows_apart_ = false;  // tables are made in one place and filled in another
    bool in_rows_ = false;     // the last statement was rows of part_
    bool ended_ = false;
};

}  // namespace

DumpIndex index_dump(const TextFile& file) { return Indexer(file).run(); }

}  // namespace glance_audit::sources

#include "scanner/sources/files/dump_index.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/base/number.hpp"
#include "scanner/formats/dump/sniff.hpp"
#include "scanner/glance/schema.hpp"
#include "scanner/sources/files/dump_comments.hpp"
#include "scanner/sources/files/end_marks.hpp"

namespace glance_audit::sources {
namespace {

using Kind = Statement::Kind;

constexpr std::string_view kNovasTable = "instances";
// Before a table has rows they change none that are in the dump.
constexpr std::array<std::string_view, 4> kRemovals{"DROP", "DELETE", "UPDATE", "TRUNCATE"};
constexpr std::string_view kOnce = "dump the database again, into a new file";

constexpr std::string_view kPublic = "public";

bool is_known(std::string_view table) { return is_audited_table(table) || table == kNovasTable; }

// Also those of Glance's tables that are not looked at: image_*, metadef_*, tasks, task_info, …
bool is_glances(std::string_view table) {
    return is_known(table) || table.starts_with("image_") || table.starts_with("metadef_") ||
           table.starts_with("task") || table.starts_with("cached_") || table.starts_with("node_");
}

bool is_row_removal(std::string_view text) {
    return std::any_of(kRemovals.begin(), kRemovals.end(),
                       [&](std::string_view word) { return is_keyword(text.substr(0, word.size()), word); });
}

// Which is not to be found in a dump: sqlite3's own tables, and what mariadb-dump --system writes.
bool is_systems(const Statement& rows, Dialect dialect) {
    return dialect == Dialect::sqlite ? rows.table.starts_with("sqlite_") : rows.schema == "mysql";
}

// True if every name is one of `known`, once.
bool are_among(std::vector<std::string> names, std::vector<std::string> known) {
    std::sort(names.begin(), names.end());
    std::sort(known.begin(), known.end());
    return std::includes(known.begin(), known.end(), names.begin(), names.end());
}

class Indexer {
    struct TakenBack {
        DumpDatabase* database;
        std::string table;
        std::uint64_t offset;
    };

public:
    explicit Indexer(const ReadableText& file) : file_(file), doubts_(file) {}

    DumpIndex run() {
        const DumpStart start = sniff_dump(file_);
        index_.dialect = start.lexis.dialect;
        rows_apart_ = index_.dialect == Dialect::postgresql;  // pg_dump makes all tables first and fills them later
        if (index_.dialect == Dialect::postgresql) search_path_ = kPublic;
        DumpStatements statements(file_, start.offset, file_.end(), start.lexis);
        try {
            do {
                const Statement& statement = statements.next();
                if (part_ != nullptr && in_rows_) part_->end = statements.begin();
                in_rows_ = false;
                note(statement, statements);
            } while (!ended_);
        } catch (const SourceError& broken) {
            if (part_ != nullptr && in_rows_) part_->end = file_.end();
            index_.broken = broken;
        }
        index_.has_header = marks_.begun();
        index_.marked_whole = !index_.broken && marks_.whole();
        for (DumpDatabase& database : index_.databases) finish(database);
        if (const auto nul = statements.nul()) {
            doubts_.add("", "a byte of value 0: a part of the file was lost", {}, *nul, kOnce);
        }
        index_.doubts = doubts_.take();
        return std::move(index_);
    }

private:
    void note(const Statement& statement, DumpStatements& statements) {
        begin_ = statements.begin();
        marks_.note(statement);
        doubts_.note(statement, begin_);
        switch (statement.kind) {
            case Kind::end: ended_ = true; break;
            case Kind::comment: note_comment(statement.text); break;
            case Kind::set: note_search_path(statement.text); break;
            case Kind::use: use(statement.text); break;
            case Kind::create_table: note_create(statement); break;
            case Kind::drop_table: note_drop(statement); break;
            case Kind::rows: note_rows(statement, statements); break;
            case Kind::change: note_change(statement); break;
            case Kind::unknown:
            case Kind::other: break;
        }
    }

    void note_comment(std::string_view text) {
        if (std::string version = server_version(text); !version.empty()) index_.server_version = std::move(version);
        constexpr std::string_view kCondition = "-- WHERE:";
        if (text.starts_with(kCondition)) index_.condition = text.substr(kCondition.size());
        if (text.starts_with("-- phpMyAdmin ")) announces_empty_ = false;
        if (const auto database = named_database(text)) use(*database);
        const auto announced = announced_rows(text);
        if (!announced) return;
        Statement about;
        about.schema = announced->schema;
        about.table = announced->table;
        introduce(about);
        index_.announces_rows = announces_empty_;
        if (is_known(about.table)) database_of(about).tables[about.table].announced = true;
    }

    // A table whose rows may follow.
    void introduce(const Statement& statement) {
        introduced_.insert(database_name(statement) + '\0' + statement.table);
    }

    void use(const std::string& database) {
        current_ = without_quotes(database);
        search_path_ = index_.dialect == Dialect::postgresql ? kPublic : "";
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
        DumpDatabase& database = database_of(statement);
        if (!table.parts.empty()) taken_back_.push_back({&database, statement.table, begin_});
        table = {};
        part_ = nullptr;
        if (statement.table == "images") database.earlier_ids.push_back(std::exchange(database.image_ids, {}));
        if (statement.table == "alembic_version") database.alembic_revisions.clear();
        if (statement.table == "migrate_version") database.migrate_version.reset();
    }

    void note_create(const Statement& statement) {
        introduce(statement);
        for (const std::string& name : statement.names) {
            if (is_known(name)) doubt_change(name, "rows of the table '" + name + "' are made elsewhere", statement);
        }
        DumpTable* table = touch(statement);
        if (table == nullptr) return;
        if (!statement.has_condition) forget_rows(statement, *table);
        if (table->columns.empty()) table->columns = statement.columns;
        table->created = true;
    }

    void note_drop(const Statement& statement) {
        note_removal(statement);
        DumpTable* table = touch(statement);
        if (table == nullptr) return;
        forget_rows(statement, *table);
        database_of(statement).tables.erase(statement.table);
        last_ = nullptr;
    }

    void doubt_change(std::string_view table, const std::string& what, const Statement& statement) {
        doubts_.add(table, what, statement.text, begin_, "dump the database again, without statements of your own");
    }

    void note_change(const Statement& statement) {
        if (is_row_removal(statement.text)) return note_removal(statement);
        for (const std::string& name : statement.names) {
            if (is_known(name)) doubt_change(name, "this changes the table '" + name + "'", statement);
        }
    }

    // Of tables that have rows; DROP DATABASE and DROP SCHEMA of all.
    void note_removal(const Statement& statement) {
        const auto& names = statement.names;
        const auto has = [&](std::string_view name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        for (const DumpDatabase& database : index_.databases) {
            const std::size_t dot = database.name.find('.') + 1;
            const bool whole = has(database.name) || (dot > 0 && has(database.name.substr(dot)));
            for (const auto& [name, table] : database.tables) {
                if (table.parts.empty() || !(has(name) || whole)) continue;
                doubt_change(name, "this changes rows of the table '" + name + "'", statement);
            }
        }
    }

    // A dump of the structure and behind it one of the rows: what follows a table's CREATE says nothing of its rows.
    void note_rows_apart() {
        rows_apart_ = true;
        for (DumpDatabase& database : index_.databases) {
            for (auto& [name, table] : database.tables) table.followed = false;
        }
    }

    void note_rows(const Statement& statement, DumpStatements& statements) {
        const bool new_head = head_ != statements.head();
        if (new_head) require_introduced(statement);
        if (DumpTable* table = touch(statement)) {
            if (table->columns.empty()) table->columns = statement.columns;
            if (new_head) require_columns(statement, *table);
            add_rows(statement, *table, statements);
        }
        head_ = statements.head();
    }

    void add_rows(const Statement& statement, DumpTable& table, DumpStatements& statements) {
        if (table.followed && !rows_apart_) note_rows_apart();
        if (part_ == nullptr || part_->lexis != statements.lexis()) {
            table.parts.push_back({statements.begin(), file_.end(), statements.lexis()});
            part_ = &table.parts.back();
        }
        in_rows_ = true;
        const std::vector<std::string>& columns = statement.columns.empty() ? table.columns : statement.columns;
        if (!columns.empty()) read_rows(statement, columns, statements);
    }

    // A name that nothing else in the dump has may be another one, misspelt.
    void require_introduced(const Statement& statement) {
        if (is_systems(statement, index_.dialect)) return;
        const bool known = introduced_.empty()
                               ? is_glances(statement.table)
                               : introduced_.contains(database_name(statement) + '\0' + statement.table);
        if (known) return;
        doubts_.add("", "rows of the table '" + statement.table + "', which nothing in the dump makes or names", {},
                    begin_, kOnce);
    }

    // The database that makes the table knows what the others are; where rows alone tell, each must have all.
    void require_columns(const Statement& statement, const DumpTable& table) {
        const bool all = table.created || statement.columns.size() == table.columns.size();
        if (statement.columns.empty() || (all && are_among(statement.columns, table.columns))) return;
        doubts_.add(statement.table, "the columns of these rows are not those of the table '" + statement.table + "'",
                    {}, begin_, kOnce);
    }

    void read_rows(const Statement& statement, const std::vector<std::string>& columns, DumpStatements& statements) {
        DumpDatabase& database = database_of(statement);
        if (statement.table == "images") {
            if (head_ != statements.head()) slots_ = Slots(columns, std::array<std::string_view, 1>{"id"});
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
                if (row[0] == "Glance Migrations")
                    database.migrate_version = text::whole_number<int>(row[1].value_or(""));
            });
        }
    }

    void finish(DumpDatabase& database) {
        database.image_ids.finish();
        std::sort(database.alembic_revisions.begin(), database.alembic_revisions.end());
        for (const TakenBack& taken : taken_back_) {
            if (taken.database == &database) require_again(taken);
        }
    }

    // Rows that were dropped must be there again, as where a dump was written behind an older one.
    void require_again(const TakenBack& taken) {
        DumpDatabase& database = *taken.database;
        const auto now = database.tables.find(taken.table);
        bool again = now != database.tables.end() && !now->second.parts.empty();
        for (ImageIds& earlier : database.earlier_ids) {
            earlier.finish();
            again &= taken.table != "images" || database.image_ids.contains(earlier);
        }
        if (again) return;
        doubts_.add(taken.table, "the table '" + taken.table + "' is made again here, and rows from above are lost", {},
                    taken.offset, "are these two dumps in one file? audit each by itself");
    }

    const ReadableText& file_;
    DumpIndex index_;
    EndMarks marks_;
    DoubtCollector doubts_;
    std::vector<TakenBack> taken_back_;
    std::set<std::string> introduced_;  // "database\0table"
    std::uint64_t begin_ = 0;           // of the statement
    std::string current_;               // the database in use
    std::string search_path_;           // its first schema
    DumpTable* last_ = nullptr;         // the table that the last statement was about
    DumpPart* part_ = nullptr;          // of last_, to be continued
    Slots slots_;
    std::uint64_t head_ = 0;
    bool rows_apart_ = false;      // tables are made in one place and filled in another
    bool announces_empty_ = true;  // tables without rows too
    bool in_rows_ = false;         // the last statement was rows of part_
    bool ended_ = false;
};

}  // namespace

void refuse_condition(const DumpIndex& index, const std::string& where) {
    if (index.condition.empty()) return;
    throw SourceError("the dump holds only the rows WHERE" + index.condition, where, "dump again without --where");
}

DumpIndex index_dump(const ReadableText& file) { return Indexer(file).run(); }

}  // namespace glance_audit::sources

#include "scanner/sources/files/dump_source.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "scanner/formats/text/text_file.hpp"
#include "scanner/sources/files/dump_index.hpp"
#include "scanner/sources/files/mydumper_folder.hpp"
#include "scanner/sources/files/text_source.hpp"

namespace glance_audit::sources {
namespace {

// MySQL's dumper says "8.0.36", MariaDB's "10.11.6-MariaDB-0+deb12u1". What says nothing is called MariaDB.
Engine engine_of(const DumpIndex& index) {
    if (index.dialect == Dialect::postgresql) return Engine::postgresql;
    if (index.dialect == Dialect::sqlite) return Engine::sqlite;
    const bool mysql = !index.server_version.empty() && index.server_version.find("MariaDB") == std::string::npos;
    return mysql ? Engine::mysql : Engine::mariadb;
}

bool is_glances(const DumpDatabase& database) {
    const auto images = database.tables.find("images");
    if (images == database.tables.end()) return false;
    const auto& columns = images->second.columns;
    const auto has = [&](const char* name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); };
    return columns.empty() || (has("id") && has("status") && has("deleted"));
}

class DumpTables final : public TextTables {
public:
    DumpTables(std::unique_ptr<ReadableText> text, DumpIndex index) : text_(std::move(text)), index_(std::move(index)) {
        text_->check_unchanged();
        choose_database();
        describe();
        judge_end();
    }

    const DatabaseInfo& database() const override { return info_; }
    const ImageIds& image_ids() const override { return chosen_->image_ids; }
    void require_all_images() const override {
        require_dumped("images", chosen_->tables.at("images"));
        require_understood("images");
        if (unfinished_ && !is_complete("images")) throw SourceError(*unfinished_);
    }

    void read(std::string_view name, std::span<const std::string_view> columns, const Consume& consume) override {
        const auto found = chosen_->tables.find(std::string(name));
        if (found == chosen_->tables.end()) return;
        require_columns(name, found->second.columns, columns, text_->path());
        std::uint64_t rows = 0;
        const Consume counted = [&](std::span<const Field> row) {
            ++rows;
            consume(row);
        };
        for (const DumpPart& part : found->second.parts) read_part(part, found->second, name, columns, counted);
        text_->check_unchanged();
        require_dumped(name, found->second);
        require_understood(name);
        require_counted(name, rows);
        if (name == "images") refuse_twice();
        // That the dump was cut short is said at least once, wherever that was.
        if (unfinished_ && (name == "images" || !is_complete(name))) throw SourceError(*unfinished_);
    }

private:
    void choose_database() {
        for (const DumpDatabase& database : index_.databases) {
            if (!is_glances(database)) continue;
            if (chosen_ != nullptr) {
                throw SourceError("two databases in this dump have Glance's tables: '" + chosen_->name + "' and '" +
                                      database.name + "'",
                                  text_->path(), "dump one of them alone");
            }
            chosen_ = &database;
        }
        if (chosen_ == nullptr) fail_without_images();
    }

    [[noreturn]] void fail_without_images() const {
        if (index_.broken) throw SourceError(*index_.broken);
        if (!index_.doubts.empty()) throw SourceError(index_.doubts.begin()->second);
        bool nova = false;
        for (const DumpDatabase& database : index_.databases) {
            nova |= database.tables.contains("instances");
            if (!database.tables.contains("images")) continue;
            DatabaseInfo other;
            other.image_columns = database.tables.at("images").columns;
            check_image_columns(other, text_->path());
        }
        throw SourceError("there is no table 'images' in this dump", text_->path(),
                          nova                  ? "this looks like Nova's database; dump Glance's"
                          : index_.marked_whole ? "dump Glance's database: the one in [database] connection"
                                                : "was it cut short? dump Glance's whole database again");
    }

    void describe() {
        info_.engine = engine_of(index_);
        info_.server_version = index_.server_version.empty() ? "unknown" : index_.server_version;
        info_.image_columns = chosen_->tables.at("images").columns;
        if (info_.image_columns.empty()) {
            throw SourceError("the dump does not say which columns the table 'images' has", text_->path(),
                              "dump again without --no-create-info, or with --complete-insert or --column-inserts");
        }
        check_image_columns(info_, text_->path());
        note_missing_columns(info_, text_->path());
        require_rows();
        for (const std::string_view table : kChildTables) {
            if (chosen_->tables.contains(std::string(table))) {
                info_.child_tables.emplace_back(table);
            } else if (const auto doubt = index_.doubts.find(table); doubt != index_.doubts.end()) {
                info_.unreadable.emplace_back(table, doubt->second);
            }
        }
        info_.alembic_revisions = chosen_->alembic_revisions;
        info_.migrate_version = chosen_->migrate_version;
    }

    // Every Glance database has at least its revision in it.
    void require_rows() const {
        const auto& tables = chosen_->tables;
        const auto filled = [](const auto& table) { return !table.second.parts.empty(); };
        if (index_.broken || std::any_of(tables.begin(), tables.end(), filled)) return;
        throw SourceError("the dump holds the structure of the tables, but no rows", text_->path(),
                          "dump again without --no-data or --schema-only");
    }

    // A dump that marks its end is whole. One that does not (--compact) is, as far as it matters, if something else
    // stands behind each of Glance's tables: what is cut off is always the end.
    void judge_end() {
        if (index_.marked_whole) return;
        if (index_.broken) {
            unfinished_.emplace(*index_.broken);
        } else if (!index_.has_header) {
            const auto open = std::find_if(chosen_->tables.begin(), chosen_->tables.end(),
                                           [](const auto& table) { return !table.second.followed; });
            if (open == chosen_->tables.end() && !chosen_->alembic_revisions.empty()) return;
            unfinished_.emplace("nothing marks the end of this dump, so it may have been cut short", text_->path(),
                                "dump again without --compact and --skip-comments");
        } else {
            unfinished_.emplace("the end of the dump is missing", text_->path(),
                                "it was cut short; dump the database again");
        }
    }

    // What an operator left out (--where, --ignore-table-data, --exclude-table-data) was not audited.
    void require_dumped(std::string_view name, const DumpTable& table) const {
        refuse_condition(index_, text_->path());
        if (!index_.announces_rows || table.announced || !table.parts.empty()) return;
        throw SourceError("the dump leaves out the rows of the table '" + std::string(name) + "'", text_->path(),
                          "dump again with the rows of all of Glance's tables");
    }

    // Of a doubt that is not of one table it is said once.
    void require_understood(std::string_view name) const {
        const auto doubt = index_.doubts.find(name);
        if (doubt != index_.doubts.end()) throw SourceError(doubt->second);
        if (name == "images" && index_.doubts.contains("")) throw SourceError(index_.doubts.at(""));
    }

    void require_counted(std::string_view name, std::uint64_t rows) const {
        const auto counted = index_.counted_rows.find(name);
        if (counted == index_.counted_rows.end() || counted->second == rows) return;
        throw SourceError("the dump says that the table '" + std::string(name) + "' has " +
                              std::to_string(counted->second) + " rows, and holds " + std::to_string(rows),
                          text_->path(), "a part of it is missing, or was added; dump the database again");
    }

    bool is_complete(std::string_view name) const {
        const auto found = chosen_->tables.find(std::string(name));
        return found != chosen_->tables.end() && found->second.followed;
    }

    void refuse_twice() const {
        const std::string& id = chosen_->image_ids.twice();
        if (id.empty()) return;
        throw SourceError("two rows of the table 'images' have the ID " + id, text_->path(),
                          "this is not a dump of one database; dump Glance's again");
    }

    void read_part(const DumpPart& part, const DumpTable& table, std::string_view name,
                   std::span<const std::string_view> wanted, const Consume& consume) {
        DumpStatements statements(*text_, part.begin, part.end, part.lexis);
        Slots slots;
        std::uint64_t head = 0;
        for (const Statement* next = &statements.next(); next->kind != Statement::Kind::end;
             next = &statements.next()) {
            if (next->kind != Statement::Kind::rows || next->table != name) continue;
            if (head != statements.head()) {
                slots = Slots(next->columns.empty() ? table.columns : next->columns, wanted);
                head = statements.head();
            }
            statements.read_rows(slots, consume);
        }
    }

    std::unique_ptr<ReadableText> text_;
    DumpIndex index_;
    const DumpDatabase* chosen_ = nullptr;
    DatabaseInfo info_;
    std::optional<SourceError> unfinished_;
};

}  // namespace

std::unique_ptr<Source> open_dump(const std::string& path) {
    auto file = std::make_unique<TextFile>(path);
    DumpIndex index = index_dump(*file);
    return make_text_source(std::make_unique<DumpTables>(std::move(file), std::move(index)), Proof::end_mark);
}

// That the last file is there is known where metadata counts the rows alone.
std::unique_ptr<Source> open_dump_folder(const std::string& path) {
    const MydumperFolder folder(path);
    std::unique_ptr<ReadableText> text = folder.text();
    DumpIndex index = index_dump(*text);
    folder.describe(index);
    return make_text_source(std::make_unique<DumpTables>(std::move(text), std::move(index)), Proof::listed);
}

}  // namespace glance_audit::sources

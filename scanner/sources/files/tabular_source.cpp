#include "scanner/sources/files/tabular_source.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <map>
#include <utility>

#include "scanner/base/files/folder.hpp"
#include "scanner/formats/tabular_file.hpp"
#include "scanner/sources/files/dump_index.hpp"
#include "scanner/sources/files/text_source.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::array<std::string_view, 5> kSuffixes{".csv", ".tsv", ".ndjson", ".jsonl", ".json"};
// Of what --tab of mysqldump and mariadb-dump writes: the rows, and beside them the table's structure.
constexpr std::string_view kOutfile = ".txt";
constexpr std::string_view kStructure = ".sql";
constexpr std::string_view kImages = "images";

// The column that a table must have.
std::string_view key_of(std::string_view table) {
    if (table == kImages) return "id";
    if (table == "alembic_version") return "version_num";
    return table == "migrate_version" ? "repository_id" : "image_id";
}

bool is_outfile(const std::filesystem::path& path) { return without_packing(path.native()).ends_with(kOutfile); }

// True for the file of a table, packed or not.
bool is_table_file(const std::filesystem::path& path, std::string_view table) {
    const std::filesystem::path name(without_packing(path.filename().native()));
    const std::string suffix = name.extension().string();
    if (name.stem().native() != table) return false;
    return suffix == kOutfile || std::find(kSuffixes.begin(), kSuffixes.end(), suffix) != kSuffixes.end();
}

// The file of a table in a folder; nothing where there is none. Throws SourceError where there are several.
std::optional<std::string> find_table(const std::vector<std::filesystem::path>& files, std::string_view table) {
    std::optional<std::string> found;
    for (const std::filesystem::path& path : files) {
        if (!is_table_file(path, table)) continue;
        if (found) {
            throw SourceError(
                "two files contain the table '" + std::string(table) + "': " + *found + " and " + path.string(),
                path.parent_path().string(), "remove one of them");
        }
        found = path.string();
    }
    return found;
}

// "images.2.csv", "images (2).csv", "images.csv.zip", "IMAGES.csv": by their names they have rows of a table.
bool may_have_rows(const std::filesystem::path& path) {
    constexpr std::array<std::string_view, 3> kForPeople{".html", ".md", ".log"};
    const std::string name = text::to_lower(path.filename().native());
    const std::size_t end = std::min(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), name.size());
    std::string_view table = std::string_view(name).substr(0, end);
    while (table.ends_with('_')) table.remove_suffix(1);
    if (std::find(kForPeople.begin(), kForPeople.end(), path.extension().string()) != kForPeople.end()) return false;
    return is_audited_table(table) || is_audited_table(table.substr(0, table.rfind('_')));
}

// A table's file, or the structure beside the rows of one.
bool is_read(const std::filesystem::path& path, const std::vector<std::filesystem::path>& files) {
    const std::string table = std::filesystem::path(without_packing(path.filename().native())).stem().string();
    if (!is_audited_table(table)) return false;
    const auto rows = path.parent_path() / (table + std::string(kOutfile));
    const bool structure = path.extension() == kStructure &&
                           std::any_of(files.begin(), files.end(), [&](const std::filesystem::path& other) {
                               return without_packing(other.native()) == rows.native();
                           });
    return structure || is_table_file(path, table);
}

void refuse_left_over(const std::vector<std::filesystem::path>& files) {
    for (const std::filesystem::path& path : files) {
        if (is_read(path, files) || !may_have_rows(path)) continue;
        throw SourceError("by its name this file has rows of a table, and it is in no form that is read", path.string(),
                          "put all rows of a table into one file, such as images.csv, and take the others away");
    }
}

// The columns of a table, of the CREATE TABLE in a file beside its rows.
std::vector<std::string> columns_beside(const std::filesystem::path& rows, std::string_view table) {
    const auto path = rows.parent_path() / (std::string(table) + std::string(kStructure));
    const TextFile file(path.string());
    const DumpIndex index = index_dump(file);
    if (index.broken) throw SourceError(*index.broken);
    if (!index.doubts.empty()) throw SourceError(index.doubts.begin()->second);
    refuse_condition(index, path.string());
    for (const DumpDatabase& database : index.databases) {
        const auto found = database.tables.find(std::string(table));
        if (found != database.tables.end() && index.marked_whole) return found->second.columns;
    }
    throw SourceError(
        "this is not the structure of the table '" + std::string(table) + "', from its beginning to its end",
        path.string(), "dump again with --tab, into an empty folder");
}

class TabularTables final : public TextTables {
public:
    explicit TabularTables(const std::string& path) {
        std::error_code failed;
        if (std::filesystem::is_directory(path, failed)) {
            const auto files = entries_of_source(path);
            refuse_left_over(files);
            open(kImages, find_table(files, kImages));
            for (const std::string_view table : kChildTables) open(table, find_table(files, table));
            for (const std::string_view table : kRevisionTables) open(table, find_table(files, table));
        } else {
            files_.try_emplace(std::string(kImages), path, key_of(kImages));
        }
        describe(path);
        read_ids();
        read_revisions();
    }

    const DatabaseInfo& database() const override { return info_; }
    const ImageIds& image_ids() const override { return ids_; }
    void require_all_images() const override {
        if (images_broken_) throw SourceError(*images_broken_);
    }

    void read(std::string_view table, std::span<const std::string_view> columns, const Consume& consume) override {
        const auto found = files_.find(table);
        if (found != files_.end()) read_file(found->second, table, columns, consume);
        if (table == kImages && !ids_.twice().empty()) {
            throw SourceError("two rows have the ID " + ids_.twice(), files_.at(std::string(kImages)).path(),
                              "this is not a copy of one table; write it again");
        }
    }

private:
    static void read_file(TabularFile& file, std::string_view table, std::span<const std::string_view> columns,
                          const Consume& consume) {
        require_columns(table, file.columns(), columns, file.path());
        file.read(columns, consume);
    }

    void open(std::string_view table, const std::optional<std::string>& path) {
        if (!path) return;
        if (is_outfile(*path)) {
            files_.try_emplace(std::string(table), *path, columns_beside(*path, table));
        } else {
            files_.try_emplace(std::string(table), *path, key_of(table));
        }
        if (std::find(kChildTables.begin(), kChildTables.end(), table) != kChildTables.end()) {
            info_.child_tables.emplace_back(table);
        }
    }

    void describe(const std::string& path) {
        info_.engine = Engine::mariadb;
        info_.server_version = "unknown";
        info_.image_columns = files_.at(std::string(kImages)).columns();
        check_image_columns(info_, path);
        note_missing_columns(info_, files_.at(std::string(kImages)).path());
    }

    // And which kind of database wrote booleans so: the SQL of the remedies is for that one.
    void read_ids() {
        constexpr std::array<std::string_view, 2> kColumns{"id", "deleted"};
        try {
            files_.at(std::string(kImages)).read(kColumns, [&](std::span<const Field> row) {
                ids_.add(row[0].value_or(""));
                if (row[1] && !row[1]->empty() && ((*row[1])[0] == 't' || (*row[1])[0] == 'f')) {
                    info_.engine = Engine::postgresql;
                }
            });
        } catch (const SourceError& error) {
            images_broken_ = error;
        }
        ids_.finish();
    }

    void read_revisions() {
        if (const auto alembic = files_.find(std::string_view("alembic_version")); alembic != files_.end()) {
            constexpr std::array<std::string_view, 1> kColumns{"version_num"};
            read_file(alembic->second, "alembic_version", kColumns,
                      [&](std::span<const Field> row) { info_.alembic_revisions.emplace_back(row[0].value_or("")); });
            std::sort(info_.alembic_revisions.begin(), info_.alembic_revisions.end());
        }
        const auto migrate = files_.find(std::string_view("migrate_version"));
        if (migrate == files_.end()) return;
        constexpr std::array<std::string_view, 2> kColumns{"repository_id", "version"};
        read_file(migrate->second, "migrate_version", kColumns, [&](std::span<const Field> row) {
            if (row[0] != "Glance Migrations" || !row[1]) return;
            int version = 0;
            std::from_chars(row[1]->data(), row[1]->data() + row[1]->size(), version);
            info_.migrate_version = version;
        });
    }

    std::map<std::string, TabularFile, std::less<>> files_;
    DatabaseInfo info_;
    ImageIds ids_;
    std::optional<SourceError> images_broken_;
};

}  // namespace

bool looks_like_table(std::string_view beginning) {
    return layout_of(beginning, "id").has_value() && layout_of(beginning, "deleted").has_value();
}

bool is_table_folder(const std::string& path) {
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed)) return false;
    return find_table(entries_of_source(path), kImages).has_value();
}

std::vector<std::filesystem::path> table_files(const std::string& folder) {
    const std::vector<std::filesystem::path> files = entries_of_source(folder);
    std::vector<std::filesystem::path> read;
    std::copy_if(files.begin(), files.end(), std::back_inserter(read),
                 [&](const std::filesystem::path& file) { return is_read(file, files); });
    return read;
}

std::unique_ptr<Source> open_tables(const std::string& path) {
    return make_text_source(std::make_unique<TabularTables>(path), Proof::listed);
}

}  // namespace glance_audit::sources

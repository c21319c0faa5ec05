#include "scanner/sources/files/mydumper_folder.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/base/files/folder.hpp"
#include "scanner/base/number.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/formats/text/joined_text.hpp"
#include "scanner/glance/schema.hpp"

namespace glance_audit::sources {
namespace {

namespace fs = std::filesystem;

// glance.images-schema.sql.gz, glance.images-schema-view.sql, glance.images.sql, glance.images.00000.00001.sql
struct FileName {
    std::string database;
    std::string table;
    bool structure = false;
    bool view = false;
    std::string numbers = {};  // ".00000", of a file with a part of the rows
};

std::optional<FileName> parse_name(std::string_view name) {
    constexpr std::string_view kSuffix = ".sql";
    name = without_packing(name);
    if (!name.ends_with(kSuffix)) return std::nullopt;
    name.remove_suffix(kSuffix.size());
    const auto is_number = [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), text::is_digit);
    };
    const std::string_view with_numbers = name;
    while (name.rfind('.') != std::string_view::npos && is_number(name.substr(name.rfind('.') + 1))) {
        name.remove_suffix(name.size() - name.rfind('.'));
    }
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const std::string_view table = name.substr(dot + 1);
    const std::string_view bare = table.substr(0, table.find('-'));
    const std::string_view what = table.substr(bare.size());
    if (!is_audited_table(bare) || !(what.empty() || what == "-schema" || what == "-schema-view")) return std::nullopt;
    return FileName{std::string(name.substr(0, dot)), std::string(bare), !what.empty(), what == "-schema-view",
                    std::string(with_numbers.substr(name.size()))};
}

}  // namespace

bool MydumperFolder::is_one(const std::string& path) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) return false;
    const std::vector<fs::path> files = entries_of_source(path);
    return std::any_of(files.begin(), files.end(), [](const fs::path& file) {
        const auto name = parse_name(file.filename().native());
        return name && name->structure && name->table == "images";
    });
}

MydumperFolder::MydumperFolder(const std::string& path) : path_(path) {
    const std::vector<fs::path> files = entries_of_source(path);
    for (const fs::path& file : files) {
        const auto name = parse_name(file.filename().native());
        if (!name || name->table != "images" || name->database == database_) continue;
        if (!database_.empty()) {
            throw SourceError(
                "two databases in this folder have a table 'images': '" + database_ + "' and '" + name->database + "'",
                path, "put the files of Glance's database into a folder of their own");
        }
        database_ = name->database;
    }
    for (const fs::path& file : files) add(file);
    const auto metadata = std::find(files.begin(), files.end(), fs::path(path) / "metadata");
    if (metadata != files.end()) read_metadata(*metadata);
}

void MydumperFolder::add(const fs::path& file) {
    const auto name = parse_name(file.filename().native());
    if (!name) return refuse_odd(file);
    if (name->database != database_) return;
    if (!name->numbers.empty()) numbers_[name->table].insert(name->numbers);
    if (name->view) {
        throw SourceError("'" + name->table + "' is a view, which may show less than a table holds", file.string(),
                          "dump Glance's own tables");
    }
    (name->structure ? made_ : filled_).insert(name->table);
    (name->structure ? structure_ : rows_).push_back(file.string());
    files_.push_back(file);
}

// "glance.images.00001.sql.part": a file of a table in a form that is not read.
void MydumperFolder::refuse_odd(const fs::path& file) const {
    const std::string name = file.filename().string();
    const std::string beginning = database_ + ".";
    if (!name.starts_with(beginning)) return;
    const std::string rest = name.substr(beginning.size());
    if (!is_audited_table(std::string_view(rest).substr(0, rest.find_first_of(".-")))) return;
    for (const std::string_view beside : {"-metadata", "-checksum", "-schema-triggers", "-schema-checksum"}) {
        if (rest.find(beside) != std::string::npos) return;
    }
    throw SourceError("by its name this file has rows of a table, and it is in no form that is read", file.string(),
                      "dump again as SQL, into an empty folder");
}

// Files 0, 1, 2 …: mydumper writes none for a part of the table without rows, which looks as if it were lost.
bool MydumperFolder::has_gap(const std::string& table) const {
    const auto numbers = numbers_.find(table);
    if (numbers == numbers_.end()) return false;
    std::uint64_t next = 0;
    for (const std::string& number : numbers->second) {
        const std::string_view first = std::string_view(number).substr(1, number.find('.', 1) - 1);
        const auto value = text::whole_number<std::uint64_t>(first);
        if (!value || *value > next) return true;
        next = std::max(next, *value + 1);
    }
    return false;
}

// Lines of "[`glance`.`images`]" and "rows = 129"; up to 0.11 only of when it began and finished.
void MydumperFolder::read_metadata(const fs::path& file) try {
    files_.push_back(file);
    const text::SourceText source = text::SourceText::read(file);
    std::string section;
    for (std::string_view rest = source.content(); !rest.empty();) {
        const std::size_t length = std::min(rest.find('\n'), rest.size() - 1) + 1;
        const std::string_view line = stripped(rest.substr(0, length));
        rest.remove_prefix(length);
        constexpr std::string_view kRows = "rows = ";
        if (line.find("Finished dump at") != std::string_view::npos) finished_ = true;
        if (line.starts_with('[')) section = line;
        if (!line.starts_with(kRows)) continue;
        std::erase_if(section, [](char c) { return c == '`' || c == '"' || c == '[' || c == ']'; });
        const auto count = text::whole_number<std::uint64_t>(line.substr(kRows.size()));
        const std::string table = section.substr(std::min(section.size(), database_.size() + 1));
        if (count && section == database_ + "." + table && is_audited_table(table)) counted_[table] = *count;
    }
} catch (const UsageError& error) {
    throw SourceError(error);
}

std::unique_ptr<ReadableText> MydumperFolder::text() const {
    std::vector<std::string> files = structure_;
    files.insert(files.end(), rows_.begin(), rows_.end());
    return std::make_unique<JoinedText>(path_, files, ';');
}

void MydumperFolder::describe(DumpIndex& index) const {
    index.dialect = Dialect::mariadb;
    index.counted_rows = counted_;
    index.has_header = true;
    index.marked_whole = finished_ && !index.broken;
    if (!finished_ && !index.broken) {
        index.broken = SourceError("mydumper did not finish this dump: no line of 'metadata' says when it did", path_,
                                   "wait for its end, or dump the database again");
    }
    for (const std::string& table : made_) {
        const auto counted = counted_.find(table);
        if (counted == counted_.end() && has_gap(table)) {
            index.doubts.try_emplace(table, SourceError("files of the table '" + table +
                                                            "' are missing between the others: they have no rows, or "
                                                            "are lost",
                                                        path_,
                                                        "dump again with --build-empty-files, which tells the "
                                                        "two apart"));
        }
        if (filled_.contains(table) || (counted != counted_.end() && counted->second == 0)) continue;
        index.doubts.try_emplace(
            table, SourceError("no file has rows of the table '" + table + "': it is empty, or its file is lost", path_,
                               "dump again with --build-empty-files, which tells the two "
                               "apart"));
    }
}

}  // namespace glance_audit::sources

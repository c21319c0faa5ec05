#include "scanner/sources/files/file_source.hpp"

#include <algorithm>
#include <utility>

#include "scanner/base/files/input_file.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/formats/dump/sniff.hpp"
#include "scanner/formats/text/text_file.hpp"
#include "scanner/sources/files/dump_source.hpp"
#include "scanner/sources/files/mydumper_folder.hpp"
#include "scanner/sources/files/tabular_source.hpp"
#include "scanner/sources/sqlite_source.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kBeginning = 4096;

struct Beginning {
    std::string text;  // unpacked
    bool packed = false;
};

// Empty for what is no file or cannot be read: who opens it will say why. Throws SourceError where a packed one is
// damaged.
Beginning beginning_of(const std::string& path) {
    std::string bytes(kBeginning, '\0');
    try {
        bytes.resize(InputFile(path).read(bytes.data(), bytes.size(), 0));
    } catch (const SourceError&) {
        return {};
    }
    if (!is_packed(bytes)) return {.text = std::move(bytes)};
    return {.text = TextFile(path).beginning(kBeginning), .packed = true};
}

void refuse_other_json(std::string_view beginning, const std::string& path) {
    beginning = stripped(beginning);
    const bool array = beginning.starts_with('[');  // as is the first section of a configuration file
    const std::string_view within = stripped(beginning.substr(std::min<std::size_t>(beginning.size(), 1)));
    if (!(array && within.starts_with('{')) && !(beginning.starts_with('{') && within.starts_with('"'))) return;
    throw SourceError(
        "the file is JSON, but its objects are no rows of Glance's table 'images': they have not the keys "
        "'id' and 'deleted'",
        path, "export the table with all its columns; what the API lists has no deleted images");
}

}  // namespace

std::unique_ptr<Source> open_file(const std::string& path, const OpenOptions& options) {
    const auto [beginning, packed] = beginning_of(path);
    refuse_packed(beginning, path);
    if (looks_like_dump(beginning)) return open_dump(path);
    if (looks_like_table(beginning) || is_table_folder(path)) return open_tables(path);
    if (MydumperFolder::is_one(path)) return open_dump_folder(path);
    refuse_other_json(beginning, path);
    if (packed) {
        throw SourceError("the packed file holds neither a dump nor a table", path,
                          "unpack it, if it is a SQLite database or a snapshot");
    }
    return open_sqlite(path, options.jobs);
}

std::vector<std::filesystem::path> files_of_folder(const std::string& path) try {
    return is_table_folder(path) ? table_files(path) : MydumperFolder(path).files();
} catch (const SourceError&) {
    return {};
}

}  // namespace glance_audit::sources

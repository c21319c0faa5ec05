#include "scanner/sources/files/file_source.hpp"

#include <sys/stat.h>

#include <fstream>

#include "scanner/formats/dump/sniff.hpp"
#include "scanner/formats/text/text_file.hpp"
#include "scanner/sources/files/dump_source.hpp"
#include "scanner/sources/files/tabular_source.hpp"
#include "scanner/sources/sqlite_source.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::size_t kBeginning = 4096;

bool is_regular(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// Of the text in it, where it is packed. Empty for what is no file or cannot be read: who opens it will say why. Throws
// SourceError where a packed one is damaged.
std::string beginning_of(const std::string& path) {
    if (!is_regular(path)) return {};
    std::ifstream file(path, std::ios::binary);
    std::string beginning(kBeginning, '\0');
    file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    beginning.resize(static_cast<std::size_t>(file.gcount()));
    return is_packed(beginning) ? TextFile(path).beginning(kBeginning) : beginning;
}

}  // namespace

std::unique_ptr<Source> open_file(const std::string& path, const OpenOptions& options) {
    const std::string beginning = beginning_of(path);
    refuse_packed(beginning, path);
    if (looks_like_dump(beginning)) return open_dump(path);
    if (looks_like_table(beginning) || is_table_folder(path)) return open_tables(path);
    if (is_regular(path) && TextFile(path).packed()) {
        throw SourceError("the packed file holds neither a dump nor a table", path,
                          "unpack it, if it is a SQLite database or a snapshot");
    }
    return open_sqlite(path, options.jobs);
}

}  // namespace glance_audit::sources

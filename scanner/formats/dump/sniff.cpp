#include "scanner/formats/dump/sniff.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "scanner/base/error.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kBeginning = std::size_t{64} << 10U;

bool contains(std::string_view text, std::string_view piece) { return text.find(piece) != std::string_view::npos; }

// The dialect whose sign comes first: what stands in the rows comes later. Without a header the manner of writing
// tells.
Dialect dialect_of(std::string_view beginning) {
    struct Sign {
        std::string_view text;
        Dialect dialect;
    };
    constexpr std::array<Sign, 11> kSigns{{{"-- MySQL dump", Dialect::mariadb},
                                           {"-- MariaDB dump", Dialect::mariadb},
                                           {"/*M!", Dialect::mariadb},
                                           {"/*!", Dialect::mariadb},
                                           {"`", Dialect::mariadb},
                                           {"-- PostgreSQL database", Dialect::postgresql},
                                           {" PostgreSQL ", Dialect::postgresql},  // -- Adminer 4.8.1 PostgreSQL 15.5
                                           {"pg_catalog", Dialect::postgresql},
                                           {" FROM stdin;", Dialect::postgresql},
                                           {"PRAGMA foreign_keys", Dialect::sqlite},
                                           {"BEGIN TRANSACTION;", Dialect::sqlite}}};
    const auto first = std::min_element(kSigns.begin(), kSigns.end(), [&](const Sign& one, const Sign& other) {
        return beginning.find(one.text) < beginning.find(other.text);
    });
    return contains(beginning, first->text) ? first->dialect : Dialect::mariadb;
}

// What a dumper of a backup job with `2>&1` warns of stands above the dump. Its errors are no warnings: they stay, and
// make the dump incomplete.
std::size_t skip_warnings(std::string_view beginning) {
    constexpr std::array<std::string_view, 6> kPrograms{
        "mysqldump: ", "mariadb-dump: ", "pg_dump: ", "pg_dumpall: ", "Warning: ", "WARNING: "};
    constexpr std::array<std::string_view, 3> kManners{"arning", "detail:", "hint:"};
    std::size_t at = beginning.substr(0, kByteOrderMark.size()) == kByteOrderMark ? kByteOrderMark.size() : 0;
    for (;;) {
        const std::size_t newline = beginning.find('\n', at);
        if (newline == std::string_view::npos) return at;
        const std::string_view line = beginning.substr(at, newline - at);
        const auto begins = [&](std::string_view program) { return line.starts_with(program); };
        const auto has = [&](std::string_view manner) { return contains(line, manner); };
        if (std::none_of(kPrograms.begin(), kPrograms.end(), begins)) return at;
        if (!begins("W") && std::none_of(kManners.begin(), kManners.end(), has)) return at;
        at = newline + 1;
    }
}

struct Packing {
    std::string_view magic;
    std::size_t offset;
    std::string_view what;
    std::string_view hint;
};

// Neither borders nor line feeds are escaped in them: whoever names an image could draw rows of their own.
constexpr std::string_view kDrawn = "a table drawn for people by mysql, in which an image's name can forge rows";
constexpr std::string_view kBatch =
    "write it for programs: mysql --batch -e 'SELECT * FROM images' glance > images.tsv";
constexpr std::string_view kListing = "a listing of `openstack image list`, which shows no deleted image";
constexpr std::string_view kListed =
    "export the table itself: mysql --batch -e 'SELECT * FROM images' glance > images.tsv";
constexpr std::string_view kRestore = "make it plain: pg_restore --file=dump.sql THE_FILE";
constexpr std::string_view kEncoding = "convert it: iconv --from-code=UTF-16 --to-code=UTF-8 THE_FILE > dump.sql";
constexpr std::array<Packing, 10> kPackings{{
    {"PK\x03\x04", 0, "packed with zip", "unpack it first: unzip THE_FILE"},
    {"PGDMP", 0, "a PostgreSQL dump in custom format, not plain text", kRestore},
    {"ustar", 257, "a tar archive, not a plain dump",
     "make it plain: pg_restore --file=dump.sql THE_FILE, or unpack it"},
    {"\xff\xfe", 0, "text in UTF-16, not in UTF-8", kEncoding},
    {"\xfe\xff", 0, "text in UTF-16, not in UTF-8", kEncoding},
    {"<?xml", 0, "XML, not a plain dump", "dump again without --xml"},
    {"+--", 0, kDrawn, kBatch},
    {"***", 0, kDrawn, kBatch},
    {"\"ID\",\"Name\"", 0, kListing, kListed},
    {"ID,Name", 0, kListing, kListed},
}};

// "--------+------": the line that psql draws below the names of the columns.
bool drawn_by_psql(std::string_view beginning) {
    const std::size_t newline = beginning.find('\n');
    if (newline == std::string_view::npos) return false;
    const std::string_view line = beginning.substr(newline + 1, beginning.find('\n', newline + 1) - newline - 1);
    return contains(line, "-+-") && line.find_first_not_of("-+\r") == std::string_view::npos;
}

}  // namespace

void refuse_packed(std::string_view beginning, const std::string& where) {
    for (const Packing& packing : kPackings) {
        if (beginning.substr(std::min(packing.offset, beginning.size()), packing.magic.size()) != packing.magic)
            continue;
        throw SourceError("the file is " + std::string(packing.what), where, std::string(packing.hint));
    }
    if (!drawn_by_psql(beginning)) return;
    throw SourceError("the file is a table drawn for people by psql, in which an image's name can forge rows", where,
                      "write it for programs: psql --csv -c 'SELECT * FROM images' glance > images.csv");
}

bool looks_like_dump(std::string_view beginning) {
    beginning.remove_prefix(skip_warnings(beginning));
    while (!beginning.empty() && is_space(beginning[0])) beginning.remove_prefix(1);
    for (const std::string_view opening : {"-- ", "--\n", "--\r\n", "/*", "\\restrict ", "\\connect "}) {
        if (beginning.substr(0, opening.size()) == opening) return true;
    }
    const auto* end = std::find_if_not(beginning.begin(), beginning.end(), is_word);
    const std::string_view word = beginning.substr(0, static_cast<std::size_t>(end - beginning.begin()));
    constexpr std::array<std::string_view, 12> kFirstWords{"SET",    "CREATE", "DROP", "INSERT", "REPLACE", "COPY",
                                                           "PRAGMA", "BEGIN",  "USE",  "LOCK",   "START",   "ALTER"};
    return end != beginning.end() && is_space(*end) &&
           std::any_of(kFirstWords.begin(), kFirstWords.end(),
                       [&](std::string_view keyword) { return is_keyword(word, keyword); });
}

DumpStart sniff_dump(const ReadableText& file) {
    const std::string beginning = file.beginning(kBeginning);
    DumpStart start;
    start.offset = skip_warnings(beginning);
    start.lexis.dialect = dialect_of(beginning);
    start.lexis.backslashes = start.lexis.dialect == Dialect::mariadb;
    start.lexis.ansi_quotes = contains(beginning, "CREATE TABLE \"") || contains(beginning, "INSERT INTO \"");
    return start;
}

}  // namespace glance_audit::sources

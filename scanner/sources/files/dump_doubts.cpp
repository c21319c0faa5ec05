#include "scanner/sources/files/dump_doubts.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/ascii.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kAgain = "dump the database again, and keep what else is to be run in a file of its own";
constexpr std::string_view kFailed = "the dumper failed; mend what it complains of and dump the database again";

// Of what a dumper says of itself, where its messages were written into the dump (2>&1).
constexpr auto kMessages = std::to_array<std::string_view>(
    {"mysqldump: ", "mariadb-dump: ", "mysqlpump: ", "mydumper", "pg_dump: ", "pg_dumpall: ", "Error: ", "ERROR"});

// In their second byte may stand a backslash or a quote that is none.
constexpr auto kUnsafeCharsets =
    std::to_array<std::string_view>({"NAMESBIG5", "NAMESCP932", "NAMESGB18030", "NAMESGBK", "NAMESSJIS", "NAMES'BIG5",
                                     "NAMES'GBK", "NAMES'SJIS", "CLIENT_ENCODING='BIG5", "CLIENT_ENCODING='GB",
                                     "CLIENT_ENCODING='JOHAB", "CLIENT_ENCODING='S", "CLIENT_ENCODING='UHC"});

bool has(std::string_view text, std::string_view piece) { return text.find(piece) != std::string_view::npos; }

bool is_message(std::string_view text) {
    return std::any_of(kMessages.begin(), kMessages.end(), [&](auto program) { return text.starts_with(program); });
}

// A comment in capitals.
bool holds_rows(std::string_view comment) {
    constexpr auto kBeginnings = std::to_array<std::string_view>(
        {"INSERT INTO ", "INSERT IGNORE ", "INSERT LOW_PRIORITY ", "INSERT DELAYED ", "REPLACE INTO ", " FROM STDIN"});
    const bool row = comment.starts_with("-- (") && has(comment, "',");
    return row || std::any_of(kBeginnings.begin(), kBeginnings.end(), [&](auto words) { return has(comment, words); });
}

}  // namespace

void DoubtCollector::add(std::string_view table, const std::string& what, std::string_view text, std::uint64_t offset,
                         std::string_view hint) {
    if (doubts_.contains(table)) return;
    std::string shown = what;
    if (!text.empty()) {
        shown += ": '";
        append_visible(shown, text);
        shown += "'";
    }
    doubts_.emplace(std::string(table), SourceError(shown, file_.place(offset), std::string(hint)));
}

void DoubtCollector::note(const Statement& statement, std::uint64_t offset) {
    const std::string_view text = statement.text;
    const auto doubt = [&](const char* what, std::string_view hint) { add("", what, text, offset, hint); };
    if (statement.kind == Statement::Kind::unknown) {
        if (text.starts_with("ROLLBACK")) {
            doubt("the dump takes back all that it holds", "sqlite3 could not read the whole database: check its disk");
        } else if (is_message(text)) {
            doubt("a message of the dumper stands in the dump", kFailed);
        } else {
            doubt("this is no statement that dumpers write", kAgain);
        }
    }
    if (statement.kind == Statement::Kind::comment) {
        if (holds_rows(text::to_upper(text))) doubt("rows stand in a comment", kAgain);
        if (text.starts_with("/*") && has(text, " ERROR")) doubt("sqlite3 failed in the middle of the dump", kFailed);
    }
    if (statement.kind != Statement::Kind::set) return;
    if (text == "ROW_SECURITY=ON") {
        doubt("rows may be missing that row level security hides", "dump again without --enable-row-security");
    }
    if (std::any_of(kUnsafeCharsets.begin(), kUnsafeCharsets.end(),
                    [&](auto charset) { return has(text::to_upper(text), charset); })) {
        doubt("the dump is in a character set that is not read", "dump again in UTF-8");
    }
}

}  // namespace glance_audit::sources

// What a dump says of where it begins and ends.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "scanner/formats/dump/statements.hpp"

namespace glance_audit::sources {

// Sources: the output of mariadb-dump 10.11, mysqldump 8, mysqlpump, pg_dump 15, sqlite3 3.40; phpMyAdmin's
// ExportSql.php, Adminer's dump.inc.php, HeidiSQL's tabletools.pas.
class EndMarks {
public:
    void note(const Statement& statement);

    // It began with something that has an end.
    bool begun() const { return begun_ > 0 || transactions_ > 0 || saved_any_; }
    // Every beginning has its end. Where there is neither, every setting that was saved was put back (phpMyAdmin,
    // HeidiSQL); else every transaction ended (sqlite3, phpMyAdmin).
    bool whole() const;

private:
    void note_comment(std::string_view text);
    void note_settings(std::string_view text);

    int begun_ = 0;
    int ended_ = 0;
    int transactions_ = 0;
    int commits_ = 0;
    bool adminer_ = false;
    bool saved_any_ = false;
    std::set<std::string, std::less<>> saved_;
};

}  // namespace glance_audit::sources

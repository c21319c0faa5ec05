// What is where in a dump: found in one pass over the whole file, so that later passes read only what they need.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scanner/formats/dump/statements.hpp"
#include "scanner/sources/files/dump_doubts.hpp"
#include "scanner/sources/files/image_ids.hpp"

namespace glance_audit::sources {

// A part of the file in which rows of one table stand, and statements that say nothing of tables.
struct DumpPart {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    Lexis lexis;
};

struct DumpTable {
    std::vector<std::string> columns;  // of CREATE TABLE, else of the first rows; empty where the dump names none
    std::vector<DumpPart> parts;
    bool created = false;    // its columns are those of CREATE TABLE
    bool announced = false;  // a comment says that its rows follow, be there any or none
    bool followed = false;   // something of another table stands behind its rows: they are all there
};

// The tables of one database or schema.
struct DumpDatabase {
    std::string name;  // "glance", "glance.public"; empty where the dump names none
    std::map<std::string, DumpTable> tables;
    ImageIds image_ids;
    std::vector<ImageIds> earlier_ids;  // of rows that were taken back: the table was dropped, or made again
    std::vector<std::string> alembic_revisions;
    std::optional<int> migrate_version;
};

struct DumpIndex {
    Dialect dialect = Dialect::mariadb;
    std::string server_version;
    std::list<DumpDatabase> databases;
    std::optional<SourceError> broken;  // how the dump ends, where that is not its end
    DumpDoubts doubts;                  // some rows may be missing
    std::string condition;              // of --where: some rows are not in the dump
    // How many rows tables have, where the dump says so.
    std::map<std::string, std::uint64_t, std::less<>> counted_rows;
    bool announces_rows = false;  // of some table: then of each whose rows were dumped
    bool has_header = false;      // it began with words that have an end mark
    bool marked_whole = false;    // by its own end mark, or by having put back all it changed
};

// Throws SourceError where the beginning of the file cannot be read; what breaks later is no error here.
DumpIndex index_dump(const ReadableText& file);

// Throws SourceError where the dump says that it has some rows alone. where: for the message.
void refuse_condition(const DumpIndex& index, const std::string& where);

}  // namespace glance_audit::sources

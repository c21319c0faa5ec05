// What in a dump leaves it unknown whether all rows are there: statements that no dumper writes, changes of rows that
// stand elsewhere, and what the dump itself says of how it was made.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "scanner/base/error.hpp"
#include "scanner/formats/dump/statements.hpp"
#include "scanner/formats/text/readable_text.hpp"

namespace glance_audit::sources {

// By table: the first of each. Empty: whose rows they are is not known.
using DumpDoubts = std::map<std::string, SourceError, std::less<>>;

class DoubtCollector {
public:
    explicit DoubtCollector(const ReadableText& file) : file_(file) {}

    // Looks at a comment, a setting, an unknown statement; of any other kind it says nothing.
    void note(const Statement& statement, std::uint64_t offset);
    // `text`: what stands at `offset`; empty: it is not shown.
    void add(std::string_view table, const std::string& what, std::string_view text, std::uint64_t offset,
             std::string_view hint);
    DumpDoubts take() { return std::move(doubts_); }

private:
    const ReadableText& file_;
    DumpDoubts doubts_;
};

}  // namespace glance_audit::sources

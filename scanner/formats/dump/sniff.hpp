// What kind of text a file is, told by its first bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "scanner/formats/dump/lexis.hpp"
#include "scanner/formats/text/readable_text.hpp"

namespace glance_audit::sources {

// Where a dump begins (behind a byte order mark and the dumper's warnings) and how it is spelled.
struct DumpStart {
    std::uint64_t offset = 0;
    Lexis lexis;
};

// True if a file that begins so is a dump: SQL, from its first comment or statement on.
bool looks_like_dump(std::string_view beginning);

DumpStart sniff_dump(const ReadableText& file);

// Throws SourceError for what holds a database but cannot be read as it is: packed dumps, pg_dump's own formats,
// UTF-16, XML. `where`: for the message.
void refuse_packed(std::string_view beginning, const std::string& where);

}  // namespace glance_audit::sources

// Escapes of strings, each written where it was: the text never becomes longer than its spelling.
#pragma once

#include <string_view>

namespace glance_audit::sources {

// MariaDB's: \0 \b \n \r \t \Z; \% and \_ stay as they are; '' is one quote. Returns the end of what was written.
char* unescape_mariadb(std::string_view raw, char quote, char* to);
// PostgreSQL's E'…': \b \f \n \r \t \ooo \xhh \uXXXX \UXXXXXXXX; '' is one quote.
char* unescape_postgres(std::string_view raw, char* to);
// Without backslashes: '' is one quote.
char* unescape_quotes(std::string_view raw, char quote, char* to);
// PostgreSQL's COPY: \b \f \n \r \t \v \ooo \xhh.
char* unescape_copy(std::string_view raw, char* to);
// SQLite's unistr(): \uXXXX \UXXXXXXXX \XXXX \+XXXXXX \\.
char* unescape_unistr(std::string_view raw, char* to);

// UTF-8, at most four bytes; U+FFFD for what is no code point.
char* append_code_point(char32_t code_point, char* to);

}  // namespace glance_audit::sources

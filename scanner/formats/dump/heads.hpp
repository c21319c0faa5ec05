// The heads of the statements of a dump: what each is, and which table and columns it names.
#pragma once

#include "scanner/formats/dump/statements.hpp"
#include "scanner/formats/dump/tokens.hpp"

namespace glance_audit::sources {

// Reads the head that begins at `tokens` and says what it is. A head that is starved (see Tokens) means nothing.
// `tokens` stands then on the rows, or somewhere in the statement, which may be behind its semicolon.
Statement parse_head(Tokens& tokens);

}  // namespace glance_audit::sources

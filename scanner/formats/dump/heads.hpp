// The statements of a dump: what each is, and which tables and columns it names.
#pragma once

#include "scanner/formats/dump/statements.hpp"
#include "scanner/formats/dump/tokens.hpp"

namespace glance_audit::sources {

// Reads the statement that begins at `tokens`, to behind its semicolon; where it is rows, to the first of them. Means
// nothing where `tokens` is starved.
Statement parse_statement(Tokens& tokens);

// Reads the beginning of a statement behind mysql's DELIMITER, of triggers and routines; starved or not.
Statement parse_routine(Tokens& tokens);

}  // namespace glance_audit::sources

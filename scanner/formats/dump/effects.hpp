// What a statement that holds no rows does to rows that stand elsewhere in the dump.
#pragma once

#include <string>
#include <vector>

#include "scanner/formats/dump/tokens.hpp"

namespace glance_audit::sources {

enum class Effect {
    none,     // what dumpers write beside the rows: it changes none
    changes,  // rows of one of the tables that it names, perhaps
    unknown   // no dumper writes this
};

// The words of a statement, without the semicolon behind it.
class Outline {
public:
    // Reads a statement to behind its semicolon; `first` is its first token, read already. A function or a trigger
    // ends where its body does. Means nothing where `tokens` is starved.
    Outline(Token first, Tokens& tokens);

    // Of a statement of which nothing is known but its words.
    Effect effect(Dialect dialect) const;
    // True if it holds words that begin the rows of another statement: the semicolon between the two is missing.
    bool holds_rows() const { return holds_rows_; }
    // Every name and word in it; what has capitals in small letters too, for most databases take them for the same.
    std::vector<std::string> names() const;

private:
    Effect effect_of_alter() const;
    bool makes_table() const;

    std::vector<Token> tokens_;
    bool holds_rows_ = false;
    bool too_long_ = false;
};

// Of a statement among triggers and routines, behind mysql's DELIMITER, whose beginning this is.
Effect effect_of_routine(const std::vector<Token>& beginning);

}  // namespace glance_audit::sources

// ast.literal_eval of the kind of a check, and the str() of what it gives.
//
// oslo.policy compares the match with str(literal) where the kind is a literal ("'Member':%(role)s"), looks the kind up
// in the credentials where literal_eval raises ValueError (an expression, but no literal: "user_id", "user.id",
// "os-x"), and does not catch SyntaxError ("1abc", "a..b", ""): such a check raises each time it is reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace glance_audit::policy {

struct PythonLiteral {
    enum class Outcome : std::uint8_t { literal, no_literal, raises };

    Outcome outcome = Outcome::raises;
    std::string str;  // of a literal
};

// `text` must not hold a colon. The order within sets of more than one element is that of the text: Python's depends on
// hashes.
PythonLiteral evaluate_python_literal(std::string_view text);

}  // namespace glance_audit::policy

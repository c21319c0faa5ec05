// The grammar of one Python expression that holds no colon (what stands before the first colon of a check has none, so
// there is no lambda, no slice, no dict entry but '**x', no assignment). Inside of python_literal only.
//
// Source: the full grammar specification of the Python 3.11 reference, start symbol `eval`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glance_audit::policy {

// What literal_eval needs to know of an expression; all else is `other`.
struct PythonNode {
    enum class Kind : std::uint8_t {
        none,
        boolean,
        ellipsis,
        integer,
        floating,
        imaginary,
        string,
        bytes,  // text: the value
        tuple,
        list,
        set,
        empty_dict,
        empty_set_call,
        plus,
        minus,  // one operand, or two
        name,
        attribute,
        subscript,
        starred,
        other
    };

    Kind kind = Kind::other;
    std::string text;
    bool printable = true;
    std::vector<std::size_t> children;  // indexes into PythonExpression::nodes
};

struct PythonExpression {
    enum class Outcome : std::uint8_t { parsed, syntax_error, too_deep };

    Outcome outcome = Outcome::syntax_error;
    std::vector<PythonNode> nodes;
    std::size_t root = 0;
};

PythonExpression parse_python_expression(std::string_view text);

}  // namespace glance_audit::policy

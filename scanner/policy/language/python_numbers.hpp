// Number literals of Python. Inside of tokenize_python only.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/policy/language/python_tokens.hpp"

namespace glance_audit::policy {

struct PythonNumber {
    PythonToken token;
    std::size_t size = 0;  // bytes of the literal
};

// The number at the start of `text`, which begins with a digit, or with a dot and a digit. Nothing where Python raises
// SyntaxError: 012, 1_, 0xg, 1abc (but 1if and the like are a number and a keyword).
std::optional<PythonNumber> read_python_number(std::string_view text);

}  // namespace glance_audit::policy

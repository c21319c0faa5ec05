// The tokens of one Python expression. Inside of python_literal only.
//
// Source: the lexical analysis chapter of the Python 3.11 reference, and what 3.11 does where that is silent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glance_audit::policy {

struct PythonToken {
    enum class Kind : std::uint8_t {
        name,
        keyword,
        integer,
        floating,
        imaginary,
        string,
        bytes,
        fstring,
        op,
        newline,
        end
    };

    Kind kind = Kind::end;
    std::string text;       // a name, keyword or operator; a number in decimal; a string's value; an f-string's source
    bool raw = false;       // of an f-string
    bool printable = true;  // false for an int of more digits than Python would print
};

// Nothing where Python raises SyntaxError. The text is UTF-8 without NUL.
std::optional<std::vector<PythonToken>> tokenize_python(std::string_view text);

// The value of what stands between the quotes of a str or bytes literal; nothing for a bad escape.
std::optional<std::string> unescape_python(std::string_view source, bool is_bytes);

}  // namespace glance_audit::policy

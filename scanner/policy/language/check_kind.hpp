// The kind of a check: what stands before its first colon, other than "role", "rule", "http" and "https".
//
// oslo.policy takes it for Python: ast.literal_eval() of the kind is either a value, whose str() is compared with the
// match ("'public':%(visibility)s"), or raises ValueError, and then the kind is looked up in the credentials
// ("user_id", "token.project.id"), or raises something else: HTTP 500. Read here is what operators write; every other
// kind is unusual, and nobody can tell from here what such a check comes to.
// Source: oslo.policy 4.0.0, _checks.py (GenericCheck), seen by running it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glance_audit::policy {

// No token has so many levels, and Python's parser gives up on thousands.
inline constexpr std::size_t kMaxKindNames = 200;

struct CheckKind {
    enum class Meaning : std::uint8_t {
        literal,  // None, True, False, a number in decimal, a text in plain quotes
        lookup,   // ASCII names with dots between them, no more than kMaxKindNames
        unusual
    };

    Meaning meaning = Meaning::unusual;
    std::string literal;            // the str() of a literal
    std::vector<std::string> path;  // of a lookup: its names
};

// `text` holds no colon.
CheckKind read_check_kind(std::string_view text);

}  // namespace glance_audit::policy

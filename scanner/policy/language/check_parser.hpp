// From a check string, or the older list of lists, to a tree.
//
// Source: oslo.policy 4.0.0, _parser.py, seen by running it. It splits at white space, strips parentheses off the ends
// of a token, and reduces the row of tokens greedily from its end; what does not reduce to one is "deny", not an error.
// So there are no syntax errors here: only nesting beyond what Python's recursion takes, and types that no rule can
// have.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/yaml.hpp"
#include "scanner/policy/language/check_tree.hpp"

namespace glance_audit::policy {

// Python's recursion limit of 1000, as it shows in oslo.policy when a rule is loaded.
inline constexpr std::uint32_t kMaxLoadingDepth = 989;
inline constexpr std::uint32_t kMaxReductions = 983;

// The nesting is deeper than Python would load.
class NestedTooDeep : public std::runtime_error {
public:
    NestedTooDeep() : std::runtime_error("nested deeper than Python's recursion limit allows") {}
};

// Throws NestedTooDeep.
CheckTree parse_check_string(std::string_view text);

// The value of a rule in a policy file: a check string, a list of lists, or null. Throws UsageError, with the place,
// for what oslo.policy raises TypeError on: a number, a bool (other than 0 and false, which allow), a date.
CheckTree parse_rule(const text::SourceText& source, const text::YamlNode& value);

}  // namespace glance_audit::policy

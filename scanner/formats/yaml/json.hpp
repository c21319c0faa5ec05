// JSON as Python's json.loads reads it, into the same nodes as YAML, with the place of every node.
//
// oslo.policy before 5.0 tries JSON first and YAML only where that fails; the two differ: tabs between tokens are fine
// in JSON alone, 1e5 is a number there and text in YAML, "\ud83d\ude00" is one character there and two in YAML. Python
// takes NaN, Infinity and -Infinity, refuses control characters in strings and a byte order mark, and lets the last of
// equal keys win. Not taken, though Python does: numbers beyond what a double holds, and a surrogate alone ("\ud800").
// Sources: Python 3.11's json module, seen by running it; oslo.policy 4.0 parse_file_contents.
#pragma once

#include <optional>

#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::text {

// Deeper lists and maps raise RecursionError in Python at about 990 levels.
inline constexpr int kMaxJsonDepth = 900;

// Nothing where the text is not JSON; never throws for what it reads. Strings are marked as quoted (plain is false).
std::optional<YamlNode> parse_json(const SourceText& source);

// As oslo.policy reads a policy file: JSON where it is JSON, else YAML. Throws UsageError as parse_yaml does, and for
// JSON with a number that is too large: as YAML it would be text.
YamlNode parse_json_or_yaml(const SourceText& source);

}  // namespace glance_audit::text

// `match` and `when`: from YAML to a Condition, checked against the facts of a subject.
#pragma once

#include "scanner/engine/condition.hpp"
#include "scanner/engine/mistakes.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::engine {

// Notes each mistake, with its place; if there are any, the condition means nothing.
Condition parse_match(const text::SourceText& source, const text::YamlNode& node, SubjectKind subject,
                      Mistakes& mistakes);

// The operators a test may use, for help and documentation.
struct OperatorInfo {
    std::string_view name;
    std::string_view example;
    std::string_view meaning;
};
std::span<const OperatorInfo> operators();

}  // namespace glance_audit::engine

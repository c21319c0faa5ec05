// A rule: which facts are a risk, how bad it is, and what to do. Made from one YAML file (rule_loader.hpp).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/engine/condition.hpp"
#include "scanner/model/severity.hpp"
#include "scanner/model/template.hpp"

namespace glance_audit::engine {

enum class Cure : std::uint8_t { none, pin, reserve, restore };
inline constexpr std::array<std::string_view, 4> kCureNames{"none", "pin", "reserve", "restore"};
constexpr std::string_view to_string(Cure cure) { return kCureNames[static_cast<std::size_t>(cure)]; }

struct SeverityCase {
    Condition when;
    Severity severity = Severity::info;
    Template say;  // appended to the message where this case applies; may be empty
};

struct Rule {
    std::string id;
    std::string title;
    SubjectKind subject = SubjectKind::image;
    std::vector<SeverityCase> cases;     // the first that holds decides
    Severity severity = Severity::info;  // where none does
    Condition match;
    Template message;
    std::string why;
    std::string remedy;
    Cure cure = Cure::none;
    std::vector<std::string> references;
    FactSet shown;  // the facts a finding carries: tested, said, or asked for by `show`

    std::string origin;  // "built in", or the file it came from
    std::string text;    // the file's text, for `rules show`

    // The facts that must be there to evaluate the rule and to write its findings.
    FactSet facts() const;
};

}  // namespace glance_audit::engine

#include "scanner/policy/language/role_names.hpp"

#include "scanner/base/ascii.hpp"

namespace glance_audit::policy {

namespace {

// The Kelvin sign: the only character beyond ASCII whose lower case is ASCII.
constexpr std::string_view kKelvinSign = "\xE2\x84\xAA";

}  // namespace

std::string role_in_lower_case(std::string_view role) {
    std::string lowered = text::to_lower(role);
    for (std::size_t at = 0; (at = lowered.find(kKelvinSign, at)) != std::string::npos; ++at) {
        lowered.replace(at, kKelvinSign.size(), "k");
    }
    return lowered;
}

SameRole same_role(std::string_view role, std::string_view lowered) {
    if (text::is_ascii(role)) return text::equal_ignoring_case(role, lowered) ? SameRole::yes : SameRole::no;
    const std::string own = role_in_lower_case(role);
    if (own == lowered) return SameRole::yes;
    return text::is_ascii(own) || text::is_ascii(lowered) ? SameRole::no : SameRole::unknown;
}

}  // namespace glance_audit::policy

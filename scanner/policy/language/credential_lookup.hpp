// Looking a dotted kind up in the credentials.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scanner/policy/language/value.hpp"

namespace glance_audit::policy {

enum class LookUp : std::uint8_t {
    match,
    no_match,
    raises,
    unknown  // it ends at a value whose str() is not known
};

// Descends along `path`; of a list any element may match. A missing key is no match; going into what is no map (a text,
// null) raises. "system" stands for "system_scope" where that is set, as the enforcer arranges it.
LookUp look_up(const Value& credentials, std::span<const std::string> path, std::string_view match);

}  // namespace glance_audit::policy

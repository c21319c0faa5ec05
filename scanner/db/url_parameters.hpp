// What the parameters of database URLs have in common. Inside of the URL readers only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/db/database_url.hpp"

namespace glance_audit::sources {

bool is_one_of(std::string_view word, std::span<const std::string_view> words);

// Throws UsageError where the URL's driver is none of `drivers`; no driver at all is fine.
void require_driver(const DatabaseUrl& url, std::span<const std::string_view> drivers);

// "postgresql+psycopg2://host": names the URL in errors without anything secret.
std::string url_name(const DatabaseUrl& url);

// A UsageError for a parameter that is none of `known`.
[[noreturn]] void refuse_parameter(const DatabaseUrl& url, std::string_view name,
                                   std::span<const std::string_view> known);

// A UsageError for a parameter whose value has no meaning. The value is not shown.
[[noreturn]] void refuse_value(const DatabaseUrl& url, std::string_view name, const std::string& hint);

// The words that SQLAlchemy's asbool takes; throws UsageError for others.
bool parameter_switch(const DatabaseUrl& url, const std::pair<std::string, std::string>& parameter);

// The value of a parameter that may come only once; throws UsageError where it comes twice with different values.
std::optional<std::string> single_parameter(const DatabaseUrl& url, std::string_view name);

}  // namespace glance_audit::sources

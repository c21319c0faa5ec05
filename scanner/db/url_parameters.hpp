// What the parameters of database URLs have in common. Inside of the URL readers only.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/db/database_url.hpp"

namespace glance_audit::sources {

// "a b c" as {"a", "b", "c"}; the words are views into `list`.
std::vector<std::string_view> words_of(std::string_view list);

bool is_one_of(std::string_view word, std::span<const std::string_view> words);

// Throws UsageError where the URL's driver is none of `drivers`; no driver at all is fine.
void require_driver(const DatabaseUrl& url, std::span<const std::string_view> drivers);

struct KnownParameters {
    std::vector<std::string_view> single;    // may come twice only with the same value
    std::vector<std::string_view> repeated;  // each of several values has a meaning
    std::vector<std::string_view> ignored;   // a Python client's own affair
};

// The URL's parameters that mean something, in order: not the ignored ones. Throws UsageError for an unknown name, and
// where a single one comes with two values.
std::vector<std::pair<std::string, std::string>> known_parameters(const DatabaseUrl& url, const KnownParameters& known);

// A UsageError for a parameter whose value has no meaning. The value is not shown.
[[noreturn]] void refuse_value(const DatabaseUrl& url, std::string_view name, const std::string& hint);

// The words that SQLAlchemy's asbool takes; throws UsageError for others.
bool parameter_switch(const DatabaseUrl& url, std::string_view name, std::string_view value);

}  // namespace glance_audit::sources

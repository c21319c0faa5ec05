#include "scanner/db/url_parameters.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"

namespace glance_audit::sources {
namespace {

std::string in_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

}  // namespace

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string url_name(const DatabaseUrl& url) {
    return url.dialect + (url.driver.empty() ? "" : "+" + url.driver) + "://" + url.host.value_or("");
}

void require_driver(const DatabaseUrl& url, std::span<const std::string_view> drivers) {
    if (url.driver.empty() || is_one_of(url.driver, drivers)) return;
    const std::string what = "the driver '" + url.driver + "' is none of " + url.dialect + "'s";
    if (url.driver == "pyodbc") {
        throw UsageError(what + " that are known here", url_name(url),
                         "an ODBC data source cannot be read; name the server: " + url.dialect + "://user@host/glance");
    }
    throw UsageError(what, url_name(url),
                     text::suggestion(url.driver, drivers) + "; or leave it out: " + url.dialect + "://…");
}

void refuse_parameter(const DatabaseUrl& url, std::string_view name, std::span<const std::string_view> known) {
    throw UsageError("the URL has an unknown parameter '" + std::string(name) + "'", url_name(url),
                     text::suggestion(name, known));
}

void refuse_value(const DatabaseUrl& url, std::string_view name, const std::string& hint) {
    throw UsageError("the parameter '" + std::string(name) + "' has a value without a meaning", url_name(url), hint);
}

bool parameter_switch(const DatabaseUrl& url, const std::pair<std::string, std::string>& parameter) {
    static constexpr std::array<std::string_view, 6> kTrue{"true", "yes", "on", "y", "t", "1"};
    static constexpr std::array<std::string_view, 6> kFalse{"false", "no", "off", "n", "f", "0"};
    const std::string word = in_lower(parameter.second);
    if (is_one_of(word, kTrue)) return true;
    if (!is_one_of(word, kFalse)) refuse_value(url, parameter.first, "write true or false");
    return false;
}

std::optional<std::string> single_parameter(const DatabaseUrl& url, std::string_view name) {
    std::optional<std::string> found;
    for (const auto& [key, value] : url.query) {
        if (key != name) continue;
        if (found && *found != value) {
            throw UsageError("the parameter '" + std::string(name) + "' is given twice", url_name(url), "give it once");
        }
        found = value;
    }
    return found;
}

}  // namespace glance_audit::sources

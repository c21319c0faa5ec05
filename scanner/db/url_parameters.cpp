#include "scanner/db/url_parameters.hpp"

#include <algorithm>

#include "scanner/base/ascii.hpp"
#include "scanner/base/error.hpp"
#include "scanner/base/nearest.hpp"

namespace glance_audit::sources {
namespace {

// "postgresql+psycopg2://host": names the URL in errors without anything secret.
std::string url_name(const DatabaseUrl& url) {
    return url.dialect + (url.driver.empty() ? "" : "+" + url.driver) + "://" + url.host.value_or("");
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view list) {
    std::vector<std::string_view> words;
    while (!list.empty()) {
        words.push_back(list.substr(0, list.find(' ')));
        list.remove_prefix(std::min(words.back().size() + 1, list.size()));
    }
    return words;
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

void require_driver(const DatabaseUrl& url, std::span<const std::string_view> drivers) {
    if (url.driver.empty() || is_one_of(url.driver, drivers)) return;
    const std::string what = "the driver '" + url.driver + "' is not known for " + url.dialect;
    if (url.driver == "pyodbc") {
        throw UsageError(what, url_name(url),
                         "an ODBC data source cannot be read; name the server: " + url.dialect + "://user@host/glance");
    }
    throw UsageError(what, url_name(url),
                     text::suggestion(url.driver, drivers) + "; or leave it out: " + url.dialect + "://…");
}

std::vector<std::pair<std::string, std::string>> known_parameters(const DatabaseUrl& url,
                                                                  const KnownParameters& known) {
    std::vector<std::string_view> names = known.single;
    names.insert(names.end(), known.repeated.begin(), known.repeated.end());
    names.insert(names.end(), known.ignored.begin(), known.ignored.end());
    std::vector<std::pair<std::string, std::string>> parameters;
    for (const auto& [name, value] : url.query) {
        if (!is_one_of(name, names)) {
            throw UsageError("the URL has an unknown parameter '" + name + "'", url_name(url),
                             text::suggestion(name, names));
        }
        if (is_one_of(name, known.ignored)) continue;
        const auto same =
            std::find_if(parameters.begin(), parameters.end(),
                         [&, &wanted = name](const auto& parameter) { return parameter.first == wanted; });
        if (same != parameters.end() && same->second != value && !is_one_of(name, known.repeated)) {
            throw UsageError("the parameter '" + name + "' is given twice", url_name(url), "give it once");
        }
        parameters.emplace_back(name, value);
    }
    return parameters;
}

void refuse_value(const DatabaseUrl& url, std::string_view name, const std::string& hint) {
    throw UsageError("the parameter '" + std::string(name) + "' has a value that means nothing", url_name(url), hint);
}

bool parameter_switch(const DatabaseUrl& url, std::string_view name, std::string_view value) {
    const std::string word = text::to_lower(value);
    if (is_one_of(word, words_of("true yes on y t 1"))) return true;
    if (!is_one_of(word, words_of("false no off n f 0"))) refuse_value(url, name, "write true or false");
    return false;
}

}  // namespace glance_audit::sources

// Fuzzes the reader of glance-api.conf, its options, and the parser of database URLs. An input is a file; behind "%%%%"
// lines may stand a second one, which is read after the first, and a value that the environment gives to every option.
//
// A word that stands for a password must not come out of any error.
#include <array>
#include <utility>
#include <variant>

#include "scanner/config/glance_options.hpp"
#include "scanner/config/oslo_config.hpp"
#include "scanner/db/database_url.hpp"
#include "scanner/model/release.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;
using fuzz::require;

namespace {

constexpr std::string_view kSecret = "hunter2hunter2";
constexpr std::array<std::string_view, 2> kReleases{"", "Victoria"};

bool shows_secret(const UsageError& error) {
    for (const std::string_view text : {std::string_view(error.what()), std::string_view(error.where()),
                                        std::string_view(error.hint()), std::string_view(error.excerpt())}) {
        if (text.find(kSecret) != std::string_view::npos) return true;
    }
    return false;
}

// Whether the word is the URL's password, or in it, and stands nowhere else: between the first ':' of what follows the
// driver and the next '@'.
bool is_password(std::string_view url) {
    const std::size_t secret = url.find(kSecret);
    const std::size_t mark = url.find("://");
    if (secret == std::string_view::npos || mark == std::string_view::npos || secret != url.rfind(kSecret))
        return false;
    const std::size_t colon = url.find_first_of(":/", mark + 3);
    if (colon == std::string_view::npos || url[colon] != ':' || colon >= secret) return false;
    const std::size_t at = url.find('@', colon);
    return at != std::string_view::npos && at > secret;
}

template <typename Check>
void expect_usage_error(bool secret, Check check) {
    try {
        check();
    } catch (const UsageError& error) {
        fuzz::check_error(error);
        require(!secret || !shows_secret(error), "no error shows a secret");
    }
}

void check_url(std::string_view url) {
    const bool secret = is_password(url);
    const std::string shown = without_password(url);
    require(!secret || shown.find(kSecret) == std::string::npos, "a URL is shown without its password");
    expect_usage_error(secret, [&] {
        const DatabaseUrl parts = parse_database_url(url);
        require(!parts.port || (*parts.port >= 0 && *parts.port <= 65535), "a port is one");
        require(!secret || parts.password.value_or("").find(kSecret) != std::string::npos, "the password is one");
        expect_usage_error(secret, [&] { postgres_parameters(parts); });
        expect_usage_error(secret, [&] { mariadb_parameters(parts); });
    });
}

void check_option(const GlanceOptions& options, const OptionInfo& option) {
    expect_usage_error(option.secret, [&] {
        const OptionValue value = options.get(option.group, option.name);
        require(value.is_default() || !value.place->file.empty(), "a value has a place");
        const auto* text = std::get_if<std::string>(&value.content);
        if (text != nullptr && option.name == "connection") check_url(*text);
    });
}

void check_files(const std::vector<std::string>& parts) {
    std::vector<text::SourceText> files;
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 2); ++i) {
        files.emplace_back("glance-api" + std::to_string(i) + ".conf", parts[i]);
    }
    const OsloConfig config = OsloConfig::of_texts(files, [&](const std::string& name) -> std::optional<std::string> {
        const bool is_option = parts.size() == 3 && name.starts_with("OS_");
        return is_option ? std::optional(parts[2]) : std::nullopt;
    });
    for (const std::string_view release : kReleases) {
        const GlanceOptions options(config, release);
        for (const OptionInfo& option : glance_options()) check_option(options, option);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<std::string> parts = fuzz::parts_of(fuzz::text_of(data, size), 3);
    // A line of the file may be a secret, whatever it looks like: none is ever shown.
    expect_usage_error(true, [&] { check_files(parts); });
    return 0;
}

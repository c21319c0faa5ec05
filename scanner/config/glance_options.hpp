// The options of glance-api.conf that matter to an audit, as data, and their values in a configuration.
//
// Sources: glance/common/config.py, glance/async_, glance/api/policy.py and oslo_db/options.py of the releases, seen by
// reading and running Glance 25 (Zed); domain facts of older ones from their own files.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scanner/config/option_value.hpp"
#include "scanner/config/oslo_config.hpp"

namespace glance_audit::sources {

struct OptionInfo {
    struct Default {
        std::string_view since{};                // a release of kReleaseNames; empty: from the first on
        std::optional<std::string_view> text{};  // as it would stand in a file; nothing: None
    };

    std::string_view group{};  // "DEFAULT", or in lower case
    std::string_view name{};
    OptionType type = OptionType::text;
    std::array<Default, 3> defaults{};       // by release, oldest first; an entry without a text after the first ends
    std::array<OptionName, 3> deprecated{};  // former names, in order; an empty one ends them
    std::string_view since{};                // the first and the last release that has the option; empty: open
    std::string_view until{};
    bool secret = false;  // the value is not for anybody's eyes
};

// Every option known, sorted by group and name.
std::span<const OptionInfo> glance_options();

// Nullptr where there is no such option in the table.
const OptionInfo* find_option(std::string_view group, std::string_view name);

// True if the release, as kReleaseNames spells it, has the option.
bool has_option(std::string_view release, const OptionInfo& option);

// What the option is in that release where nothing sets it.
OptionContent default_of(const OptionInfo& option, std::string_view release);

struct OptionValue {
    OptionContent content;
    std::optional<ConfigPlace> place;  // nothing: the default
    bool is_default() const { return !place.has_value(); }
};

class GlanceOptions {
public:
    // `release` as kReleaseNames spells it, for the defaults; empty: the newest.
    GlanceOptions(const OsloConfig& config, std::string_view release) : config_(config), release_(release) {}

    // The value of an option of the table, with $substitution. Throws UsageError with file and line, but without the
    // value, where it is none of the option's type, refers to what is not known, or is a template's that was not
    // rendered, and where references have no end.
    OptionValue get(std::string_view group, std::string_view name) const;

private:
    const OsloConfig& config_;
    std::string release_;
};

}  // namespace glance_audit::sources

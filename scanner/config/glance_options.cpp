#include "scanner/config/glance_options.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/config/option_template.hpp"
#include "scanner/model/release.hpp"

namespace glance_audit::sources {
namespace {

using Type = OptionType;

constexpr std::array<OptionInfo, 29> kOptions{{
    {"DEFAULT",
     "admin_role",
     Type::text,
     {{{"", "admin"}, {"Ussuri", "__NOT_A_ROLE_07697c71e6174332989d3d5f2a7d2e7c_NOT_A_ROLE__"}}},
     {},
     "",
     "Victoria"},
    {"DEFAULT", "allow_anonymous_access", Type::boolean, {{{"", "false"}}}},
    {"DEFAULT", "delayed_delete", Type::boolean, {{{"", "false"}}}},
    {"DEFAULT", "enable_v1_api", Type::boolean, {{{"", "true"}}}, {}, "", "Queens"},
    {"DEFAULT",
     "enabled_import_methods",
     Type::text_list,
     {{{"", "[glance-direct]"},
       {"Rocky", "[glance-direct, web-download]"},
       {"Ussuri", "[glance-direct, web-download, copy-image]"}}},
     {},
     "Queens"},
    {"DEFAULT", "enforce_secure_rbac", Type::boolean, {{{"", "false"}}}, {}, "Wallaby", "Zed"},
    {"DEFAULT", "hashing_algorithm", Type::text, {{{"", "sha512"}}}, {}, "Rocky"},
    {"DEFAULT", "image_member_quota", Type::integer, {{{"", "128"}}}},
    {"DEFAULT", "metadata_encryption_key", Type::text, {}, {}, "", "", true},
    {"DEFAULT", "property_protection_file", Type::text},
    {"DEFAULT", "scrub_time", Type::count, {{{"", "0"}}}},
    {"DEFAULT", "show_image_direct_url", Type::boolean, {{{"", "false"}}}},
    {"DEFAULT", "show_multiple_locations", Type::boolean, {{{"", "false"}}}},
    {"DEFAULT", "use_keystone_limits", Type::boolean, {{{"", "false"}}}, {}, "Xena"},
    {"database",
     "connection",
     Type::text,
     {},
     {{{"DEFAULT", "sql_connection"}, {"database", "sql_connection"}, {"sql", "connection"}}},
     "",
     "",
     true},
    {"database", "connection_parameters", Type::text, {{{"", ""}}}, {}, "", "", true},
    {"image_import_opts", "image_import_plugins", Type::text_list, {{{"", "[]"}}}, {}, "Queens"},
    {"import_filtering_opts", "allowed_hosts", Type::host_list, {{{"", "[]"}}}, {}, "Queens"},
    {"import_filtering_opts", "allowed_ports", Type::port_list, {{{"", "[80, 443]"}}}, {}, "Queens"},
    {"import_filtering_opts", "allowed_schemes", Type::text_list, {{{"", "[http, https]"}}}, {}, "Queens"},
    {"import_filtering_opts", "disallowed_hosts", Type::host_list, {{{"", "[]"}}}, {}, "Queens"},
    {"import_filtering_opts", "disallowed_ports", Type::port_list, {{{"", "[]"}}}, {}, "Queens"},
    {"import_filtering_opts", "disallowed_schemes", Type::text_list, {{{"", "[]"}}}, {}, "Queens"},
    {"oslo_policy", "enforce_new_defaults", Type::boolean, {{{"", "false"}, {"2023.1", "true"}}}},
    {"oslo_policy", "enforce_scope", Type::boolean, {{{"", "false"}, {"2023.1", "true"}}}},
    {"oslo_policy", "policy_default_rule", Type::text, {{{"", "default"}}}, {{{"DEFAULT", "policy_default_rule"}}}},
    {"oslo_policy", "policy_dirs", Type::texts, {{{"", "policy.d"}}}, {{{"DEFAULT", "policy_dirs"}}}},
    {"oslo_policy",
     "policy_file",
     Type::text,
     {{{"", "policy.json"}, {"Wallaby", "policy.yaml"}}},
     {{{"DEFAULT", "policy_file"}}}},
    {"paste_deploy", "flavor", Type::text},
}};

std::optional<std::string_view> default_text(const OptionInfo& option, std::string_view release) {
    std::optional<std::string_view> text;
    for (const OptionInfo::Default& value : option.defaults) {
        if (value.text && (value.since.empty() || is_release_between(release, value.since, {}))) text = value.text;
    }
    return text;
}

std::string shown_name(const OptionInfo& option) {
    return "[" + std::string(option.group) + "] " + std::string(option.name);
}

std::vector<OptionName> all_names(const OptionInfo& option) {
    std::vector<OptionName> names{{option.group, option.name}};
    for (const OptionName& name : option.deprecated) {
        if (!name.name.empty()) names.push_back(name);
    }
    return names;
}

// The value of one option, and of those that it refers to.
class OptionReader {
public:
    OptionReader(const OsloConfig& config, std::string_view release) : config_(config), release_(release) {}

    OptionValue read(const OptionInfo& option) {
        secret_ = secret_ || option.secret;
        if (option.type == Type::texts) return read_texts(option);
        if (auto found = config_.value(all_names(option))) {
            return {content(option, substituted(*found, option.group), found->place), found->place};
        }
        return {default_of(option, release_), std::nullopt};
    }

private:
    static constexpr std::size_t kDeepest = 50;
    static constexpr std::size_t kMostReferences = 10'000;
    static constexpr std::size_t kMostText = 1U << 20U;

    OptionValue read_texts(const OptionInfo& option) {
        const std::vector<ConfigText> found = config_.values(all_names(option));
        if (found.empty()) return {default_of(option, release_), std::nullopt};
        std::vector<std::string> texts;
        for (const ConfigText& text : found) texts.push_back(substituted(text, option.group));
        // From the environment oslo.config takes every character for a value of its own.
        if (found.front().place.line == 0) texts = characters(texts.front());
        return {std::move(texts), found.back().place};
    }

    static std::vector<std::string> characters(std::string_view text) {
        std::vector<std::string> out;
        while (!text.empty()) {
            const std::size_t length = std::max<std::size_t>(utf8_length(text), 1);
            out.emplace_back(text.substr(0, length));
            text.remove_prefix(length);
        }
        return out;
    }

    static OptionContent content(const OptionInfo& option, const std::string& text, const ConfigPlace& place) {
        if (text::is_template(text)) {
            throw UsageError(shown_name(option) + " is still to be filled in", shown(place),
                             std::string(text::kTemplateHint));
        }
        try {
            return option_content(option.type, text);
        } catch (const std::invalid_argument& reason) {
            const std::string_view words = reason.what();
            const std::size_t colon = words.find(": ");
            throw UsageError(shown_name(option) + " " + std::string(words.substr(0, colon)), shown(place),
                             std::string(words.substr(colon + 2)));
        }
    }

    static std::string shown(const ConfigPlace& place) {
        return place.line > 0 ? place.file + ":" + std::to_string(place.line) : place.file;
    }

    std::string substituted(const ConfigText& text, std::string_view group) {
        if (++depth_ > kDeepest) {
            throw UsageError("an option refers to itself", shown(text.place),
                             "write its value instead of a $reference");
        }
        std::string out = substitute(text.text, [&](std::string_view key) { return referred(key, group, text.place); });
        --depth_;
        size_ += out.size();
        if (++count_ > kMostReferences || size_ > kMostText) {
            throw UsageError("the value becomes too long when its references are replaced", shown(text.place),
                             "write the value instead of $references");
        }
        return out;
    }

    static bool is_group(std::string_view name) {
        return std::any_of(kOptions.begin(), kOptions.end(),
                           [&](const OptionInfo& option) { return option.group == name; });
    }

    static bool is_known_elsewhere(std::string_view name) {
        return std::any_of(kOptions.begin(), kOptions.end(),
                           [&](const OptionInfo& option) { return option.name == name; });
    }

    // "$name" is looked for in the option's own group, then in DEFAULT; "${group.name}" there alone, and DEFAULT is no
    // group in this. Options that are not in the table are taken as texts from the files: Glance has many more.
    std::string referred(std::string_view key, std::string_view group, const ConfigPlace& place) {
        const std::size_t dot = key.find('.');
        const std::string_view name = dot == std::string_view::npos ? key : key.substr(dot + 1);
        std::vector<std::string_view> groups{group, "DEFAULT"};
        if (dot != std::string_view::npos) groups = {key.substr(0, dot)};
        if (!is_group(key) && (dot == std::string_view::npos || groups[0] != "DEFAULT")) {
            for (const std::string_view at : groups) {
                if (const OptionInfo* option = find_option(at, name)) return python_text(read(*option).content);
            }
            if (is_known_elsewhere(name)) groups.clear();
            for (const std::string_view at : groups) {
                const std::array<OptionName, 1> names{{{at, name}}};
                if (auto found = config_.value_in_files(names)) return substituted(*found, at);
            }
        }
        refuse_reference(key, dot, place);
    }

    // A password may have a dollar sign in it: what follows the sign is not shown then.
    [[noreturn]] void refuse_reference(std::string_view key, std::size_t dot, const ConfigPlace& place) const {
        if (secret_) {
            throw UsageError("a dollar sign refers to an unknown option", shown(place), "write $$ for a dollar sign");
        }
        throw UsageError("$" + std::string(key) + " refers to an option that is not known", shown(place),
                         dot == std::string_view::npos
                             ? "write its value, or $$ for a dollar sign"
                             : "write ${" + std::string(key.substr(0, dot)) + "} where a dot follows the name");
    }

    const OsloConfig& config_;
    std::string_view release_;
    bool secret_ = false;  // an option that is read, or was on the way, holds what nobody may see
    std::size_t depth_ = 0;
    std::size_t size_ = 0;
    std::size_t count_ = 0;
};

}  // namespace

std::span<const OptionInfo> glance_options() { return kOptions; }

const OptionInfo* find_option(std::string_view group, std::string_view name) {
    const auto found = std::find_if(kOptions.begin(), kOptions.end(), [&](const OptionInfo& option) {
        return option.group == group && option.name == name;
    });
    return found == kOptions.end() ? nullptr : &*found;
}

bool has_option(std::string_view release, const OptionInfo& option) {
    return is_release_between(release, option.since, option.until);
}

OptionContent default_of(const OptionInfo& option, std::string_view release) {
    const auto text = default_text(option, release);
    if (!text) return std::monostate();
    if (option.type == Type::texts) return std::vector{std::string(*text)};
    return option_content(option.type, *text);
}

OptionValue GlanceOptions::get(std::string_view group, std::string_view name) const {
    const OptionInfo* option = find_option(group, name);
    if (option == nullptr) throw std::logic_error("no such option in the table: " + std::string(name));
    const std::string_view release = release_.empty() ? kNewestRelease.name : std::string_view(release_);
    return OptionReader(config_, release).read(*option);
}

}  // namespace glance_audit::sources

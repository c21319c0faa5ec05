#include <filesystem>
#include <fstream>
#include <set>

#include "scanner/base/error.hpp"
#include "scanner/config/glance_options.hpp"
#include "scanner/model/release.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;

namespace {

std::optional<std::string> no_environment(const std::string&) { return std::nullopt; }

// One file with `content`, for the length of a test.
class ConfigurationFile {
public:
    explicit ConfigurationFile(const std::string& content)
        : path_(std::filesystem::temp_directory_path() / ("glance-options-" + std::to_string(std::rand()) + ".conf")) {
        std::ofstream(path_, std::ios::binary) << content;
    }
    ~ConfigurationFile() { std::filesystem::remove(path_); }
    ConfigurationFile(const ConfigurationFile&) = delete;
    ConfigurationFile& operator=(const ConfigurationFile&) = delete;

    OsloConfig read() const {
        const std::array<ConfigInput, 1> inputs{{{path_, false}}};
        return OsloConfig(inputs, no_environment);
    }

private:
    std::filesystem::path path_;
};

std::string text_of(const OptionValue& value) { return std::get<std::string>(value.content); }

}  // namespace

TEST_CASE("a value has its place, and a default has none") {
    const OsloConfig config = ConfigurationFile("[oslo_policy]\n\npolicy_file : a\n  b\n").read();
    const OptionValue value = GlanceOptions(config, "").get("oslo_policy", "policy_file");
    CHECK(text_of(value) == "a\nb");
    REQUIRE(value.place);
    CHECK(value.place->line == 3);
    CHECK(GlanceOptions(config, "").get("paste_deploy", "flavor").is_default());
}

TEST_CASE("defaults follow the release") {
    const OsloConfig config = ConfigurationFile("").read();
    CHECK(text_of(GlanceOptions(config, "Victoria").get("oslo_policy", "policy_file")) == "policy.json");
    CHECK(text_of(GlanceOptions(config, "Wallaby").get("oslo_policy", "policy_file")) == "policy.yaml");
    CHECK(std::get<bool>(GlanceOptions(config, "Zed").get("oslo_policy", "enforce_scope").content) == false);
    CHECK(std::get<bool>(GlanceOptions(config, "2023.1").get("oslo_policy", "enforce_scope").content) == true);
    CHECK(std::get<std::vector<std::string>>(
              GlanceOptions(config, "Rocky").get("DEFAULT", "enabled_import_methods").content) ==
          std::vector<std::string>{"glance-direct", "web-download"});
}

TEST_CASE("the table of options holds together") {
    std::set<std::string_view> releases{""};
    for (const std::string_view release : kReleaseNames) releases.insert(release);
    const OsloConfig config = ConfigurationFile("").read();
    std::set<std::pair<std::string_view, std::string_view>> names;
    for (const OptionInfo& option : glance_options()) {
        CHECK(names.emplace(option.group, option.name).second);
        CHECK(releases.contains(option.since));
        CHECK(releases.contains(option.until));
        for (const OptionInfo::Default& value : option.defaults) CHECK(releases.contains(value.since));
        CHECK(GlanceOptions(config, "").get(option.group, option.name).is_default());
    }
    CHECK(
        std::is_sorted(glance_options().begin(), glance_options().end(), [](const OptionInfo& a, const OptionInfo& b) {
            return std::pair(a.group, a.name) < std::pair(b.group, b.name);
        }));
}

TEST_CASE("references come to an end") {
    const OsloConfig self = ConfigurationFile("[database]\nconnection = $connection\n").read();
    CHECK_THROWS_AS(GlanceOptions(self, "").get("database", "connection"), UsageError);
    const std::string seed = GENERATE(std::string("0123456789"), std::string());
    std::string bomb = "[DEFAULT]\na0 = " + seed + "\n";
    for (int i = 1; i < 45; ++i) {
        const std::string before = "${a" + std::to_string(i - 1) + "}";
        bomb += "a" + std::to_string(i) + " = " + before + before + "\n";
    }
    const OsloConfig config = ConfigurationFile(bomb + "[database]\nconnection = $a44\n").read();
    CHECK_THROWS_AS(GlanceOptions(config, "").get("database", "connection"), UsageError);
}

TEST_CASE("every start of a file is read or refused") {
    const std::string content =
        "[database]\r\nconnection = 'a$b\\$${x}'\n \xE2\x80\xA8 more\n\n[oslo_policy]\npolicy_dirs=\"\n#\n=\n";
    for (std::size_t length = 0; length <= content.size(); ++length) {
        try {
            const OsloConfig config = ConfigurationFile(content.substr(0, length)).read();
            GlanceOptions(config, "").get("oslo_policy", "policy_dirs");
            GlanceOptions(config, "").get("database", "connection");
        } catch (const UsageError& error) {
            CHECK_FALSE(std::string(error.what()).empty());
        }
    }
}

TEST_CASE("a password with a dollar sign is not shown as a reference") {
    const std::string reference =
        GENERATE(std::string("p$hunter2"), std::string("${hunter2.x}"), std::string("$hidden"));
    const OsloConfig config = ConfigurationFile("[database]\nconnection = mysql://glance:" + reference +
                                                "@db/glance\nhidden = $hunter2\n[paste_deploy]\nflavor = $hunter2\n")
                                  .read();
    try {
        GlanceOptions(config, "").get("database", "connection");
        FAIL("the reference is known");
    } catch (const UsageError& error) {
        CHECK((std::string(error.what()) + error.where() + error.hint()).find("hunter2") == std::string::npos);
        CHECK(error.where().find(".conf:") != std::string::npos);
    }
    CHECK_THROWS_WITH(GlanceOptions(config, "").get("paste_deploy", "flavor"),
                      "$hunter2 refers to an option that is not known");
}

TEST_CASE("files that have been read already are a configuration like any other") {
    const std::array<text::SourceText, 2> texts{
        {{"a.conf", "[DEFAULT]\nscrub_time = 1\nadmin_role = a\n"}, {"b.conf", "[DEFAULT]\n\nscrub_time = 2\n"}}};
    const OsloConfig config = OsloConfig::of_texts(texts, no_environment);
    const OptionValue value = GlanceOptions(config, "").get("DEFAULT", "scrub_time");
    CHECK(std::get<std::int64_t>(value.content) == 2);
    REQUIRE(value.place);
    CHECK(value.place->file == "b.conf");
    CHECK(value.place->line == 3);
    CHECK(text_of(GlanceOptions(config, "Zed").get("DEFAULT", "admin_role")) == "a");
    CHECK_FALSE(config.find_file("no such file of Glance"));
}

TEST_CASE("a release has an option from its first release to its last") {
    const OptionInfo& v1 = *find_option("DEFAULT", "enable_v1_api");
    CHECK(has_option("Kilo", v1));
    CHECK(has_option("Queens", v1));
    CHECK_FALSE(has_option("Rocky", v1));
    const OptionInfo& limits = *find_option("DEFAULT", "use_keystone_limits");
    CHECK_FALSE(has_option("Wallaby", limits));
    CHECK(has_option("Xena", limits));
    CHECK(has_option("2026.1", limits));
}

TEST_CASE("a default can be asked for without a configuration") {
    CHECK(python_text(default_of(*find_option("DEFAULT", "enable_v1_api"), "Kilo")) == "True");
    CHECK(python_text(default_of(*find_option("oslo_policy", "policy_dirs"), "Zed")) == "['policy.d']");
    CHECK(python_text(default_of(*find_option("DEFAULT", "property_protection_file"), "Zed")).empty());
}

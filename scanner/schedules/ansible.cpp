#include "scanner/schedules/ansible.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "scanner/base/utf8.hpp"
#include "scanner/schedules/words.hpp"

namespace glance_audit::sources {
namespace {

using text::YamlNode;
using text::YamlType;

using Settings = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 5> kCronFields{"minute", "hour", "day", "month", "weekday"};

// "cron" of "cron" and "ansible.builtin.cron".
std::string_view module_name(std::string_view key) {
    constexpr std::string_view kBuiltin = "ansible.builtin.";
    return key.starts_with(kBuiltin) ? key.substr(kBuiltin.size()) : key;
}

// The size of the first word of `text`: quotes and {{ … }} may hold blanks.
std::size_t first_word(std::string_view text) {
    char quote = '\0';
    int braces = 0;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quote == '\0' && braces == 0 && (c == ' ' || c == '\t' || c == '\n')) break;
        if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = '\0';
        }
        if (c == '{') ++braces;
        if (c == '}' && braces > 0) --braces;
    }
    return at;
}

// `name="a b" minute=0`
Settings settings_of_line(std::string_view text) {
    Settings settings;
    for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(1, text.size()))) {
        const std::string_view word = text.substr(0, first_word(text));
        text.remove_prefix(word.size());
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos) continue;
        settings.emplace(word.substr(0, equals), without_quotes(word.substr(equals + 1)));
    }
    return settings;
}

Settings settings_of(const YamlNode& module) {
    if (!module.is(YamlType::map)) return settings_of_line(module.text);
    Settings settings;
    for (const auto& [key, value] : module.entries) settings.emplace(key.text, value.text);
    return settings;
}

bool is_yes(std::string_view word) {
    constexpr std::array<std::string_view, 6> kYes{"yes", "true", "True", "on", "1", "y"};
    return is_one_of(word, kYes);
}

class AnsibleReader {
public:
    AnsibleReader(const YamlDocument& document, FoundPurges& found) : document_(document), found_(found) {}

    void read_tasks(const YamlNode& node) {
        for (const YamlNode& item : node.items) read_tasks(item);
        for (const auto& [key, value] : node.entries) {
            const std::string_view module = module_name(key.text);
            if (module == "cron" && (value.is(YamlType::map) || value.is(YamlType::string))) {
                read_cron(value);
            } else if (module == "shell" || module == "command" || module == "raw") {
                read_command(value);
            } else {
                read_tasks(value);
            }
        }
    }

private:
    void read_cron(const YamlNode& cron) {
        const Settings settings = settings_of(cron);
        const auto setting = [&](std::string_view name) {
            const auto found = settings.find(name);
            return found != settings.end() ? found->second : std::string();
        };
        std::string when = setting("special_time").empty() ? "" : "@" + setting("special_time");
        for (const std::string_view field : kCronFields) {
            if (when.starts_with('@')) break;
            when += (when.empty() ? "" : " ") + (setting(field).empty() ? std::string("*") : setting(field));
        }
        const YamlNode* job = cron.find("job");
        if (job == nullptr) job = &cron;
        const bool runs = setting("state") != "absent" && !is_yes(setting("disabled"));
        add(find_purges(setting("job"), ShellVariables(), document_.line_of(*job)), *job,
            {ScheduleKind::ansible, "cron task " + shortened(setting("name")) + ", ", shortened(when), document_.file,
             setting("user"), runs});
    }

    // `shell: TEXT`, `shell: {cmd: TEXT}`, `command: {argv: [WORD…]}`.
    void read_command(const YamlNode& module) {
        const Schedule task{ScheduleKind::ansible, "a task, ", "when the playbook runs", document_.file};
        const YamlNode* const words = find_in(&module, {"argv"});
        const YamlNode* const command = module.is(YamlType::map) ? module.find("cmd") : &module;
        if (words != nullptr) {
            std::vector<ShellWord> called;
            for (const YamlNode& word : words->items) called.push_back({word.text, true, document_.line_of(word)});
            found_.add(find_purges(called, ShellVariables()), task);
        } else if (command != nullptr) {
            add(find_purges(command->text, ShellVariables(), document_.line_of(*command)), *command, task);
        }
    }

    void add(std::vector<PurgeCommand> purges, const YamlNode& text, const Schedule& schedule) {
        document_.place(text, purges);
        found_.add(std::move(purges), schedule);
    }

    const YamlDocument& document_;
    FoundPurges& found_;
};

}  // namespace

void find_ansible_purges(const YamlDocument& document, FoundPurges& found) {
    if (document.root.is(YamlType::list)) AnsibleReader(document, found).read_tasks(document.root);
}

}  // namespace glance_audit::sources

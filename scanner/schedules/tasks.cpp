#include "scanner/schedules/tasks.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {
namespace {

using text::YamlNode;
using text::YamlType;

constexpr std::array<std::string_view, 5> kCronFields{"minute", "hour", "day", "month", "weekday"};

// "cron" of "cron" and "ansible.builtin.cron".
std::string_view module_name(std::string_view key) {
    constexpr std::string_view kBuiltin = "ansible.builtin.";
    return key.starts_with(kBuiltin) ? key.substr(kBuiltin.size()) : key;
}

// Finds purges of one document and adds them.
class TaskReader {
public:
    TaskReader(const YamlDocument& document, ScheduleKind kind, FoundPurges& found)
        : document_(document), kind_(kind), found_(found) {}

    void read_tasks(const YamlNode& node) {
        for (const YamlNode& item : node.items) read_tasks(item);
        for (const auto& [key, value] : node.entries) {
            const std::string_view module = module_name(key.text);
            if (module == "cron" && value.is(YamlType::map)) {
                read_cron(value);
            } else if (module == "shell" || module == "command" || module == "raw") {
                const YamlNode* command = value.is(YamlType::map) ? value.find("cmd") : &value;
                if (command != nullptr) add(*command, "a task", "when the playbook runs", ShellVariables(), true);
            } else {
                read_tasks(value);
            }
        }
    }

    void read_services(const YamlNode& services) {
        for (const auto& [name, service] : services.entries) {
            const std::string about = "service " + shortened(name.text);
            const ShellVariables variables = environment(service);
            for (const std::string_view key : {"entrypoint", "command"}) {
                if (const YamlNode* command = find_in(&service, {key}); command != nullptr) {
                    add_command(*command, about, variables);
                }
            }
            read_labels(service, about);
        }
    }

private:
    void read_cron(const YamlNode& cron) {
        const YamlNode* job = cron.find("job");
        if (job == nullptr) return;
        std::string when;
        if (const YamlNode* special = cron.find("special_time"); special != nullptr) {
            when = "@" + special->text;
        } else {
            for (const std::string_view field : kCronFields) {
                const YamlNode* value = cron.find(field);
                when += (when.empty() ? "" : " ") + (value != nullptr ? value->text : std::string("*"));
            }
        }
        const bool is_run = text_of(cron.find("state")) != "absent" && !is_true(cron.find("disabled"));
        add(*job, "cron task " + shortened(text_of(cron.find("name"))), shortened(when), ShellVariables(), is_run,
            text_of(cron.find("user")));
    }

    // KEY: value, or a list of KEY=value.
    static std::map<std::string, const YamlNode*> settings_of(const YamlNode* node,
                                                              std::map<std::string, std::string>& values) {
        std::map<std::string, const YamlNode*> places;
        if (node == nullptr) return places;
        for (const auto& [key, value] : node->entries) {
            values[key.text] = value.text;
            places[key.text] = &value;
        }
        for (const YamlNode& item : node->items) {
            const std::size_t equals = std::min(item.text.find('='), item.text.size());
            const std::string key = item.text.substr(0, equals);
            values[key] = item.text.substr(std::min(equals + 1, item.text.size()));
            places[key] = &item;
        }
        return places;
    }

    static ShellVariables environment(const YamlNode& service) {
        std::map<std::string, std::string> values;
        settings_of(find_in(&service, {"environment"}), values);
        ShellVariables variables;
        for (const auto& [key, value] : values) variables.set(key, value);
        return variables;
    }

    // "ofelia.job-exec.NAME.schedule" and ".command".
    void read_labels(const YamlNode& service, const std::string& about) {
        std::map<std::string, std::string> values;
        const auto places = settings_of(find_in(&service, {"labels"}), values);
        constexpr std::string_view kCommand = ".command";
        for (const auto& [key, place] : places) {
            if (!key.starts_with("ofelia.job-") || !key.ends_with(kCommand)) continue;
            const std::string job = key.substr(0, key.size() - kCommand.size());
            const auto when = values.find(job + ".schedule");
            add_text(values[key], document_.line_of(*place), about,
                     when != values.end() ? shortened(when->second) : "unknown", ShellVariables(), true, {});
        }
    }

    void add_command(const YamlNode& command, const std::string& about, const ShellVariables& variables) {
        if (!command.is(YamlType::list)) return add(command, about, "always running", variables, true);
        std::vector<ShellWord> words;
        for (const YamlNode& item : command.items) {
            words.push_back({as_run(item.text), true, document_.line_of(item), false});
        }
        add(find_purges(words, variables), about, "always running", true, {});
    }

    // Compose keeps `$$` for the program's own `$`.
    std::string as_run(const std::string& text) const {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            out += text[i];
            if (kind_ == ScheduleKind::compose && text[i] == '$' && text.substr(i + 1, 1) == "$") ++i;
        }
        return out;
    }

    void add(const YamlNode& command, const std::string& about, const std::string& when,
             const ShellVariables& variables, bool runs, const std::string& user = {}) {
        add_text(command.text, document_.line_of(command), about, when, variables, runs, user);
    }

    void add_text(const std::string& command, int line, const std::string& about, const std::string& when,
                  const ShellVariables& variables, bool runs, const std::string& user) {
        add(find_purges(as_run(command), variables, line), about, when, runs, user);
    }

    void add(std::vector<PurgeCommand> purges, const std::string& about, const std::string& when, bool runs,
             const std::string& user) {
        found_.add(std::move(purges), {kind_, about + ", ", when, document_.file, user, runs});
    }

    const YamlDocument& document_;
    ScheduleKind kind_;
    FoundPurges& found_;
};

}  // namespace

void find_ansible_purges(const YamlDocument& document, FoundPurges& found) {
    if (document.root.is(YamlType::list)) TaskReader(document, ScheduleKind::ansible, found).read_tasks(document.root);
}

void find_compose_purges(const YamlDocument& document, FoundPurges& found) {
    const YamlNode* services = find_in(&document.root, {"services"});
    if (services != nullptr) TaskReader(document, ScheduleKind::compose, found).read_services(*services);
}

}  // namespace glance_audit::sources

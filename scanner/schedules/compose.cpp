#include "scanner/schedules/compose.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "scanner/base/utf8.hpp"
#include "scanner/schedules/words.hpp"

namespace glance_audit::sources {
namespace {

using text::YamlNode;
using text::YamlType;

// KEY: value, or a list of KEY=value; each with the node that says so.
struct Label {
    std::string value;
    const YamlNode* place = nullptr;
};
using Labels = std::map<std::string, Label, std::less<>>;

void read_labels(const YamlNode* node, Labels& labels) {
    if (node == nullptr) return;
    for (const auto& [key, value] : node->entries) labels.insert_or_assign(key.text, Label{value.text, &value});
    for (const YamlNode& item : node->items) {
        const std::size_t equals = std::min(item.text.find('='), item.text.size());
        const std::size_t behind = std::min(equals + 1, item.text.size());
        labels.insert_or_assign(item.text.substr(0, equals), Label{item.text.substr(behind), &item});
    }
}

// Compose keeps `$$` for the program's own `$`.
std::string as_run(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '$' && text.substr(i + 1, 1) == "$") ++i;
    }
    return out;
}

class ComposeReader {
public:
    ComposeReader(const YamlDocument& document, FoundPurges& found) : document_(document), found_(found) {}

    void read_service(const std::string& name, const YamlNode& service) {
        Labels labels;
        read_labels(find_in(&service, {"labels"}), labels);
        read_labels(find_in(&service, {"deploy", "labels"}), labels);
        Schedule schedule{ScheduleKind::compose, "service " + shortened(name) + ", ", "always running", document_.file};
        if (const auto clock = labels.find("swarm.cronjob.schedule"); clock != labels.end()) {
            schedule.when = shortened(clock->second.value);
        } else {
            schedule.runs = text_of(find_in(&service, {"deploy", "replicas"})) != "0";
        }
        for (const std::string_view key : {"entrypoint", "command"}) {
            const YamlNode* const command = find_in(&service, {key});
            if (command != nullptr) read_command(*command, environment(service), schedule);
        }
        read_ofelia(labels, schedule);
    }

private:
    static ShellVariables environment(const YamlNode& service) {
        Labels labels;
        read_labels(find_in(&service, {"environment"}), labels);
        ShellVariables variables;
        if (find_in(&service, {"env_file"}) != nullptr) variables.forget();
        for (const auto& [name, label] : labels) variables.set(name, label.value);
        return variables;
    }

    void read_command(const YamlNode& command, const ShellVariables& variables, const Schedule& schedule) {
        if (!command.is(YamlType::list)) return read_text(as_run(command.text), command, variables, schedule);
        std::vector<ShellWord> words;
        for (const YamlNode& item : command.items) words.push_back({as_run(item.text), true, document_.line_of(item)});
        std::vector<PurgeCommand> purges = find_purges(words, variables);
        for (const YamlNode& item : command.items) document_.place(item, purges);
        found_.add(std::move(purges), schedule);
    }

    void read_text(const std::string& text, const YamlNode& place, const ShellVariables& variables,
                   const Schedule& schedule) {
        std::vector<PurgeCommand> purges = find_purges(text, variables, document_.line_of(place));
        document_.place(place, purges);
        found_.add(std::move(purges), schedule);
    }

    // "ofelia.job-exec.NAME.schedule" and ".command".
    void read_ofelia(const Labels& labels, Schedule schedule) {
        constexpr std::string_view kCommand = ".command";
        for (const auto& [key, command] : labels) {
            if (!key.starts_with("ofelia.job-") || !key.ends_with(kCommand)) continue;
            const auto clock = labels.find(key.substr(0, key.size() - kCommand.size()) + ".schedule");
            schedule.when = clock != labels.end() ? shortened(clock->second.value) : "unknown";
            schedule.runs = true;
            read_text(as_run(command.value), *command.place, ShellVariables(), schedule);
        }
    }

    const YamlDocument& document_;
    FoundPurges& found_;
};

// A section of an Ofelia file; its keys stand in any order.
class OfeliaJob {
public:
    OfeliaJob(const std::string& file, std::string_view section)
        : schedule_{ScheduleKind::compose, {}, "unknown", file}, is_job_(section.starts_with("[job-")) {
        const std::size_t name = std::min(section.find('"'), section.size());
        schedule_.entry = "job " + shortened(without_quotes(section.substr(name, section.rfind(']') - name))) + ", ";
    }

    void set(std::string_view key, std::string_view value, int line) {
        if (key == "schedule") schedule_.when = shortened(value);
        if (key == "user") schedule_.user = value;
        if (key == "command") purges_ = find_purges(value, ShellVariables(), line);
    }

    void add_to(FoundPurges& found) {
        if (is_job_) found.add(std::move(purges_), schedule_);
    }

private:
    Schedule schedule_;
    bool is_job_;
    std::vector<PurgeCommand> purges_;
};

}  // namespace

void find_compose_purges(const YamlDocument& document, FoundPurges& found) {
    const YamlNode* services = find_in(&document.root, {"services"});
    if (services == nullptr) return;
    for (const auto& [name, service] : services->entries)
        ComposeReader(document, found).read_service(name.text, service);
}

bool is_ofelia_file(std::string_view content) {
    constexpr std::array<std::string_view, 4> kJobs{"[job-exec ", "[job-run ", "[job-local ", "[job-service-run "};
    return std::any_of(kJobs.begin(), kJobs.end(), [&](auto job) {
        const std::size_t at = content.find(job);
        return at != std::string_view::npos && (at == 0 || content[at - 1] == '\n');
    });
}

void read_ofelia_file(const text::SourceText& source, FoundPurges& found) {
    OfeliaJob job(source.name(), {});
    for_each_entry(source.content(), [&](std::string_view text, int line) {
        const std::size_t equals = text.find('=');
        if (text.starts_with('[')) {
            job.add_to(found);
            job = OfeliaJob(source.name(), text);
        } else if (equals != std::string_view::npos) {
            job.set(without_blanks(text.substr(0, equals)), without_blanks(text.substr(equals + 1)), line);
        }
    });
    job.add_to(found);
}

}  // namespace glance_audit::sources

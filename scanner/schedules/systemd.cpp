#include "scanner/schedules/systemd.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <optional>
#include <utility>

#include "scanner/base/utf8.hpp"

#include "scanner/schedules/words.hpp"

namespace glance_audit::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTimesShown = 3;
constexpr std::array<std::string_view, 6> kTimes{"OnCalendar",   "OnActiveSec",     "OnBootSec",
                                                 "OnStartupSec", "OnUnitActiveSec", "OnUnitInactiveSec"};
// All that a started service runs, also when it ends.
constexpr std::array<std::string_view, 6> kCommands{"ExecCondition", "ExecStartPre", "ExecStart",
                                                    "ExecStartPost", "ExecStop",     "ExecStopPost"};

bool is_unit_name(std::string_view name) { return name.ends_with(".timer") || name.ends_with(".service"); }

int rank_of(const std::string& path) {
    if (path.find("/etc/systemd/") != std::string::npos) return 0;
    return path.find("/run/systemd/") != std::string::npos ? 1 : 2;
}

// "purge@.service" of "purge@daily.service"; empty where it is no instance.
std::string template_of(const std::string& name) {
    const std::size_t at = name.find('@');
    const std::size_t dot = name.rfind('.');
    if (at == std::string::npos || dot == std::string::npos || dot < at) return {};
    return name.substr(0, at + 1) + name.substr(dot);
}

// A command as a shell would see it: without the prefixes that say how to start it, `$$` and `%%` resolved.
std::string command_text(std::string_view value) {
    value.remove_prefix(std::min(value.find_first_not_of("@-:+!| \t"), value.size()));
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        out += value[i];
        if ((value[i] == '$' || value[i] == '%') && value.substr(i + 1, 1) == value.substr(i, 1)) ++i;
    }
    return out;
}

// Environment=A=1 "B=2 3"
void set_environment(ShellVariables& variables, std::string_view text) {
    std::size_t budget = kShellBudget;
    const ShellVariables none;
    for (const ShellCommand& command : parse_shell(text, none, budget).commands) {
        for (const ShellWord& word : command.words) {
            if (word.text.find('=') != std::string::npos) variables.set(word.name(), word.value());
        }
    }
}

}  // namespace

bool is_unit_file(const fs::path& path) {
    if (is_unit_name(path.filename().string())) return true;
    const std::string folder = path.parent_path().filename().string();
    return path.extension() == ".conf" && folder.ends_with(".d") &&
           is_unit_name(std::string_view(folder).substr(0, folder.size() - 2));
}

void SystemdUnits::add(const text::SourceText& source) {
    const fs::path path(source.name());
    const std::string name = path.filename().string();
    if (!is_unit_name(name)) {
        const std::string folder = path.parent_path().filename().string();
        units_[folder.substr(0, folder.size() - 2)].drop_ins.insert_or_assign(name, parse(source));
        return;
    }
    define(path, parse(source), source.content().empty());
}

void SystemdUnits::mask(const fs::path& path) { define(path, {}, true); }

void SystemdUnits::define(const fs::path& path, Settings settings, bool masked) {
    Unit& unit = units_[path.filename().string()];
    const int rank = rank_of(fs::absolute(path).string());
    if (rank >= unit.rank) {
        replaced_.push_back(path.string());
        return;
    }
    if (!unit.file.empty()) replaced_.push_back(unit.file);
    unit.file = path.string();
    unit.rank = rank;
    unit.masked = masked;
    unit.settings = std::move(settings);
}

SystemdUnits::Settings SystemdUnits::parse(const text::SourceText& source) {
    Settings settings;
    std::string section;
    for_each_entry(without_byte_order_mark(source.content()), [&](std::string_view text, int line) {
        const std::size_t equals = text.find('=');
        if (text.front() == '[') {
            section = text;
        } else if (equals != std::string_view::npos) {
            settings.push_back({section, std::string(without_blanks(text.substr(0, equals))),
                                std::string(without_blanks(text.substr(equals + 1))), source.name(), line});
        }
    });
    return settings;
}

const SystemdUnits::Unit* SystemdUnits::find_unit(const std::string& name) const {
    const auto found = units_.find(name);
    if (found != units_.end() && found->second.rank < Unit().rank) return &found->second;
    const auto general = units_.find(template_of(name));
    return general != units_.end() && general->second.rank < Unit().rank ? &general->second : nullptr;
}

// The unit's own settings, then those of its drop-ins and of its template's.
SystemdUnits::Settings SystemdUnits::effective(const std::string& name) const {
    Settings settings;
    std::map<std::string, Settings> drop_ins;
    if (const Unit* unit = find_unit(name); unit != nullptr) settings = unit->settings;
    for (const std::string& owner : {name, template_of(name)}) {
        const auto found = units_.find(owner);
        if (found != units_.end()) drop_ins.insert(found->second.drop_ins.begin(), found->second.drop_ins.end());
    }
    for (const auto& [file, more] : drop_ins) settings.insert(settings.end(), more.begin(), more.end());
    return settings;
}

std::string SystemdUnits::service_of(const std::string& timer) const {
    std::string service = timer.substr(0, timer.rfind('.')) + ".service";
    for (const Setting& setting : effective(timer)) {
        if (setting.section == "[Timer]" && setting.key == "Unit" && !setting.value.empty()) service = setting.value;
    }
    return service;
}

std::vector<std::string> SystemdUnits::companions(const std::string& timer) const {
    const std::string service = service_of(timer);
    std::vector<std::string> names{timer + ".d", service, service + ".d"};
    if (const std::string general = template_of(service); !general.empty()) {
        names.push_back(general);
        names.push_back(general + ".d");
    }
    // The name of a unit is no path to elsewhere.
    std::erase_if(names, [](const std::string& name) { return name.find('/') != std::string::npos; });
    return names;
}

bool SystemdUnits::has_service(const std::string& timer) const { return find_unit(service_of(timer)) != nullptr; }

void SystemdUnits::find(FoundPurges& found) const {
    for (const std::string& file : replaced_) found.understand(file, 1, INT_MAX);
    for (const auto& [name, unit] : units_) {
        if (!name.ends_with(".timer") || unit.rank >= Unit().rank) continue;
        const std::string service = service_of(name);
        const Unit* started = find_unit(service);
        if (started != nullptr) find_in(name, service, !unit.masked && !started->masked, found);
    }
}

std::string SystemdUnits::when(const std::string& timer) const {
    std::vector<std::string> times;
    for (const Setting& setting : effective(timer)) {
        const bool is_time = std::find(kTimes.begin(), kTimes.end(), setting.key) != kTimes.end();
        if (setting.section != "[Timer]" || !is_time) continue;
        // Assigning nothing empties the list.
        if (setting.value.empty()) times.clear();
        if (!setting.value.empty()) times.push_back(shortened(setting.key + "=" + setting.value));
    }
    std::string out;
    for (std::size_t i = 0; i < std::min(times.size(), kTimesShown); ++i) out += (i > 0 ? ", " : "") + times[i];
    if (times.size() > kTimesShown) out += ", …";
    return out.empty() ? "unknown" : out;
}

void SystemdUnits::find_in(const std::string& timer, const std::string& service, bool runs, FoundPurges& found) const {
    ShellVariables variables;
    std::map<std::string, std::vector<Setting>> commands;  // by key
    std::string user;
    bool reads_file = false;
    for (Setting& setting : effective(service)) {
        if (setting.section != "[Service]") continue;
        if (setting.key == "User") user = setting.value;
        if (setting.key == "Environment") set_environment(variables, setting.value);
        reads_file = reads_file || setting.key == "EnvironmentFile";
        if (std::find(kCommands.begin(), kCommands.end(), setting.key) == kCommands.end()) continue;
        if (setting.value.empty()) {
            for (const Setting& dropped : commands[setting.key]) {
                const auto more = std::count(dropped.value.begin(), dropped.value.end(), '\n');
                found.understand(dropped.file, dropped.line, dropped.line + static_cast<int>(more));
            }
            commands.erase(setting.key);
        } else {
            commands[setting.key].push_back(std::move(setting));
        }
    }
    if (reads_file) {  // whatever is in it goes before Environment=
        variables = ShellVariables();
        variables.forget();
    }
    const std::string times = when(timer);
    for (const auto& [key, settings] : commands) {
        for (const Setting& setting : settings) {
            found.add(find_purges(command_text(setting.value), variables, setting.line),
                      {ScheduleKind::systemd, shortened(timer) + ", ", times, setting.file, user, runs});
        }
    }
}

}  // namespace glance_audit::sources

// systemd timers and the services they start. Sources: systemd.syntax(7), systemd.unit(5), systemd.timer(5),
// systemd.service(5), systemd.exec(5).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/schedules/found.hpp"

namespace glance_audit::sources {

// "NAME.timer", "NAME.service", and the files of their drop-in folders, NAME.timer.d/*.conf and NAME.service.d/*.conf.
bool is_unit_file(const std::filesystem::path& path);

// All units of the paths together: a timer's service and drop-ins may lie in other folders.
class SystemdUnits {
public:
    // A unit file or a drop-in. Where a unit's file is there several times, /etc comes before /run before the rest. An
    // empty unit file masks the unit.
    void add(const text::SourceText& source);
    // A link to /dev/null.
    void mask(const std::filesystem::path& path);

    // The files that belong to a timer that was added: names of unit files and of drop-in folders.
    std::vector<std::string> companions(const std::string& timer) const;
    // False where a timer that was added has no service, so that nothing can be told of it.
    bool has_service(const std::string& timer) const;

    // Every purge that a timer's service runs. After the last add(). Of units that are masked, and of files that
    // another one of the same name replaces, nothing runs.
    void find(FoundPurges& found) const;

private:
    struct Setting {
        std::string section;
        std::string key;
        std::string value;  // its lines still joined by a backslash
        std::string file;
        int line = 0;
    };
    using Settings = std::vector<Setting>;
    struct Unit {
        int rank = 9;  // of its folder: less is stronger
        std::string file;
        bool masked = false;
        Settings settings;
        std::map<std::string, Settings> drop_ins;  // by file name, in whose order they count
    };

    static Settings parse(const text::SourceText& source);
    void define(const std::filesystem::path& path, Settings settings, bool masked);
    Settings effective(const std::string& name) const;
    const Unit* find_unit(const std::string& name) const;
    std::string service_of(const std::string& timer) const;
    std::string when(const std::string& timer) const;
    void find_in(const std::string& timer, const std::string& service, bool runs, FoundPurges& found) const;

    std::map<std::string, Unit> units_;
    std::vector<std::string> replaced_;  // files
};

}  // namespace glance_audit::sources

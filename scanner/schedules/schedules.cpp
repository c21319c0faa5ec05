#include "scanner/schedules/schedules.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <system_error>

#include "scanner/base/files/folder.hpp"
#include "scanner/base/source_text.hpp"
#include "scanner/schedules/ansible.hpp"
#include "scanner/schedules/compose.hpp"
#include "scanner/schedules/crontab.hpp"
#include "scanner/schedules/found.hpp"
#include "scanner/schedules/kubernetes.hpp"
#include "scanner/schedules/mentions.hpp"
#include "scanner/schedules/systemd.hpp"
#include "scanner/schedules/words.hpp"
#include "scanner/schedules/yaml_document.hpp"

namespace glance_audit::sources {
namespace {

namespace fs = std::filesystem;

// Ends of names that neither cron nor systemd reads, and that editors and packages leave behind.
constexpr std::array<std::string_view, 12> kLeftBehind{"~",         ".rpmsave",   ".rpmorig",  ".rpmnew",
                                                       ".dpkg-old", ".dpkg-dist", ".dpkg-new", ".dpkg-tmp",
                                                       ".bak",      ".orig",      ".disabled", ".swp"};

// Read for people, not run.
constexpr std::array<std::string_view, 6> kProse{".md", ".rst", ".txt", ".adoc", ".html", ".log"};

// Folders and files of pipelines, which run by a clock too, have names with a dot in front.
constexpr std::array<std::string_view, 5> kPipelines{".github", ".gitlab", ".gitea", ".forgejo", ".circleci"};

bool is_yaml(const fs::path& path) {
    const std::string extension = path.extension().string();
    return extension == ".yaml" || extension == ".yml";
}

// update-alternatives keeps links to programs and their folders in /etc/alternatives: nothing runs from there.
bool is_left_behind(const fs::path& path) {
    const std::string name = path.filename().string();
    if (name == "alternatives" && path.parent_path().filename() == "etc") return true;
    const bool is_hidden = name.starts_with('.') && !is_yaml(path) && !is_one_of(name, kPipelines);
    return is_hidden || std::any_of(kLeftBehind.begin(), kLeftBehind.end(),
                                    [&](std::string_view end) { return name.ends_with(end); });
}

class ScheduleReader {
public:
    Schedules read(const std::vector<fs::path>& paths) {
        for (const fs::path& path : paths) read_path(path);
        for (const YamlDocument& document : documents_) find_in(document);
        units_.find(found_);
        schedules_.purges = found_.take();
        for (const auto& [file, lines] : mentions_) {
            for (const int line : found_.not_understood(file, lines)) add_unread(file, line);
        }
        return std::move(schedules_);
    }

private:
    void read_path(const fs::path& path) {
        std::error_code failed;  // whatever is wrong with a file is said when it is read
        if (!fs::is_directory(path, failed)) {
            read_file(path);
            const std::string name = path.filename().string();
            if (path.extension() == ".timer" && !units_.has_service(name)) {
                throw UsageError("the service of this timer is not in the same folder", path.string(),
                                 "name the folder that holds both");
            }
            return;
        }
        for (const fs::path& file : files_in(path)) {
            try {
                read_file(file);
            } catch (const UsageError& error) {
                fail(error);
            }
        }
    }

    void find_in(const YamlDocument& document) {
        try {
            manifests_.find(document, found_);
            find_ansible_purges(document, found_);
            find_compose_purges(document, found_);
        } catch (const UsageError& error) {
            fail(error);
        }
    }

    void add_unread(const std::string& file, int line) {
        PurgeCommand purge{PurgeCommandKind::unread, {}, {}, {}, line, line};
        const std::string name = "line " + std::to_string(line);
        schedules_.purges.push_back({ScheduleKind::file, name, "unknown", std::move(purge), file, line});
    }

    void fail(const UsageError& error) { schedules_.failures.emplace_back(error); }

    // What cannot be listed becomes a failure; the named folder itself must be readable.
    std::vector<fs::path> files_in(const fs::path& top) {
        return files_below(top, {.is_wanted = [this](const fs::path& path) { return is_read(path); },
                                 .unreadable = [this](const UsageError& error) { fail(error); }});
    }

    // Also what is neither a file nor a folder, so that it is said that it cannot be read: not so a link to /dev/null,
    // which masks a unit, nor the links by which systemd enables one, as they lead elsewhere in every copy of /etc.
    bool is_read(const fs::path& path) {
        if (is_left_behind(path)) return false;
        std::error_code failed;
        if (!fs::is_symlink(path, failed)) return true;
        if (fs::read_symlink(path, failed) == "/dev/null") {
            if (is_unit_file(path)) units_.mask(path);
            return false;
        }
        const fs::path folder = path.parent_path().extension();
        const bool enables = folder == ".wants" || folder == ".requires";
        return !enables || fs::status(path, failed).type() != fs::file_type::not_found;
    }

    // Once, by whatever name.
    void read_file(const fs::path& path) {
        std::error_code failed;
        const fs::path same = fs::weakly_canonical(path, failed);
        if (!seen_.insert(failed ? path : same).second) return;
        schedules_.paths.push_back(path);
        const text::SourceText source = text::SourceText::read(path);
        ++schedules_.files;
        read(source);
    }

    void read(const text::SourceText& source) {
        const fs::path path(source.name());
        const std::string extension = path.extension().string();
        const std::string folder = path.parent_path().filename().string();
        const bool of_cron = folder.starts_with("cron.") && folder != "cron.d";
        if (!is_one_of(extension, kProse)) {
            std::vector<int> lines = purge_mentions(source.content(), path.filename().string());
            if (!lines.empty()) mentions_.emplace(source.name(), std::move(lines));
        }
        if (is_unit_file(path)) {
            units_.add(source);
            if (extension == ".timer") read_companions(path);
        } else if (is_yaml(path) || extension == ".json") {
            for (YamlDocument& document : yaml_documents(source)) {
                manifests_.add(documents_.emplace_back(std::move(document)));
            }
        } else if (is_ofelia_file(source.content())) {
            read_ofelia_file(source, found_);
        } else if (of_cron || extension == ".sh" || source.content().starts_with("#!")) {
            read_script(source, found_);
        } else {
            read_crontab(source, found_);
        }
    }

    // A timer says little without its service and the drop-ins, which lie beside it, or beside what a link leads to.
    void read_companions(const fs::path& timer) {
        std::error_code failed;
        const fs::path target = fs::weakly_canonical(timer, failed);
        for (const fs::path& folder : {timer.parent_path(), target.parent_path()}) {
            for (const std::string& name : units_.companions(timer.filename().string())) {
                const fs::path path = folder / name;
                if (!is_there(path) || !is_read(path)) continue;
                if (!fs::is_directory(path, failed)) {
                    read_file(path);
                    continue;
                }
                for (const fs::path& file : files_in(path)) {
                    if (is_unit_file(file)) read_file(file);
                }
            }
        }
    }

    FoundPurges found_;
    SystemdUnits units_;
    std::deque<YamlDocument> documents_;  // their places stay
    KubernetesManifests manifests_;
    std::map<std::string, std::vector<int>> mentions_;  // lines, by file
    Schedules schedules_;
    std::set<fs::path> seen_;
};

}  // namespace

Schedules read_schedules(const std::vector<fs::path>& paths) { return ScheduleReader().read(paths); }

}  // namespace glance_audit::sources

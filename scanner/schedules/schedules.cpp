#include "scanner/schedules/schedules.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <system_error>

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

constexpr std::size_t kMostFiles = 20'000;  // in one folder: real ones have some hundred

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

bool is_left_behind(const fs::path& path) {
    const std::string name = path.filename().string();
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
        for (const fs::path& file : files_below(path)) {
            try {
                read_file(file);
            } catch (const UsageError& error) {
                fail(error.what(), error.where().empty() ? file.string() : error.where(), error.hint());
            }
        }
    }

    void find_in(const YamlDocument& document) {
        try {
            manifests_.find(document, found_);
            find_ansible_purges(document, found_);
            find_compose_purges(document, found_);
        } catch (const UsageError& error) {
            fail(error.what(), error.where(), error.hint());
        }
    }

    void add_unread(const std::string& file, int line) {
        PurgeCommand purge{PurgeCommandKind::unread, {}, {}, {}, line, line};
        const std::string name = "line " + std::to_string(line);
        schedules_.purges.push_back({ScheduleKind::file, name, "unknown", std::move(purge), file, line});
    }

    void fail(const std::string& what, const std::string& where, const std::string& hint) {
        schedules_.failures.emplace_back(what, where, hint);
    }

    // Sorted. What cannot be listed becomes a failure; the named folder itself must be readable.
    std::vector<fs::path> files_below(const fs::path& top) {
        std::vector<fs::path> files;
        std::vector<fs::path> folders{top};
        while (!folders.empty() && files.size() <= kMostFiles) {
            const fs::path folder = std::move(folders.back());
            folders.pop_back();
            std::error_code failed;
            fs::directory_iterator entry(folder, failed);
            for (; !failed && entry != fs::end(entry) && files.size() <= kMostFiles; entry.increment(failed)) {
                sort_in(*entry, files, folders);
            }
            if (!failed) continue;
            const std::string what = "the folder cannot be read: " + failed.message();
            if (folder == top) throw UsageError(what, top.string(), "check its permissions");
            fail(what, folder.string(), "check its permissions");
        }
        if (files.size() > kMostFiles) {
            throw UsageError("there are more than " + std::to_string(kMostFiles) + " files in this folder",
                             top.string(), "name the folders of the schedules, such as /etc/cron.d");
        }
        std::sort(files.begin(), files.end());
        return files;
    }

    void sort_in(const fs::directory_entry& entry, std::vector<fs::path>& files, std::vector<fs::path>& folders) {
        if (is_left_behind(entry.path())) return;
        std::error_code failed;
        const fs::file_type type = entry.symlink_status(failed).type();
        if (type == fs::file_type::directory) {
            folders.push_back(entry.path());
        } else if (type == fs::file_type::regular || (type == fs::file_type::symlink && leads_to_file(entry))) {
            files.push_back(entry.path());
        }
    }

    // A link into nothing counts, so that it is said that it cannot be read; but those by which systemd enables a unit
    // lead elsewhere in every copy of /etc. A link to /dev/null masks a unit.
    bool leads_to_file(const fs::directory_entry& link) {
        std::error_code failed;
        const fs::file_type target = fs::status(link.path(), failed).type();
        if (target == fs::file_type::character && fs::read_symlink(link.path(), failed) == "/dev/null" &&
            is_unit_file(link.path())) {
            units_.mask(link.path());
        }
        const fs::path folder = link.path().parent_path().extension();
        const bool enables = folder == ".wants" || folder == ".requires";
        const bool is_lost = target == fs::file_type::not_found || target == fs::file_type::none;
        return target == fs::file_type::regular || (is_lost && !enables);
    }

    // Once, by whatever name.
    void read_file(const fs::path& path) {
        std::error_code failed;
        const fs::path same = fs::weakly_canonical(path, failed);
        if (!seen_.insert(failed ? path : same).second) return;
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
                if (fs::is_regular_file(path, failed)) read_file(path);
                if (!fs::is_directory(path, failed)) continue;
                for (const fs::path& file : files_below(path)) {
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

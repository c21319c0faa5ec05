#include "scanner/sources/schedules.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include "scanner/sources/schedules_crontab.hpp"
#include "scanner/text/source_text.hpp"

namespace glance_audit::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 20'000;  // in one folder: real ones have some hundred

// Ends of names that neither cron nor systemd reads, and that editors and packages leave behind.
constexpr std::array<std::string_view, 12> kLeftBehind{"~",         ".rpmsave",   ".rpmorig",  ".rpmnew",
                                                       ".dpkg-old", ".dpkg-dist", ".dpkg-new", ".dpkg-tmp",
                                                       ".bak",      ".orig",      ".disabled", ".swp"};

bool is_left_behind(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with('.') || std::any_of(kLeftBehind.begin(), kLeftBehind.end(),
                                                [&](std::string_view end) { return name.ends_with(end); });
}

class ScheduleReader {
public:
    Schedules read(const std::vector<fs::path>& paths) {
        for (const fs::path& path : paths) read_path(path);
        return std::move(schedules_);
    }

private:
    void read_path(const fs::path& path) {
        std::error_code failed;  // whatever is wrong with a file is said when it is read
        if (!fs::is_directory(path, failed)) return read_file(path);
        for (const fs::path& file : files_below(path)) {
            try {
                read_file(file);
            } catch (const UsageError& error) {
                fail(error.what(), error.where().empty() ? file.string() : error.where(), error.hint());
            }
        }
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

    static void sort_in(const fs::directory_entry& entry, std::vector<fs::path>& files,
                        std::vector<fs::path>& folders) {
        if (is_left_behind(entry.path())) return;
        std::error_code failed;
        const fs::file_type type = entry.symlink_status(failed).type();
        if (type == fs::file_type::directory) {
            folders.push_back(entry.path());
        } else if (type == fs::file_type::regular) {
            files.push_back(entry.path());
        } else if (type == fs::file_type::symlink) {
            // A link into nothing stays in: that it cannot be read has to be said.
            const fs::file_type target = entry.status(failed).type();
            const bool is_other =
                failed.value() == 0 && target != fs::file_type::regular && target != fs::file_type::not_found;
            if (!is_other) files.push_back(entry.path());
        }
    }

    // Once, by whatever name.
    void read_file(const fs::path& path) {
        std::error_code failed;
        const fs::path same = fs::weakly_canonical(path, failed);
        if (!seen_.insert(failed ? path : same).second) return;
        const text::SourceText source = text::SourceText::read(path);
        ++schedules_.files;
        const std::string folder = path.parent_path().filename().string();
        const bool of_cron = folder.starts_with("cron.") && folder != "cron.d";
        if (of_cron || source.content().starts_with("#!")) {
            read_script(source, schedules_.purges);
        } else {
            read_crontab(source, schedules_.purges);
        }
    }

    Schedules schedules_;
    std::set<fs::path> seen_;
};

}  // namespace

Schedules read_schedules(const std::vector<fs::path>& paths) { return ScheduleReader().read(paths); }

}  // namespace glance_audit::sources

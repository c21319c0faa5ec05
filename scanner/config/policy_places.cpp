#include "scanner/config/policy_places.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "scanner/model/release.hpp"

namespace glance_audit::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNewName = "policy.yaml";
constexpr std::string_view kOldName = "policy.json";
constexpr std::string_view kNewSince = "Wallaby";
constexpr std::string_view kOldUntil = "2025.2";  // oslo.policy 5.0.0 belongs to 2026.1
constexpr std::size_t kMostNamed = 10;
constexpr std::size_t kMostSeen = 10'000;  // entries of a folder; more are no policies

bool reads_old_name(std::string_view release) { return is_release_between(release, {}, kOldUntil); }

std::string named(const std::vector<std::string>& files) {
    std::string out;
    for (std::size_t i = 0; i < std::min(files.size(), kMostNamed); ++i) out += (i == 0 ? "" : ", ") + files[i];
    if (files.size() > kMostNamed) out += " and " + std::to_string(files.size() - kMostNamed) + " more";
    return out;
}

bool looks_like_policy(const fs::path& file) {
    const std::string extension = file.extension().string();
    return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool is_file(const fs::path& path) {
    std::error_code failed;
    return fs::is_regular_file(path, failed);
}

bool is_folder(const fs::path& path) {
    std::error_code failed;
    return fs::is_directory(path, failed);
}

// What a folder holds, sorted; a folder that cannot be read has been a mistake before.
std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> paths;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::end(entry); entry.increment(failed)) {
        if (paths.size() == kMostSeen) break;
        paths.push_back(entry->path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// The two names of the default that lie beside a file, itself left out.
std::set<fs::path> others_beside(const fs::path& used) {
    std::set<fs::path> others;
    for (const std::string_view name : {kNewName, kOldName}) {
        const fs::path other = used.parent_path() / name;
        if (other.filename() != used.filename() && is_file(other)) others.insert(other);
    }
    return others;
}

std::set<fs::path> unread_by_default(const OsloConfig& config, const std::string& release) {
    if (const auto used = default_policy_file(config, release)) return others_beside(*used);
    if (reads_old_name(release)) return {};
    auto old = config.find_file(std::string(kOldName));
    return old ? std::set<fs::path>{*old} : std::set<fs::path>{};
}

std::vector<std::string> texts(const std::set<fs::path>& paths) {
    std::vector<std::string> out;
    for (const fs::path& path : paths) out.push_back(path.string());
    return out;
}

std::string reason(const std::set<fs::path>& unread, bool in_all) {
    const bool old = unread.begin()->filename() == kOldName;
    if (unread.size() > 1) {
        return "one of the two is read: policy.json up to Victoria, policy.yaml from Wallaby on, and nothing says "
               "which "
               "release runs";
    }
    if (others_beside(*unread.begin()).empty()) return "from 2026.1 on Glance does not look for policy.json any more";
    const std::string other(old ? kNewName : kOldName);
    if (in_all) return other + ", which lies beside it, is read instead";
    return other + ", which lies beside it, is read instead " + (old ? "from Wallaby on" : "up to Victoria");
}

std::optional<UnreadPolicies> unread_of_default(const OsloConfig& config, const std::vector<std::string>& releases) {
    std::set<fs::path> unread;
    std::set<std::set<fs::path>> answers;
    for (const std::string& release : releases) {
        const std::set<fs::path> answer = unread_by_default(config, release);
        answers.insert(answer);
        unread.insert(answer.begin(), answer.end());
    }
    if (unread.empty()) return std::nullopt;
    const bool in_all = answers.size() == 1;
    return UnreadPolicies{named(texts(unread)), reason(unread, in_all), in_all};
}

// What of one folder is passed over.
struct PassedOver {
    std::vector<std::string> hidden;
    std::vector<std::string> deeper;
};

void look_into(const fs::path& folder, PassedOver& passed) {
    for (const fs::path& entry : entries(folder)) {
        if (is_hidden(entry)) {
            if (is_file(entry) && looks_like_policy(entry)) passed.hidden.push_back(entry.string());
        } else if (is_folder(entry)) {
            for (const fs::path& file : entries(entry)) {
                if (is_file(file) && looks_like_policy(file)) passed.deeper.push_back(file.string());
            }
        }
    }
}

}  // namespace

std::optional<fs::path> default_policy_file(const OsloConfig& config, std::string_view release) {
    const auto old = [&] { return config.find_file(std::string(kOldName)); };
    if (!release.empty() && !is_release_between(release, kNewSince, {})) return old();
    auto found = config.find_file(std::string(kNewName));
    if (found || (!release.empty() && !reads_old_name(release))) return found;
    return old();
}

bool holds_no_policies(const fs::path& path) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) return false;
    fs::directory_iterator entry(path, failed);
    for (; !failed && entry != fs::end(entry); entry.increment(failed)) {
        if (!is_hidden(entry->path()) && !is_folder(entry->path())) return false;
    }
    return !failed;  // what cannot be read is a mistake, and is said when it is loaded
}

std::optional<UnreadPolicies> unread_policy_files(const OsloConfig& config, const OptionValue& value,
                                                  const std::vector<std::string>& releases) {
    if (value.is_default()) return unread_of_default(config, releases);
    const std::string name = sources::python_text(value.content);
    const auto used = config.find_file(name);
    if (!used) return UnreadPolicies{name, "policy_file names it, but it does not exist", true};
    const std::set<fs::path> others = others_beside(*used);
    if (others.empty()) return std::nullopt;
    return UnreadPolicies{named(texts(others)), "policy_file names another file, " + used->string(), true};
}

std::optional<UnreadPolicies> unread_in_policy_dirs(const OsloConfig& config, const OptionValue& value) {
    PassedOver passed;
    std::vector<std::string> missing;
    for (const std::string& name : std::get<std::vector<std::string>>(value.content)) {
        const auto folder = config.find_file(name);
        if (folder) look_into(*folder, passed);
        if (!folder && !value.is_default()) missing.push_back(name);
    }
    std::vector<std::string> files;
    std::string because;
    const auto add = [&](const std::vector<std::string>& found, const std::string& why) {
        if (found.empty()) return;
        files.insert(files.end(), found.begin(), found.end());
        because += (because.empty() ? "" : "; ") + why;
    };
    add(missing, "policy_dirs names it, but it does not exist");
    add(passed.hidden, "files whose names begin with a dot are passed over");
    add(passed.deeper, "sub-folders are not entered");
    if (files.empty()) return std::nullopt;
    return UnreadPolicies{named(files), because, true};
}

}  // namespace glance_audit::sources

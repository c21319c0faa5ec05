#include "scanner/policy/rules/default_files.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "scanner/base/embedded.hpp"

namespace glance_audit {

std::span<const EmbeddedFile> policy_default_files();

namespace policy {

namespace {

const EmbeddedFile& embedded(std::string_view name) {
    const auto files = policy_default_files();
    const auto found = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& f) { return f.path == name; });
    if (found == files.end()) throw std::logic_error("not part of the program: " + std::string(name));
    return *found;
}

}  // namespace

DefaultFile::DefaultFile(std::string_view name)
    : source_(std::string(name), std::string(embedded(name).content)), root_(text::parse_yaml(source_)) {}

const text::YamlNode& DefaultFile::member(const text::YamlNode& map, std::string_view name) const {
    const text::YamlNode* const found = map.find(name);
    if (found == nullptr) throw error("'" + std::string(name) + "' is missing", map);
    return *found;
}

std::size_t DefaultFile::index(const text::YamlNode& release, const std::vector<std::string>& releases) const {
    const auto found = std::find(releases.begin(), releases.end(), release.text);
    if (found == releases.end()) throw error("no such release", release);
    return static_cast<std::size_t>(found - releases.begin());
}

DefaultFile::Span DefaultFile::span_of(const text::YamlNode& entry, const std::vector<std::string>& releases) const {
    const text::YamlNode* const from = entry.find("from");
    const text::YamlNode* const to = entry.find("to");
    return {from == nullptr ? 0 : index(*from, releases), to == nullptr ? releases.size() - 1 : index(*to, releases)};
}

}  // namespace policy
}  // namespace glance_audit

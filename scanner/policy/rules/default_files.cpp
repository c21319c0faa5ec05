#include "scanner/policy/rules/default_files.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "scanner/base/embedded.hpp"
#include "scanner/model/release.hpp"

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

std::size_t DefaultFile::release(const text::YamlNode& name) const {
    if (const auto number = release_number(name.text)) return *number;
    throw error("no such release", name);
}

DefaultFile::Span DefaultFile::span_of(const text::YamlNode& entry) const {
    const text::YamlNode* const from = entry.find("from");
    const text::YamlNode* const to = entry.find("to");
    return {from == nullptr ? 0 : release(*from), to == nullptr ? kReleases.size() - 1 : release(*to)};
}

}  // namespace policy
}  // namespace glance_audit

#include "scanner/engine/advisories.hpp"

#include <algorithm>
#include <array>

#include "scanner/base/embedded.hpp"
#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit {
std::span<const EmbeddedFile> advisory_files();
}

namespace glance_audit::engine {
namespace {

using text::SourceText;
using text::YamlNode;
using text::YamlType;

constexpr std::array<std::string_view, 5> kAdvisoryKeys{"title", "numbers", "cves", "links", "about"};

std::string text_of(const SourceText& source, const YamlNode& node) {
    if (!node.is(YamlType::string)) throw source.error("this must be text", node.place, "quote it");
    return node.text;
}

std::vector<std::string> texts_of(const SourceText& source, const YamlNode& advisory, std::string_view key) {
    std::vector<std::string> texts;
    const YamlNode* list = advisory.find(key);
    if (list == nullptr) return texts;
    if (!list->is(YamlType::list)) throw source.error("this must be a list", list->place, "write [a, b]");
    for (const YamlNode& item : list->items) texts.push_back(text_of(source, item));
    return texts;
}

std::string needed(const SourceText& source, const YamlNode& advisory, std::string_view key) {
    const YamlNode* value = advisory.find(key);
    if (value == nullptr) throw source.error("'" + std::string(key) + "' is missing", advisory.place, "write it");
    return text_of(source, *value);
}

std::vector<Advisory> read(const SourceText& source) {
    std::vector<Advisory> advisories;
    for (const auto& [folder, advisory] : text::parse_yaml(source).entries) {
        for (const auto& [key, value] : advisory.entries) {
            if (std::find(kAdvisoryKeys.begin(), kAdvisoryKeys.end(), key.text) != kAdvisoryKeys.end()) continue;
            throw source.error("an advisory has no key '" + key.text + "'", key.place, "see the head of the file");
        }
        advisories.push_back({folder.text, needed(source, advisory, "title"), texts_of(source, advisory, "numbers"),
                              texts_of(source, advisory, "cves"), texts_of(source, advisory, "links"),
                              needed(source, advisory, "about")});
    }
    std::sort(advisories.begin(), advisories.end(),
              [](const Advisory& a, const Advisory& b) { return a.folder < b.folder; });
    return advisories;
}

}  // namespace

const std::vector<Advisory>& known_advisories() {
    static const std::vector<Advisory> kAdvisories = [] {
        const EmbeddedFile& file = advisory_files().front();
        return read(SourceText("rules/" + std::string(file.path), std::string(file.content)));
    }();
    return kAdvisories;
}

const Advisory* find_advisory(std::string_view folder) {
    const auto& all = known_advisories();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Advisory& one) { return one.folder == folder; });
    return found != all.end() ? &*found : nullptr;
}

}  // namespace glance_audit::engine

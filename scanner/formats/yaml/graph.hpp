// The nodes of a YAML document as written: aliases are shared nodes, nothing is merged or given a type yet.
// Inside of parse_yaml only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "scanner/base/source_text.hpp"
#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::text {

struct YamlGraphNode {
    enum class Kind : std::uint8_t { scalar, list, map };

    Kind kind = Kind::scalar;
    YamlTag tag = YamlTag::string;
    bool plain = false;
    bool merged = false;  // its `<<` keys are resolved
    bool open = false;    // being read or constructed: an alias to it would have no end
    Place place;
    std::string text;                      // a scalar's value
    std::string unknown_tag;               // the full name, where tag is unknown
    std::vector<YamlGraphNode*> children;  // of a map: key, value, key, value, …
    std::size_t merged_children = 0;       // how many of them, from the first, a `<<` brought
};

class YamlGraph {
public:
    // Throws UsageError for what PyYAML's scanner, parser and composer refuse: bad syntax, a second document, an
    // undefined alias, an anchor given twice, a node that contains itself, more than kMaxYamlDepth levels.
    explicit YamlGraph(const SourceText& source);

    YamlGraphNode* root() const { return root_; }  // nullptr for an empty file

private:
    std::deque<YamlGraphNode> nodes_;
    YamlGraphNode* root_ = nullptr;
};

inline constexpr std::size_t kMaxYamlDepth = 200;
inline constexpr std::size_t kMaxYamlNodes = 1'000'000;
inline constexpr std::size_t kMaxYamlTextBytes = 64U << 20U;

// Resolves the `<<` keys of `map` as PyYAML's flatten_mapping does. `budget` is what may still be copied: it is
// lowered, and running out of it throws.
void merge_keys(const SourceText& source, YamlGraphNode& map, std::size_t& budget);

// The items of a document that is one list. Each is gone after its turn, unless the document has anchors.
void for_each_yaml_graph(const SourceText& source, const std::function<void(YamlGraphNode&)>& take);

// The tree of values: types, tags and aliases resolved, within the limits.
YamlNode construct_yaml(const SourceText& source, YamlGraphNode& root);

}  // namespace glance_audit::text

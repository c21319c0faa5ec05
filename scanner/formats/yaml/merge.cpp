// `<<`: the entries of other maps, laid under the map's own.
#include <algorithm>
#include <string>

#include "scanner/formats/yaml/graph.hpp"

namespace glance_audit::text {

namespace {

using Children = std::vector<YamlGraphNode*>;
using Kind = YamlGraphNode::Kind;

class Merger {
public:
    Merger(const SourceText& source, std::size_t& budget) : source_(source), budget_(budget) {}

    void flatten(YamlGraphNode& map) {
        if (map.merged) return;
        if (map.open) throw source_.error("this map is merged into itself", map.place, "write the entries out");
        map.open = true;
        Children merged;
        Children own;
        for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
            YamlGraphNode& key = *map.children[i];
            YamlGraphNode& value = *map.children[i + 1];
            if (key.tag == YamlTag::merge) {
                take(merged, value);
                continue;
            }
            if (key.tag == YamlTag::value) key.tag = YamlTag::string;
            own.push_back(&key);
            own.push_back(&value);
        }
        map.merged_children = merged.size();
        merged.insert(merged.end(), own.begin(), own.end());
        map.children = std::move(merged);
        map.open = false;
        map.merged = true;
    }

private:
    // Of several maps the first one named is the strongest, so it comes last.
    void take(Children& merged, YamlGraphNode& value) {
        if (value.kind == Kind::map) {
            append(merged, value);
        } else if (value.kind == Kind::list) {
            for (YamlGraphNode* const child : value.children) {
                if (child->kind != Kind::map) refuse(*child);
                flatten(*child);
            }
            for (auto child = value.children.rbegin(); child != value.children.rend(); ++child) append(merged, **child);
        } else {
            refuse(value);
        }
    }

    void append(Children& merged, YamlGraphNode& map) {
        flatten(map);
        if (map.children.size() > budget_) {
            throw source_.error("the merges make more than " + std::to_string(kMaxYamlNodes) + " values", map.place,
                                "write the entries out");
        }
        budget_ -= map.children.size();
        merged.insert(merged.end(), map.children.begin(), map.children.end());
    }

    [[noreturn]] void refuse(const YamlGraphNode& value) const {
        throw source_.error("'<<' takes a map or a list of maps", value.place, "write '<<: *name', or quote the key");
    }

    const SourceText& source_;
    std::size_t& budget_;
};

}  // namespace

void merge_keys(const SourceText& source, YamlGraphNode& map, std::size_t& budget) {
    Merger(source, budget).flatten(map);
}

}  // namespace glance_audit::text

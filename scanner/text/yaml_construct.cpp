// From the nodes as written to values, as PyYAML's SafeConstructor does it.
#include <string_view>
#include <utility>

#include "scanner/model/utf8.hpp"
#include "scanner/text/yaml_entries.hpp"
#include "scanner/text/yaml_graph.hpp"

namespace glance_audit::text {

namespace {

using Kind = YamlGraphNode::Kind;

class Constructor {
public:
    explicit Constructor(const SourceText& source) : source_(source) {}

    YamlNode construct(YamlGraphNode& node, std::size_t depth) {
        spend(node, depth);
        switch (node.tag) {
            case YamlTag::list: return list(require(node, Kind::list, "a list"), depth);
            case YamlTag::map:
            case YamlTag::set: return map(require(node, Kind::map, "a map"), depth);
            case YamlTag::omap:
            case YamlTag::pairs: return pairs(require(node, Kind::list, "a list of one-entry maps"), depth);
            case YamlTag::merge: throw source_.error("'<<' stands for text here", node.place, "put it in quotes");
            case YamlTag::value: throw source_.error("'=' stands for text here", node.place, "put it in quotes");
            case YamlTag::unknown:
                throw source_.error("the tag '" + shortened(node.unknown_tag) + "' is not known", node.place,
                                    "remove it, or put a text that starts with '!' in quotes");
            default: return scalar(node);
        }
    }

private:
    void spend(const YamlGraphNode& node, std::size_t depth) {
        if (depth > kMaxYamlDepth) {
            throw source_.error("nested more than " + std::to_string(kMaxYamlDepth) + " levels deep", node.place,
                                "write it flatter");
        }
        if (nodes_ == 0 || node.text.size() > bytes_) {
            throw source_.error("the aliases make the file too large", node.place, "write it without aliases");
        }
        --nodes_;
        bytes_ -= node.text.size();
    }

    YamlGraphNode& require(YamlGraphNode& node, Kind kind, std::string_view what) const {
        if (node.kind == kind) return node;
        throw source_.error("the tag asks for " + std::string(what), node.place, "remove the tag");
    }

    static YamlNode made(const YamlGraphNode& node, YamlType type) {
        YamlNode out;
        out.type = type;
        out.place = node.place;
        return out;
    }

    YamlNode list(YamlGraphNode& node, std::size_t depth) {
        YamlNode out = made(node, YamlType::list);
        out.items.reserve(node.children.size());
        for (YamlGraphNode* const child : node.children) out.items.push_back(construct(*child, depth + 1));
        return out;
    }

    YamlNode map(YamlGraphNode& node, std::size_t depth) {
        merge_keys(source_, node, merges_);
        YamlNode out = made(node, YamlType::map);
        out.entries.reserve(node.children.size() / 2);
        YamlEntries entries(out);
        for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
            YamlNode key = construct(*node.children[i], depth + 1);
            if (key.is(YamlType::list) || key.is(YamlType::map)) {
                throw source_.error("a list or a map cannot be a key", key.place, "write a text as the key");
            }
            entries.set(std::move(key), construct(*node.children[i + 1], depth + 1), i < node.merged_children);
        }
        return out;
    }

    // An ordered map: a list of (key, value) tuples, here of lists of two.
    YamlNode pairs(YamlGraphNode& node, std::size_t depth) {
        YamlNode out = made(node, YamlType::list);
        for (YamlGraphNode* const child : node.children) {
            if (child->kind != Kind::map || child->children.size() != 2) {
                throw source_.error("an ordered map is a list of one-entry maps", child->place, "remove the tag");
            }
            YamlNode pair = made(*child, YamlType::list);
            pair.items.push_back(construct(*child->children[0], depth + 2));
            pair.items.push_back(construct(*child->children[1], depth + 2));
            out.items.push_back(std::move(pair));
        }
        return out;
    }

    // A map that has a `=` key stands for that key's value where a scalar is asked for.
    const YamlGraphNode& scalar_node(const YamlGraphNode& node) const {
        const YamlGraphNode* at = &node;
        for (std::size_t steps = 0; at->kind == Kind::map && steps <= kMaxYamlDepth; ++steps) {
            const YamlGraphNode* value = nullptr;
            for (std::size_t i = 0; i + 1 < at->children.size() && value == nullptr; i += 2) {
                if (at->children[i]->tag == YamlTag::value) value = at->children[i + 1];
            }
            if (value == nullptr) break;
            at = value;
        }
        if (at->kind != Kind::scalar)
            throw source_.error("the tag asks for a single value", at->place, "remove the tag");
        return *at;
    }

    YamlNode scalar(const YamlGraphNode& node) const {
        const YamlGraphNode& from = scalar_node(node);
        YamlNode out = made(node, YamlType::string);
        out.text = from.text;
        out.plain = node.plain;
        switch (node.tag) {
            case YamlTag::null: out.type = YamlType::null; break;
            case YamlTag::boolean: typed(out, YamlType::boolean, boolean_value(out.text).has_value()); break;
            case YamlTag::integer: typed(out, YamlType::integer, canonical_integer(out.text).has_value()); break;
            case YamlTag::floating: typed(out, YamlType::floating, float_value(out.text).has_value()); break;
            case YamlTag::timestamp: typed(out, YamlType::timestamp, canonical_timestamp(out.text).has_value()); break;
            case YamlTag::binary: binary(out); break;
            default: break;
        }
        return out;
    }

    void typed(YamlNode& node, YamlType type, bool good) const {
        node.type = type;
        if (good) return;
        throw source_.error("'" + shortened(node.text) + "' is not " + type_name(type) + " that can be read",
                            node.place, "put it in quotes where text is meant");
    }

    void binary(YamlNode& node) const {
        std::optional<std::string> bytes = decode_base64(node.text);
        typed(node, YamlType::binary, bytes.has_value());
        node.text = std::move(*bytes);
    }

    const SourceText& source_;
    std::size_t nodes_ = kMaxYamlNodes;
    std::size_t merges_ = kMaxYamlNodes;
    std::size_t bytes_ = kMaxYamlTextBytes;
};

}  // namespace

YamlNode construct_yaml(const SourceText& source, YamlGraphNode& root) {
    return Constructor(source).construct(root, 0);
}

}  // namespace glance_audit::text

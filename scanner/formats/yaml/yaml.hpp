// YAML 1.1 (and so JSON) as PyYAML's safe loader reads it, with the place of every node.
//
// Glance's policy files are read by oslo.policy with yaml.safe_load, so what a scalar *means* has to be PyYAML's:
// `yes` is a bool, `012` an int, `12:30` a sexagesimal int, `2001-01-01` a date, `~` null, and so on. And what PyYAML
// refuses must be refused: Glance would not run with it. libyaml takes the text apart.
// Sources: PyYAML 6.0, seen by running it (tests/conformance/policy_yaml.py). Differences: refused are also a node that
// contains itself, more levels and more values than the limits, integers beyond 64 bits in other bases than ten, what
// libyaml refuses, directives but %TAG and %YAML 1.1 and 1.2, and NEL, LS, PS and a byte order mark within the text,
// which editors do not show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/base/source_text.hpp"

namespace glance_audit::text {

enum class YamlType : std::uint8_t { null, boolean, integer, floating, timestamp, string, binary, list, map };

class YamlNode {
public:
    // Declared here and defaulted below: Clang takes the pairs of nodes only once a node is complete.
    YamlNode();
    YamlNode(const YamlNode& other);
    YamlNode(YamlNode&& other) noexcept;
    YamlNode& operator=(const YamlNode& other);
    YamlNode& operator=(YamlNode&& other) noexcept;
    ~YamlNode();

    YamlType type = YamlType::null;
    Place place;                  // where the node's first character stands
    std::string text;             // a scalar's value after unquoting and folding; for map and list empty
    bool plain = false;           // a scalar written without quotes and tag
    std::vector<YamlNode> items;  // list
    std::vector<std::pair<YamlNode, YamlNode>> entries;   // map: keys in the order of the file, of equal keys the
                                                          // last one stands, in the first one's place; merges done
    std::vector<std::pair<YamlNode, YamlNode>> replaced;  // map: entries of one file that a later equal key replaced

    bool is(YamlType t) const { return type == t; }
    // The value of a string key in a map, or nullptr. Linear: maps that are looked up often need an index of their own.
    const YamlNode* find(std::string_view key) const;
};

inline YamlNode::YamlNode() = default;
inline YamlNode::YamlNode(const YamlNode& other) = default;
inline YamlNode::YamlNode(YamlNode&& other) noexcept = default;
inline YamlNode& YamlNode::operator=(const YamlNode& other) = default;
inline YamlNode& YamlNode::operator=(YamlNode&& other) noexcept = default;
inline YamlNode::~YamlNode() = default;

const char* type_name(YamlType type);  // "a string", "a list", … as error messages say it

// Limits: 200 levels deep and 1,000,000 nodes after aliases are expanded (so that an alias bomb ends in an error).
// Throws UsageError with the place for everything PyYAML's safe_load raises on, and for the limits.
// An empty file, or one of comments alone, is one null node.
YamlNode parse_yaml(const SourceText& source);

// The items of a document that is one list, one after the other, so that a long list is never in memory whole; the
// limit on nodes is for each item. Throws as parse_yaml, also after items have been given, and where the root is no
// list.
void for_each_yaml_item(const SourceText& source, const std::function<void(const YamlNode&)>& take);

}  // namespace glance_audit::text

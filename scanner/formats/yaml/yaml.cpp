#include "scanner/formats/yaml/yaml.hpp"

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/graph.hpp"

namespace glance_audit::text {

namespace {

// Characters that YAML takes: no controls but tab and line breaks, no surrogates, no U+FFFE and U+FFFF.
bool is_printable(char32_t c) {
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return c < 0x7F || c == 0x85 || (c >= 0xA0 && c != 0xFFFE && c != 0xFFFF);
}

// Characters that end a line of YAML, or count for nothing, and that no editor shows.
bool is_hidden(char32_t c) { return c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xFEFF; }

void require_text(const SourceText& source) {
    const std::string_view content = source.content();
    for (std::size_t at = content.size() - without_byte_order_mark(content).size(); at < content.size();) {
        if (content[at] >= ' ' && content[at] < '\x7F') {
            ++at;
            continue;
        }
        const CodePoint point = code_point_at(content, at);
        if (!point.valid) throw source.error("not UTF-8 text", place_of_byte(content, at), "save the file as UTF-8");
        if (!is_printable(point.value)) {
            throw source.error("not valid YAML: a control character", place_of_byte(content, at),
                               "remove it, or write it as \"\\x07\"");
        }
        if (is_hidden(point.value)) {
            throw source.error("a line break or a byte order mark that editors do not show stands here",
                               place_of_byte(content, at), "remove it, or write it as \"\\u2028\"");
        }
        at += point.size;
    }
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
    for (const auto& [name, value] : entries) {
        if (name.type == YamlType::string && name.text == key) return &value;
    }
    return nullptr;
}

const char* type_name(YamlType type) {
    switch (type) {
        case YamlType::null: return "null";
        case YamlType::boolean: return "a boolean";
        case YamlType::integer: return "an integer";
        case YamlType::floating: return "a number";
        case YamlType::timestamp: return "a date";
        case YamlType::string: return "a string";
        case YamlType::binary: return "binary data";
        case YamlType::list: return "a list";
        case YamlType::map: return "a map";
    }
    return "a value";
}

YamlNode parse_yaml(const SourceText& source) {
    require_text(source);
    YamlGraph graph(source);
    return graph.root() == nullptr ? YamlNode() : construct_yaml(source, *graph.root());
}

void for_each_yaml_item(const SourceText& source, const std::function<void(const YamlNode&)>& take) {
    require_text(source);
    for_each_yaml_graph(source, [&](YamlGraphNode& item) { take(construct_yaml(source, item)); });
}

}  // namespace glance_audit::text

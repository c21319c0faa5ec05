#include "scanner/text/yaml.hpp"

#include "scanner/text/utf8.hpp"
#include "scanner/text/yaml_graph.hpp"

namespace glance_audit::text {

namespace {

void require_utf8(const SourceText& source) {
    const std::size_t at = find_invalid_utf8(source.content());
    if (at == std::string_view::npos) return;
    throw source.error("not UTF-8 text", place_of_byte(source.content(), at), "save the file as UTF-8");
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
    require_utf8(source);
    YamlGraph graph(source);
    refuse_what_pyyaml_refuses(source);
    return graph.root() == nullptr ? YamlNode() : construct_yaml(source, *graph.root());
}

void for_each_yaml_item(const SourceText& source, const std::function<void(const YamlNode&)>& take) {
    require_utf8(source);
    refuse_what_pyyaml_refuses(source);
    for_each_yaml_graph(source, [&](YamlGraphNode& item) { take(construct_yaml(source, item)); });
}

}  // namespace glance_audit::text

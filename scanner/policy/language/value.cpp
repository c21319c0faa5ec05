#include "scanner/policy/language/value.hpp"

#include <utility>

#include "scanner/base/ascii.hpp"
#include "scanner/base/python_number.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::policy {

namespace {

// Tells nearly all keys apart without a look at their text.
std::uint32_t mark_of(std::string_view key) {
    if (key.empty()) return 0;
    const auto byte = [](char c) { return static_cast<std::uint32_t>(static_cast<unsigned char>(c)); };
    return static_cast<std::uint32_t>(key.size()) << 16U | byte(key.front()) << 8U | byte(key.back());
}

}  // namespace

struct Value::Content {
    std::vector<Value> items;
    std::vector<Value> keys;
    std::vector<std::uint32_t> marks;  // of the keys, close together: find() runs through them

    explicit Content(std::size_t size) { items.reserve(size); }

    void add(Value key, Value value) {
        marks.push_back(mark_of(key.text_));
        keys.push_back(std::move(key));
        items.push_back(std::move(value));
    }
};

Value::Value(Kind kind, Content content) : kind_(kind), content_(std::make_shared<Content>(std::move(content))) {}

Value Value::from_yaml(const text::YamlNode& node) {
    switch (node.type) {
        case text::YamlType::null: return {};
        case text::YamlType::boolean: return boolean(text::boolean_value(node.text).value_or(false));
        case text::YamlType::integer: return {Kind::integer, text::canonical_integer(node.text).value_or(node.text)};
        case text::YamlType::floating:
            return {Kind::floating, text::float_repr(text::float_value(node.text).value_or(0))};
        case text::YamlType::timestamp:
            return {Kind::timestamp, text::canonical_timestamp(node.text).value_or(node.text)};
        case text::YamlType::string: return {Kind::string, node.text};
        case text::YamlType::binary: return {Kind::bytes, node.text};
        case text::YamlType::list:
        case text::YamlType::map: break;
    }
    Content content(node.items.size() + node.entries.size());
    for (const text::YamlNode& item : node.items) content.items.push_back(from_yaml(item));
    for (const auto& [key, value] : node.entries) content.add(from_yaml(key), from_yaml(value));
    return {node.is(text::YamlType::list) ? Kind::list : Kind::map, std::move(content)};
}

Value Value::list(std::vector<Value> items) {
    Content content(0);
    content.items = std::move(items);
    return {Kind::list, std::move(content)};
}

Value Value::map(std::vector<std::pair<std::string, Value>> entries) {
    Content content(entries.size());
    for (auto& [key, value] : entries) content.add(string(key), std::move(value));
    return {Kind::map, std::move(content)};
}

const Value::Content& Value::content() const {
    static const Content kNothing(0);
    return content_ == nullptr ? kNothing : *content_;
}

const std::vector<Value>& Value::items() const { return content().items; }

const std::vector<Value>& Value::keys() const { return content().keys; }

const Value* Value::find(std::string_view key) const {
    if (content_ == nullptr) return nullptr;
    const Content& held = *content_;
    const std::uint32_t mark = mark_of(key);
    for (std::size_t i = 0; i < held.marks.size(); ++i) {
        if (held.marks[i] != mark) continue;
        const Value& name = held.keys[i];
        if (name.is(Kind::string) && name.text_ == key) return &held.items[i];
    }
    return nullptr;
}

std::optional<std::string_view> Value::str(std::string& buffer) const {
    if (kind_ != Kind::bytes && kind_ != Kind::list && kind_ != Kind::map) return text_;
    buffer.clear();
    return append_repr(buffer) ? std::optional<std::string_view>(buffer) : std::nullopt;
}

bool Value::append_repr(std::string& out) const {
    if (kind_ == Kind::bytes || kind_ == Kind::timestamp) return false;
    if (kind_ == Kind::string) {  // of characters beyond ASCII Python escapes some, which its tables of Unicode say
        if (!text::is_ascii(text_)) return false;
        out += python_repr(text_);
        return true;
    }
    if (kind_ != Kind::list && kind_ != Kind::map) {
        out += text_;
        return true;
    }
    const bool is_map = kind_ == Kind::map;
    out += is_map ? '{' : '[';
    for (std::size_t i = 0; i < items().size(); ++i) {
        if (i > 0) out += ", ";
        if (is_map && !keys()[i].append_repr(out)) return false;
        if (is_map) out += ": ";
        if (!items()[i].append_repr(out)) return false;
    }
    out += is_map ? '}' : ']';
    return true;
}

bool Value::is_true() const {
    switch (kind_) {
        case Kind::null: return false;
        case Kind::boolean: return text_ == "True";
        case Kind::integer: return text_ != "0";
        case Kind::floating: return text_ != "0.0" && text_ != "-0.0";
        case Kind::timestamp: return true;
        case Kind::string:
        case Kind::bytes: return !text_.empty();
        case Kind::list:
        case Kind::map: return !items().empty();
    }
    return false;
}

bool is_true(const text::YamlNode& node) {
    if (node.is(text::YamlType::list)) return !node.items.empty();
    if (node.is(text::YamlType::map)) return !node.entries.empty();
    return Value::from_yaml(node).is_true();
}

}  // namespace glance_audit::policy

#include "scanner/policy/language/value.hpp"

#include <utility>

#include "scanner/policy/language/python_repr.hpp"
#include "scanner/formats/yaml/python_number.hpp"
#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::policy {

namespace {

int number_at(std::string_view text, std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
    return value;
}

// "+05:30" as datetime's repr names it. Negative ones are a day less and the rest in seconds.
std::string repr_of_zone(std::string_view zone) {
    const int seconds = (number_at(zone, 1, 2) * 60 + number_at(zone, 4, 2)) * 60;
    if (seconds == 0) return "datetime.timezone.utc";
    const bool negative = zone.front() == '-';
    return "datetime.timezone(datetime.timedelta(" + std::string(negative ? "days=-1, " : "") +
           "seconds=" + std::to_string(negative ? 24 * 60 * 60 - seconds : seconds) + "))";
}

// From str(), "2001-12-14 21:59:43.100000-05:00", to repr(), "datetime.datetime(2001, 12, 14, 21, 59, 43, 100000, …)".
std::string repr_of_timestamp(std::string_view text) {
    const auto part = [&](std::size_t at, std::size_t size) { return std::to_string(number_at(text, at, size)); };
    const std::string date = part(0, 4) + ", " + part(5, 2) + ", " + part(8, 2);
    if (text.size() == 10) return "datetime.date(" + date + ")";
    std::string out = "datetime.datetime(" + date + ", " + part(11, 2) + ", " + part(14, 2);
    const bool has_fraction = text.size() > 19 && text[19] == '.';
    if (has_fraction || number_at(text, 17, 2) != 0) out += ", " + part(17, 2);
    if (has_fraction) out += ", " + part(20, 6);
    const std::string_view zone = text.substr(has_fraction ? 26 : 19);
    if (!zone.empty()) out += ", tzinfo=" + repr_of_zone(zone);
    return out + ")";
}

std::string repr_of_list(const std::vector<Value>& items) {
    std::string out = "[";
    for (const Value& item : items) out.append(out.size() > 1 ? ", " : "").append(item.repr());
    return out += "]";
}

std::string repr_of_map(const Value& map) {
    std::string out = "{";
    for (std::size_t i = 0; i < map.keys().size(); ++i) {
        out.append(i > 0 ? ", " : "").append(map.keys()[i].repr()).append(": ").append(map.items()[i].repr());
    }
    return out += "}";
}

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

std::string_view Value::str(std::string& buffer) const {
    const bool is_text = kind_ != Kind::bytes && kind_ != Kind::list && kind_ != Kind::map;
    if (is_text) return text_;
    buffer = repr();
    return buffer;
}

std::string Value::repr() const {
    switch (kind_) {
        case Kind::string: return repr_of_string(text_);
        case Kind::bytes: return repr_of_bytes(text_);
        case Kind::timestamp: return repr_of_timestamp(text_);
        case Kind::list: return repr_of_list(items());
        case Kind::map: return repr_of_map(*this);
        default: return text_;
    }
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

}  // namespace glance_audit::policy

// A Python value as credentials and targets hold it: what oslo.policy compares is its str().
//
// Made from YAML or JSON (from_yaml), or by hand. Immutable afterwards; copies share what a list or a map holds.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/formats/yaml/yaml.hpp"

namespace glance_audit::policy {

class Value {
public:
    enum class Kind : std::uint8_t { null, boolean, integer, floating, string, bytes, timestamp, list, map };

    Value() : text_("None") {}

    static Value from_yaml(const text::YamlNode& node);
    static Value string(std::string_view text) { return {Kind::string, std::string(text)}; }
    static Value boolean(bool value) { return {Kind::boolean, value ? "True" : "False"}; }
    static Value list(std::vector<Value> items);
    static Value map(std::vector<std::pair<std::string, Value>> entries);

    Kind kind() const { return kind_; }
    bool is(Kind kind) const { return kind_ == kind; }

    // The value of a string key of a map; nullptr where there is none, or no map.
    const Value* find(std::string_view key) const;

    const std::vector<Value>& items() const;  // of a list; a map's values
    const std::vector<Value>& keys() const;   // of a map, beside items()

    // A string's text, the bytes of bytes, the str() of any other scalar: "None", "True", "10", "1e+16", "2001-01-01".
    // Empty for a list and a map.
    const std::string& text() const { return text_; }

    // str(): a view of text(), or of `buffer` where it had to be made. Nothing where it is not known here: of bytes,
    // and of lists and maps that hold bytes, dates or texts beyond ASCII.
    std::optional<std::string_view> str(std::string& buffer) const;
    bool is_true() const;  // bool()

private:
    struct Content;

    Value(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}
    Value(Kind kind, Content content);  // a list or a map

    // Appends the repr(); false where it is not known.
    bool append_repr(std::string& out) const;

    const Content& content() const;

    Kind kind_ = Kind::null;
    std::string text_;
    std::shared_ptr<const Content> content_;  // of a list and a map
};

// bool() of what the node holds.
bool is_true(const text::YamlNode& node);

}  // namespace glance_audit::policy

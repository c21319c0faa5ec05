// JSON as it is written by hand: objects and arrays appended to a string.
#pragma once

#include <string>
#include <string_view>

#include "reports/json_string.hpp"

namespace glance_audit::reports {

// Appends `"name": ` and what else a key needs before it; the brackets by its life.
class JsonObject {
public:
    explicit JsonObject(std::string& out, std::string_view separator = ", ") : out_(out), separator_(separator) {
        out_ += '{';
    }
    ~JsonObject() { out_ += '}'; }
    JsonObject(const JsonObject&) = delete;
    JsonObject& operator=(const JsonObject&) = delete;

    // A key of this program's own.
    std::string& key(std::string_view name) {
        separate();
        out_ += '"';
        out_ += name;
        out_ += "\": ";
        return out_;
    }
    // A key that somebody else wrote.
    std::string& foreign_key(std::string_view name) {
        separate();
        append_json_string(out_, name);
        return out_ += ": ";
    }
    void text(std::string_view name, std::string_view value) { append_json_string(key(name), value); }
    template <class Number>
    void number(std::string_view name, Number value) {
        key(name) += std::to_string(value);
    }
    void boolean(std::string_view name, bool value) { key(name) += value ? "true" : "false"; }

private:
    void separate() {
        if (!first_) out_ += separator_;
        first_ = false;
    }

    std::string& out_;
    std::string_view separator_;
    bool first_ = true;
};

template <class Items, class Append>
void append_array(std::string& out, const Items& items, Append append, std::string_view separator = ", ") {
    out += '[';
    bool first = true;
    for (const auto& item : items) {
        if (!first) out += separator;
        first = false;
        append(item);
    }
    out += ']';
}

}  // namespace glance_audit::reports
